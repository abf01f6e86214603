import t from 'tap'
import {
  burstsOf,
  expectedRate,
  HOUR_MS,
  isAlarming,
  PROBE_AT,
  WEEK_MS,
  WEEKS
} from '../../src/hydration/silence-rule.ts'

/** The same numbers in each run. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}

/** Bursts a day, with a night at a tenth. */
function shapeOf(hour: number): number {
  return hour % 24 >= 1 && hour % 24 < 6 ? 0.1 : 1
}

const YEAR_HOURS = 365 * 24
const DAYS_SHAPE = Array.from({ length: 24 }, (_, hour) => shapeOf(hour)).reduce((sum, one) => sum + one, 0)

/** A simulated year: the number of probes, of false alarms, and the hours until a stop of all webhooks is an alarm. */
function simulate(burstsPerDay: number, seed: number) {
  const random = randomOf(seed)
  const rateOf = (hour: number) => (burstsPerDay * shapeOf(hour)) / DAYS_SHAPE
  const bursts = new Map<number, number>()
  let [expected, probed, probes, alarms, largest, last, longestGap] = [0, 0, 0, 0, 0, 0, 0]
  const start = Math.round(WEEKS * (WEEK_MS / HOUR_MS))
  for (let hour = 0; hour < start + YEAR_HOURS; hour++) {
    const at = hour * HOUR_MS
    let count = 0
    let sum = -Math.log(random())
    while (sum < rateOf(hour)) {
      count += 1
      sum -= Math.log(random())
    }
    bursts.set(at, count)
    const rate = hour < start ? 0 : expectedRate({ bursts, since: Math.max(0, at - WEEKS * WEEK_MS) }, at)
    if (count > 0) {
      // Bursts of an hour are spread over it: the longest gap is before the first.
      const before = expected + (rate * 1) / (count + 1)
      if (before - probed >= PROBE_AT) probes++
      largest = Math.max(largest, before)
      longestGap = Math.max(longestGap, at - last)
      ;[expected, probed, last] = [rate / (count + 1), 0, at]
      continue
    }
    expected += rate
    if (hour >= start && expected - probed >= PROBE_AT) {
      probes++
      probed = expected
      const perHour = burstsPerDay / 24
      if (isAlarming({ expected, lasted: at - last, largest, longestGap, perHour })) alarms++
    }
  }
  let delay = 0
  const end = (start + YEAR_HOURS) * HOUR_MS
  const known = { bursts, since: end - WEEKS * WEEK_MS }
  for (let sum = 0; sum < PROBE_AT; delay++) sum += expectedRate(known, end + delay * HOUR_MS)
  return { probes, alarms, delay }
}

t.test('a simulated year of a hotel without lost webhooks has almost no false alarm', async (t) => {
  for (const [burstsPerDay, mostProbes] of [
    [240, 4_000],
    [40, 676],
    [10, 178]
  ] as const) {
    const years = [1, 2, 3, 4, 5].map((seed) => simulate(burstsPerDay, seed * 7919))
    const alarms = years.reduce((sum, year) => sum + year.alarms, 0)
    t.ok(alarms <= 1, `${burstsPerDay} a day: ${alarms} false alarms in five years`)
    const probes = years.reduce((sum, year) => sum + year.probes, 0) / years.length
    t.ok(probes <= mostProbes, `${burstsPerDay} a day: ${probes} probes a year`)
  }
  const { delay } = simulate(48, 4)
  t.ok(delay <= 6, `two bursts an hour: a probe starts after ${delay} hours`)
})

t.test('webhooks less than five minutes apart are one burst', async (t) => {
  const minutes = (...all: number[]) => all.map((one) => one * 60_000)
  t.strictSame(burstsOf(minutes(0, 1, 2, 4, 20, 24, 40), undefined), minutes(0, 20, 40))
  t.strictSame(burstsOf(minutes(3, 9), 0), minutes(9))
})
