import type { DatabaseFacts } from '../../db/inspect.ts'
import { type Finding, ok, skipped, warning } from './finding.ts'

/** A tenth of the five minutes that a signed timestamp may be off. */
const MOST_MS = 30_000

/** Compares the clock of this machine with others. `publicDate` is the Date header of the public URL, in whole seconds. */
export function checkClock(facts: DatabaseFacts | undefined, publicDate: number | undefined): Finding[] {
  const others: [name: string, aheadMs: number][] = []
  if (facts !== undefined) others.push(['the database', facts.clockAheadMs])
  if (publicDate !== undefined) others.push(['the public URL', publicDate - Date.now()])
  if (others.length === 0) return [skipped('there is no other clock to compare with')]
  return others.map(([name, aheadMs]) => {
    const seconds = Math.round(Math.abs(aheadMs) / 1000)
    if (Math.abs(aheadMs) <= MOST_MS) return ok(`the clocks of this machine and ${name} agree`)
    return warning(
      `the clock of ${name} is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine`,
      'Set both with NTP (timedatectl). Signed timestamps fail if a clock is off by five minutes.'
    )
  })
}
