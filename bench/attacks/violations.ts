import type { Bounds } from './bounds.ts'

/** What can go wrong. `attack`: the attack itself reported it. */
export type Condition = 'process' | 'memory' | 'healthz' | 'requests' | 'feed' | 'spool' | 'restart' | 'loss' | 'attack'

export interface Violation {
  condition: Condition
  /** The bound and the figure. */
  text: string
}

/** Measurements so far. */
export interface Figures {
  rssMb: number
  healthMs: number
  ackMs: number
  feedMs: number
  /** Number of failures of `/healthz` by kind. */
  healthFailures: ReadonlyMap<string, number>
  /** Number of failures of ordinary requests by kind. */
  ackFailures: ReadonlyMap<string, number>
  /** How the process ended without being told to. */
  crashes: readonly string[]
}

/** Returns the bounds that the figures violate. */
export function violationsOf(figures: Figures, bounds: Bounds): Violation[] {
  const { rssMb, healthMs, ackMs, feedMs, healthFailures, ackFailures, crashes } = figures
  return [
    ...crashes.map(ended),
    ...tooMuch('memory', rssMb, bounds.rssMb, 'MB'),
    ...tooMuch('healthz', healthMs, bounds.healthMs, 'ms'),
    ...failed('healthz', healthFailures),
    ...tooMuch('requests', ackMs, bounds.ackMs, 'ms'),
    ...failed('requests', ackFailures),
    ...tooMuch('feed', feedMs, bounds.feedMs, 'ms')
  ]
}

/** The last lines of the log follow the first colon. */
function ended(crash: string): Violation {
  return { condition: 'process', text: crash.split(':', 1)[0] ?? '' }
}

function tooMuch(condition: Condition, figure: number, bound: number, unit: string): Violation[] {
  return figure < bound ? [] : [{ condition, text: `${Math.round(figure)} ${unit}, the bound is ${bound} ${unit}` }]
}

function failed(condition: Condition, failures: ReadonlyMap<string, number>): Violation[] {
  const counts = [...failures].map(([how, count]) => `${count} × ${how}`)
  return counts.length === 0 ? [] : [{ condition, text: `failed: ${counts.join(', ')}` }]
}
