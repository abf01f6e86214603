import type { DestinationView } from '../../destinations/destination-view.ts'
import { printable } from '../printable.ts'

export interface Attempt {
  at: string
  event: string
  attempt: number
  status: number | null
  ms: number
  problem: string | null
}

export interface DeadLetter {
  at: string
  event: string
  type: string | null
  subject: string | null
  attempts: number
  problem: string | null
}

/** A destination for people: one line, and one more for each thing that needs attention. */
export function destinationLine(one: DestinationView & { secret?: string }): string {
  const { name, url, state, reason, breaker, retryAt, problem, lag, parked, deadLetters, secret } = one
  const counts = `${lag.events} events behind, ${parked} parked, ${deadLetters} dead letters`
  return [
    `${name}  ${url}  ${state}${breaker === 'closed' ? '' : `, breaker ${breaker}`}  ${counts}`,
    ...(reason === null ? [] : [`  paused because: ${printable(reason)}`]),
    ...(problem === null
      ? []
      : [`  problem: ${printable(problem)}${retryAt === null ? '' : `, next try at ${retryAt}`}`]),
    ...(secret === undefined ? [] : [`  signing secret, shown once: ${secret}`])
  ].join('\n')
}

export function attemptLine({ at, event, attempt, ms, status, problem }: Attempt): string {
  return `${at}  ${event}  attempt ${attempt}  ${ms} ms  ${printable(problem ?? String(status))}`
}

export function deadLetterLine({ at, event, type, subject, attempts, problem }: DeadLetter): string {
  const what = `${type ?? '(removed)'} ${printable(subject ?? '')}`.trim()
  return `${at}  ${event}  ${what}  ${attempts} attempts  ${printable(problem ?? '')}`
}
