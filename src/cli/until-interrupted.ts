import { once } from 'node:events'
import { CommandFailed } from './command.ts'

/** Yields the items until Ctrl-C, then throws. Ctrl-C takes effect between two items. */
export async function* untilInterrupted<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  const interrupted = once(process, 'SIGINT').then(() => undefined)
  for (;;) {
    const next = await Promise.race([items.next(), interrupted])
    if (next === undefined) throw new CommandFailed(130)
    if (next.done) return
    yield next.value
  }
}
