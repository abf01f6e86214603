import { killWhileHydrating } from './kill-while-hydrating.ts'
import type { OwnScenario, Played } from './own-scenario.ts'
import { withPostgres } from './with-postgres.ts'

/** A gateway is killed while it reads records. The second one is a control, which must lose some. */
export const recordScenarios: readonly OwnScenario[] = [
  { name: 'kill-while-hydrating', cycles: 50, seconds: 0, usual: 'holds', play: (effort) => play(effort, false) },
  { name: 'forgets-its-queue', cycles: 3, seconds: 0, usual: 'caught', play: (effort) => play(effort, true) }
]

type Effort = Parameters<OwnScenario['play']>[0]

async function play({ cycles, say }: Effort, forgets: boolean): Promise<Played> {
  const tally = await withPostgres((databaseUrl) => killWhileHydrating({ databaseUrl, kills: cycles, forgets, say }))
  const { changes: acked, lost, doubled: duplicated, problems } = tally
  const wrong = [
    ...(lost > 0 ? [`${lost} lost`] : []),
    ...(duplicated > 0 ? [`${duplicated} duplicated`] : []),
    ...problems
  ]
  const missed = lost > 0 ? [] : ['the control lost nothing: a loss would not have been seen']
  return { acked, lost, duplicated, failures: forgets ? missed : wrong }
}
