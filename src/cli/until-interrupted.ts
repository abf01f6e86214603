import { once } from 'node:events'
import { NotWell } from './command.ts'

/** What comes until Ctrl-C, which is only seen between two of them; then it throws. */
export async function* untilInterrupted<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  const interrupted = once(process, 'SIGINT').then(() => undefined)
  for (;;) {
    const next = await Promise.race([items.next(), interrupted])
    if (next === undefined) throw new NotWell(130)
    if (next.done) return
    yield next.value
  }
}
