import type { FastifyBaseLogger } from 'fastify'
import type { AccountServices } from '../accounts/accounts.ts'
import { createRereads } from '../accounts/rereads.ts'
import type { Limits } from '../config/limits.ts'
import type { Database } from '../db/connect.ts'
import { createReplayJobs } from '../replay/replay-jobs.ts'
import { createReplays } from '../replay/replays.ts'
import type { createInterpreters } from './interpreters.ts'

interface ReplayServicesOptions {
  interpreters: Pick<ReturnType<typeof createInterpreters>, 'plain' | 'dropping'>
  accounts: AccountServices
  database: Database
  limits: Limits
  onEvents(): void
  log: FastifyBaseLogger
}

/** Everything that interprets stored deliveries again. */
export function createReplayServices({
  interpreters,
  accounts,
  database,
  limits,
  onEvents,
  log
}: ReplayServicesOptions) {
  const shared = { database, limits, onEvents, log }
  const replays = createReplays({ interpreter: interpreters.dropping, ...shared })
  // What waited for its account has waited for no record. It goes out as it is.
  const rereading = createReplays({ interpreter: interpreters.plain, ...shared })
  const replay = (id: string) => rereading.one(id, { by: 'gateway', tokenFingerprint: 'gateway', dryRun: false })
  const rereads = createRereads({ database, accounts: accounts.store.accounts, replay, log })
  const replayJobs = createReplayJobs({ database, replay: replays.one, limits: limits.dashboard, log })
  return { replays, rereads, replayJobs }
}
