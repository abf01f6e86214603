import { textOf } from './fields.ts'

// Parameters that several lists have.

const PERIODS = { hour: 60, day: 24 * 60, week: 7 * 24 * 60, month: 31 * 24 * 60 } as const

/** The choices of the combobox Period: the value of `since`, and the label. */
const PERIOD_OPTIONS = [
  ['', 'Any time'],
  ['hour', 'Last hour'],
  ['day', 'Last 24 h'],
  ['week', 'Last 7 days'],
  ['month', 'Last 31 days']
] as const

/** The choices, with the given time among them if it is none of the periods. */
export function periodOptions(since: string | undefined): readonly (readonly [value: string, label: string])[] {
  const isPeriod = PERIOD_OPTIONS.some(([value]) => value === (since ?? ''))
  return isPeriod ? PERIOD_OPTIONS : [...PERIOD_OPTIONS, [since ?? '', `Since ${since}`]]
}

/** The position of the parameter `before`. */
export function beforeOf(query: URLSearchParams): number | undefined {
  return positionOf(query, 'before')
}

/** Undefined: the parameter is missing, or is no position. */
export function positionOf(query: URLSearchParams, name: string): number | undefined {
  const position = Number(query.get(name) ?? Number.NaN)
  return Number.isSafeInteger(position) && position > 0 ? position : undefined
}

/** The position of the parameter `after`. 0: from the beginning. */
export function afterOf(query: URLSearchParams): number {
  const after = Number(query.get('after') ?? 0)
  return Number.isSafeInteger(after) && after > 0 ? after : 0
}

/** An instant, or one of the periods, as RFC 3339 in UTC. Undefined: it is neither. */
export function instantOf(query: URLSearchParams, name: 'since' | 'until', now = Date.now()): string | undefined {
  const given = textOf(query, name)
  if (given === undefined) return undefined
  if (Object.hasOwn(PERIODS, given))
    return new Date(now - PERIODS[given as keyof typeof PERIODS] * 60_000).toISOString()
  const date = new Date(given)
  // PostgreSQL does not read the years that have a sign.
  return date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9_999 ? date.toISOString() : undefined
}
