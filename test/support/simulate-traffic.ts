import { expectedRate, HOUR_MS, isAlarming, PROBE_AT, thresholdOf, WEEKS } from '../../src/hydration/silence-rule.ts'

/** How uneven the traffic of a hotel is. CV: standard deviation divided by mean. */
export interface Unevenness {
  dayCv: number
  /** Share of days with hardly any webhook. */
  deadDays: number
  /** Swing of the year. */
  season: number
  hourCv: number
}

export const MILD: Unevenness = { dayCv: 0.3, deadDays: 0, season: 0.25, hourCv: 0.3 }
export const ROUGH: Unevenness = { dayCv: 0.45, deadDays: 0.02, season: 0.25, hourCv: 0.3 }

const WEEK_HOURS = 168
const WINDOW_HOURS = WEEKS * WEEK_HOURS
const LEARNING_HOURS = 2 * WINDOW_HOURS
/** Hours between two moments at which the delay of an alarm is measured. No divisor of a week, so all hours of a week come. */
const SAMPLE_HOURS = 37
const DEAD_DAY = 0.15
const DAY_SHAPE = Array.from({ length: 24 }, (_, hour) => (hour >= 1 && hour < 6 ? 0.1 : 1))
const SHAPE_SUM = DAY_SHAPE.reduce((sum, one) => sum + one, 0)

/**
 * Simulates years of webhooks that never stop, hour by hour, with the rule for sources that cannot be probed. Returns alarms and silences
 * that are probed for each year, and the hours from a stop of all webhooks to the alarm.
 */
export function simulateTraffic(burstsPerDay: number, { dayCv, deadDays, season, hourCv }: Unevenness, years: number) {
  const random = randomOf(12_345)
  const hours = LEARNING_HOURS + years * 365 * 24
  const bursts = new Map<number, number>()
  const rates = new Float64Array(hours)
  /** Of silences by the hour in which they ended: expected bursts, and hours. */
  const [largests, gaps] = [new Float64Array(hours), new Float64Array(hours)]
  const samples: { hour: number; expected: number; threshold: number; cap: number }[] = []
  let [expected, probes, alarms, lastBurst, day, total] = [0, 0, 0, 0, 1, 0]
  let [isSilent, isProbed] = [false, false]

  for (let hour = 0; hour < hours; hour++) {
    if (hour % 24 === 0) day = gamma(random, dayCv) * (random() < deadDays ? DEAD_DAY : 1)
    const year = 1 + season * Math.sin((2 * Math.PI * hour) / (24 * 365))
    const shape = DAY_SHAPE[hour % 24] ?? 0
    const rate = ((burstsPerDay * shape) / SHAPE_SUM) * day * year * gamma(random, hourCv)
    const first = Math.max(0, hour - WINDOW_HOURS)
    total -= bursts.get((first - 1) * HOUR_MS) ?? 0
    bursts.delete((first - 1) * HOUR_MS)
    const times = arrivals(random, rate)
    if (hour >= LEARNING_HOURS) {
      const learned = expectedRate({ bursts, since: first * HOUR_MS }, hour * HOUR_MS)
      rates[hour] = learned
      const perHour = total / WINDOW_HOURS
      const [largest, longestGap] = [maxOf(largests, first, hour), maxOf(gaps, first, hour)]
      let position = 0
      for (const time of [...times, 1]) {
        expected += learned * (time - position)
        position = time
        if (!isProbed && expected >= PROBE_AT) {
          probes++
          isProbed = true
        }
        const lasted = (hour + time - lastBurst) * HOUR_MS
        const silence = { expected, lasted, largest, longestGap: longestGap * HOUR_MS, perHour }
        if (!isSilent && isAlarming(silence)) {
          alarms++
          isSilent = true
        }
        if (time === 1) break
        largests[hour] = Math.max(largests[hour] ?? 0, expected)
        gaps[hour] = Math.max(gaps[hour] ?? 0, lasted / HOUR_MS)
        ;[expected, lastBurst, isSilent, isProbed] = [0, hour + time, false, false]
      }
      const cap = Math.max(72, 3 * longestGap)
      if (hour % SAMPLE_HOURS === 0) samples.push({ hour, expected, threshold: thresholdOf(largest), cap })
    } else lastBurst = hour + (times.at(-1) ?? 0)
    bursts.set(hour * HOUR_MS, times.length)
    total += times.length
  }

  const delays = samples.filter(({ hour }) => hour < hours - 31 * 24).map(delayOf)
  delays.sort((a, b) => a - b)
  const quantile = (share: number) => delays[Math.floor(delays.length * share)] ?? 0
  return { alarms: alarms / years, probes: probes / years, delay: quantile(0.5), longDelay: quantile(0.9) }

  /** Hours until the silence is an alarm, if no webhook comes any more. */
  function delayOf({ hour, expected, threshold, cap }: (typeof samples)[number]): number {
    let sum = expected
    for (let passed = 0; passed < cap; passed++) {
      const rate = rates[hour + 1 + passed] ?? 0
      if (sum + rate >= threshold) return passed + (threshold - sum) / rate
      sum += rate
    }
    return cap
  }
}

function maxOf(values: Float64Array, from: number, to: number): number {
  let most = 0
  for (let at = from; at < to; at++) most = Math.max(most, values[at] ?? 0)
  return most
}

/** Moments of a Poisson process within an hour. */
function arrivals(random: () => number, rate: number): number[] {
  const times: number[] = []
  const gap = () => -Math.log(1 - random()) / rate
  for (let time = gap(); time < 1; time += gap()) times.push(time)
  return times
}

/** A factor with mean 1: https://dl.acm.org/doi/10.1145/358407.358414, for a shape above 1. */
function gamma(random: () => number, cv: number): number {
  if (cv === 0) return 1
  const shape = 1 / cv ** 2
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return (d * v) / shape
  }
}

/** The same numbers in each run. */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}
