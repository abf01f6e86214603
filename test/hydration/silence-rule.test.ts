import t from 'tap'
import { burstsOf } from '../../src/hydration/silence-rule.ts'
import { MILD, ROUGH, simulateTraffic } from '../support/simulate-traffic.ts'

const YEARS = 12

/** False alarms a year, hours to the alarm in half and in nine of ten cases, and silences a year that are probed, as the rule was designed with. */
const DESIGN = [
  [240, 'rough', 0.57, undefined, undefined, 4_630],
  [40, 'mild', 0.13, 15, 23, 724],
  [40, 'rough', 0.74, 21, 34, 789],
  [10, 'rough', 0.2, 51, 77, 200]
] as const

t.test('simulated years of a hotel give the figures that the rule was designed with', async (t) => {
  let [alarms, designed] = [0, 0]
  for (const [burstsPerDay, name, falseAlarms, delay, longDelay, probes] of DESIGN) {
    const found = simulateTraffic(burstsPerDay, name === 'mild' ? MILD : ROUGH, YEARS)
    const about = `${burstsPerDay} a day, ${name}: ${JSON.stringify(found)}`
    t.ok(found.alarms < 1, about)
    t.ok(isNear(found.probes, probes), about)
    if (delay !== undefined) t.ok(isNear(found.delay, delay) && isNear(found.longDelay, longDelay), about)
    alarms += found.alarms
    designed += falseAlarms
  }
  // One source has too few false alarms for a rate of its own.
  t.ok(isNear(alarms, designed), `${alarms} false alarms a year, designed for ${designed}`)
})

function isNear(found: number, designed: number): boolean {
  return Math.abs(found - designed) <= 0.2 * designed
}

t.test('webhooks less than five minutes apart are one burst', async (t) => {
  const minutes = (...all: number[]) => all.map((one) => one * 60_000)
  t.strictSame(burstsOf(minutes(0, 1, 2, 4, 20, 24, 40), undefined), minutes(0, 20, 40))
  t.strictSame(burstsOf(minutes(3, 9), 0), minutes(9))
})
