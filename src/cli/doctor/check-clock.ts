import type { DatabaseFacts } from '../../db/inspect.ts'
import { type Finding, ok, skipped, warning } from './finding.ts'

/** Signatures with a timestamp may be five minutes old; half a minute is a clock that nobody sets. */
const MOST_MS = 30_000

/** This machine's clock against others. `publicDate` is what answers at the public URL says, in whole seconds. */
export function checkClock(facts: DatabaseFacts | undefined, publicDate: number | undefined): Finding[] {
  const others: [name: string, aheadMs: number][] = []
  if (facts !== undefined) others.push(["the database's", facts.clockAheadMs])
  if (publicDate !== undefined) others.push(["the public URL's", publicDate - Date.now()])
  if (others.length === 0) return [skipped('there was no other clock to compare with')]
  return others.map(([name, aheadMs]) => {
    const seconds = Math.round(Math.abs(aheadMs) / 1000)
    if (Math.abs(aheadMs) <= MOST_MS) return ok(`this machine's clock and ${name} agree`)
    return warning(
      `${name} clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's`,
      'Let NTP set both (timedatectl). Signatures with a timestamp fail when a clock is off by minutes.'
    )
  })
}
