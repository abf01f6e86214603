import type { BenchDatabase } from '../fixture.ts'
import { median } from '../measure.ts'
import type { Report } from '../report.ts'
import type { Kind } from '../traffic.ts'
import { javascriptMs, withMemory } from './process-usage.ts'
import type { Yardstick } from './start-yardstick.ts'
import { type WrkResult, wrk } from './wrk.ts'

export interface Run extends Omit<WrkResult, 'subjects'> {
  /** Microseconds of CPU of the JavaScript thread, per acknowledgement. */
  js: number
  /** Highest resident memory, in MB. */
  memory: number
}

interface Load {
  kind: Kind
  connections: number
}

/** Signed for each second. No server here is faster. */
const MOST_PER_SECOND = 40_000
const WARM_UP_SECONDS = 4

/** Runs of each server by its name. The servers take turns, because a shared machine is now faster and now slower. */
export async function runRounds(
  report: Report,
  servers: readonly Yardstick[],
  load: Load
): Promise<Map<string, Run[]>> {
  const runs = new Map<string, Run[]>(servers.map(({ name }) => [name, []]))
  for (let round = 0; round < report.rounds; round++) {
    // In another order each time, so that no server always follows the same one.
    for (const server of [...servers.slice(round % servers.length), ...servers.slice(0, round % servers.length)]) {
      report.progress(
        `${load.kind}, ${load.connections} connections: round ${round + 1} of ${report.rounds}, ${server.name}`
      )
      runs.get(server.name)?.push(await runOnce(server, load, report.seconds))
    }
  }
  return runs
}

/** Runs each server until its code is compiled. */
export async function warmUp(servers: readonly Yardstick[], load: Load): Promise<void> {
  for (const server of servers) await runOnce(server, load, WARM_UP_SECONDS)
}

/** The median, over the rounds, of the ratio within a round. */
export function ratio(runs: readonly Run[] = [], others: readonly Run[] = [], key: keyof Run): number {
  return median(runs.map((run, at) => run[key] / (others[at]?.[key] ?? Number.NaN)))
}

async function runOnce(server: Yardstick, load: Load, seconds: number): Promise<Run> {
  const { name, pid, port, database, isBellhook } = server
  await database.settle()
  const before = javascriptMs(pid)
  const count = MOST_PER_SECOND * seconds
  const [{ subjects, ...result }, memory] = await withMemory(pid, () => wrk({ port, ...load, seconds, count }))
  const js = (1_000 * (javascriptMs(pid) - before)) / result.acknowledged
  if (result.broken > 0) throw new Error(`${name}: ${result.broken} requests got no answer`)
  if (isBellhook) await checkStored(database, subjects, result)
  return { ...result, js, memory }
}

/** Requests that were at work at the end are stored, too. So there may be more events than acknowledgements. */
async function checkStored(
  database: BenchDatabase,
  subjects: readonly string[],
  { acknowledged }: { acknowledged: number }
) {
  const [row] = await database.query(
    'select count(*)::int as events, count(distinct subject)::int as subjects from events where subject = any($1)',
    [subjects]
  )
  const [events, distinct] = [Number(row?.['events']), Number(row?.['subjects'])]
  if (events >= acknowledged && distinct === events) return
  throw new Error(`${acknowledged} acknowledged, but ${events} events of ${distinct} on the feed`)
}
