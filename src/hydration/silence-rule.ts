/**
 * Pure rules that decide when a vendor is too quiet. Bursts are counted, not webhooks, because one night audit sends hundreds. The number of bursts that one would have
 * expected since the last one measures a silence, so a quiet night adds little.
 */

export const [HOUR_MS, WEEK_MS] = [3_600_000, 7 * 24 * 3_600_000]
/** Webhooks less than this apart are one burst. */
const BURST_MS = 5 * 60_000
/** The hours of the week are learned from this many weeks. */
export const WEEKS = 6
/** A probe starts when so many bursts were expected, and again after as many more. */
export const PROBE_AT = 3
/** Two probes are at least this far apart. */
export const BETWEEN_PROBES_MS = 15 * 60_000
/** Where no probe is possible: the alarm's threshold is at least this, and twice the largest silence that has ended. */
const [LEAST_THRESHOLD, MARGIN] = [12, 2]
const LONGEST_SILENCE_MS = 72 * HOUR_MS
const LONGEST_GAP_MARGIN = 3
/** Below one burst a day, only the longest silence counts. */
const SPARSE_PER_HOUR = 1 / 24

export interface Traffic {
  /** Bursts by the hour in which they began: milliseconds since 1970. */
  bursts: ReadonlyMap<number, number>
  /** Start of the first hour that counts. */
  since: number
}

/** Moments at which bursts begin, of webhooks in order. `last` is the webhook before them. */
export function burstsOf(times: readonly number[], last: number | undefined): number[] {
  let previous = last
  const starts: number[] = []
  for (const at of times) {
    if (previous === undefined || at - previous >= BURST_MS) starts.push(at)
    previous = at
  }
  return starts
}

/** Bursts per hour that are expected at a moment: of the same hour of the week, its neighbors, and the mean of all. */
export function expectedRate(traffic: Traffic, at: number): number {
  const hour = Math.floor(at / HOUR_MS) * HOUR_MS
  const first = firstHour(traffic, hour)
  const cell = (offset: number) => meanOfWeeks(traffic.bursts, hour + offset * HOUR_MS, { first, hour })
  return (0.8 * (cell(-1) + 2 * cell(0) + cell(1))) / 4 + 0.1 * meanRate(traffic, at)
}

/** Bursts per hour, in the mean of all hours. */
export function meanRate(traffic: Traffic, at: number): number {
  const hour = Math.floor(at / HOUR_MS) * HOUR_MS
  const first = firstHour(traffic, hour)
  let total = 0
  for (const [start, count] of traffic.bursts) if (start >= first && start < hour) total += count
  const hours = (hour - first) / HOUR_MS
  return hours <= 0 ? 0 : total / hours
}

function firstHour({ since }: Traffic, hour: number): number {
  return Math.max(since, hour - WEEKS * WEEK_MS)
}

function meanOfWeeks(
  bursts: Traffic['bursts'],
  start: number,
  { first, hour }: { first: number; hour: number }
): number {
  let [sum, weeks] = [0, 0]
  for (let week = 1; week <= WEEKS; week++) {
    const at = start - week * WEEK_MS
    if (at < first || at >= hour) continue
    sum += bursts.get(at) ?? 0
    weeks++
  }
  return weeks === 0 ? 0 : sum / weeks
}

/** Where no probe is possible: the expected bursts at which a silence is an alarm. `largest`: of a silence that has ended. */
export function thresholdOf(largest: number): number {
  return Math.max(LEAST_THRESHOLD, MARGIN * largest)
}

interface Silence {
  /** Expected bursts since the last webhook. */
  expected: number
  /** Milliseconds since the last webhook, without the time in which no gateway ran. */
  lasted: number
  /** Of the last weeks, of silences that have ended. */
  largest: number
  longestGap: number
  /** Mean of all hours. */
  perHour: number
}

/** Where no probe is possible. */
export function isAlarming({ expected, lasted, largest, longestGap, perHour }: Silence): boolean {
  if (lasted >= Math.max(LONGEST_SILENCE_MS, LONGEST_GAP_MARGIN * longestGap)) return true
  return perHour >= SPARSE_PER_HOUR && expected >= thresholdOf(largest)
}
