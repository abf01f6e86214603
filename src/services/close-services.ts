import { setTimeout as sleep } from 'node:timers/promises'
import type { Services } from './create-services.ts'

/** A database that does not answer must not keep the process from ending. Every delivery is stored by then. */
const CLOSE_DATABASE_MS = 2_000

/** Ends what brings new work first, and the database last. */
export async function closeServices(services: Services): Promise<void> {
  const { loadShedding, ledger, worker, destinations, outbound, replayJobs, retention, feed, rereads, accounts } =
    services
  loadShedding.close()
  const jobs = replayJobs.close()
  await ledger.close()
  await worker?.close()
  await destinations.owner.close()
  outbound.close()
  const background = Promise.all([jobs, retention.close(), feed.notifier.close(), rereads.close(), accounts.close()])
  const closed = background.then(() => services.database.close())
  await Promise.race([closed, sleep(CLOSE_DATABASE_MS, undefined, { ref: false })])
}
