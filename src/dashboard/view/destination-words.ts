import type { DestinationView } from '../../destinations/destination-view.ts'
import type { Tone } from './parts.tsx'
import { count } from './words.ts'

type Lag = DestinationView['lag']
type State = Pick<DestinationView, 'state' | 'reason' | 'breaker' | 'retryAt' | 'problem' | 'failingSince'>

/** Lag is counted exactly up to this number of events. */
const MOST_EVENTS = 10_000
const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min']
] as const

/** `7201.4` is 2 h. */
export function durationWords(seconds: number): string {
  for (const [size, unit] of UNITS) if (seconds >= size) return `${Math.floor(seconds / size)} ${unit}`
  return `${Math.max(0, Math.ceil(seconds))} s`
}

export function lagWords({ events, seconds }: Lag): string {
  if (events === 0) return 'nothing'
  return `${eventsOf(events)}, ${durationWords(seconds)}`
}

function eventsOf(events: number): string {
  return events < MOST_EVENTS ? count(events, 'event') : `${MOST_EVENTS.toLocaleString('en')} events or more`
}

/** The state of a destination: a word for its badge, and why it is so. */
export function stateOf(view: State, now = Date.now()): { tone: Tone; word: string; why: string } {
  const { state, reason, breaker, retryAt, problem } = view
  if (state === 'paused') return { tone: 'warn', word: 'Paused', why: reasonWords(reason) }
  if (breaker === 'open' && retryAt !== null) {
    const wait = durationWords((Date.parse(retryAt) - now) / 1_000)
    return { tone: 'bad', word: `Trying again in ${wait}`, why: '' }
  }
  if (breaker !== 'closed') return { tone: 'bad', word: 'Trying again now', why: '' }
  if (problem !== null) return { tone: 'warn', word: 'Active', why: 'the latest request failed' }
  return { tone: 'ok', word: 'Active', why: '' }
}

/** `paused by operator:mara` is by mara. */
function reasonWords(reason: string | null): string {
  if (reason === null) return ''
  const by = /^paused by (?:(operator|key):)?(.+)$/.exec(reason)
  if (by === null) return reason === '410 Gone' ? 'it answered 410 Gone' : reason
  const [, kind, name = ''] = by
  if (kind === undefined) return name === 'api-token' ? 'by API_TOKEN' : `by ${name}`
  return kind === 'key' ? `by the key ${name}` : `by ${name}`
}

/** How a destination is, in one sentence, and what to do about it. */
export function summaryOf(view: State & Pick<DestinationView, 'lag' | 'parked'>, now = Date.now()): string {
  const { state, reason, breaker, problem, failingSince, lag, parked } = view
  const waiting = lag.events === 0 ? 'No event waits.' : `${waitWords(lag)} and nothing is lost.`
  if (state === 'paused' && reason === '410 Gone') {
    return `The endpoint answered 410 Gone, so nothing is sent. ${waiting} Correct its URL, send a test, and resume.`
  }
  if (state === 'paused' && reason?.startsWith('paused by') === false) {
    return `The endpoint failed for too long, so nothing is sent. ${waiting} Repair it, send a test, and resume.`
  }
  if (state === 'paused') return `Nothing is sent until somebody resumes it. ${waiting}`
  if (breaker !== 'closed') {
    const since = failingSince === null ? '' : ` for ${durationWords((now - Date.parse(failingSince)) / 1_000)}`
    const why = problem === null ? '' : ` (${problem})`
    return `Nothing has got through${since}${why}. ${waiting} Bellhook tries again by itself. Repair the endpoint, and send a test.`
  }
  if (problem !== null) return `The latest request failed (${problem}). Bellhook tries again by itself.`
  if (parked > 0)
    return `${count(parked, 'event')} failed alone or ${parked === 1 ? 'waits' : 'wait'} behind one that did. Other events are sent.`
  return lag.events === 0 ? 'Everything is delivered.' : `${waitWords(lag)} and will be sent next.`
}

function waitWords({ events }: Lag): string {
  return `${eventsOf(events)} ${events === 1 ? 'waits' : 'wait'}`
}
