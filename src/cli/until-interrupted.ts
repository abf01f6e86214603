import { once } from 'node:events'
import { CommandFailed } from './command.ts'

/** Yields the items until Ctrl-C, then throws. Ctrl-C takes effect between two items. */
export async function* untilInterrupted<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  const ended = new AbortController()
  const interrupted = once(process, 'SIGINT', { signal: ended.signal }).then(
    () => undefined,
    () => undefined
  )
  try {
    for (;;) {
      const next = await Promise.race([items.next(), interrupted])
      if (next === undefined) throw new CommandFailed(130)
      if (next.done) return
      yield next.value
    }
  } finally {
    ended.abort()
  }
}
