import { UsageError } from '../command.ts'

interface Options {
  from: string | undefined
  to: string | undefined
  events: readonly string[] | undefined
  deadLetters: boolean
}

/** The body of a replay: exactly one of a range, a list of events, and the dead letters. */
export function replayBody({ from, to, events, deadLetters }: Options): object {
  const given = [from, events, deadLetters || undefined].filter((value) => value !== undefined).length
  if (given !== 1) throw new UsageError('replay takes one of --from, --events, and --dead-letters')
  if (to !== undefined && from === undefined) throw new UsageError('--to needs --from')
  if (deadLetters) return { deadLetters }
  return events === undefined ? { from, ...(to !== undefined && { to }) } : { events }
}
