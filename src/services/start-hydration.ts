import { createHydration, type Hydration } from '../hydration/hydration.ts'
import { alarmSender } from '../hydration/provider-events.ts'
import { createStoreRecord } from '../hydration/store-record.ts'
import { tokenStores } from '../hydration/token-store.ts'
import { releaseHeld } from '../ledger/release-held.ts'
import type { AppOptions } from './app-options.ts'
import type { Services } from './create-services.ts'

/** Starts the work with the APIs of connected vendors, and the watch over the webhooks of all others. */
export function startHydration(options: AppOptions, services: Services): Hydration {
  const { config, logger: log } = options
  const { database, reader, accounts, ledger, outbound, vendors, secretsKeys, feed, notes } = services
  const { limits } = config
  return createHydration({
    ...{ vendors, config, database, outbound, notes, log },
    store: createStoreRecord({ reader, accounts: accounts.ingest, ledger, log }),
    sendAlarm: alarmSender(ledger),
    tokensOf: tokenStores(database, secretsKeys),
    async release(positions) {
      const released = await releaseHeld(database, positions, limits.ledger)
      if (released > 0) {
        feed.broadcast.wake()
        feed.notifier.notify()
      }
      return released
    }
  })
}
