import type { AccountServices } from '../accounts/accounts.ts'
import type { Limits } from '../config/limits.ts'
import type { Database } from '../db/connect.ts'
import { manageConsumers } from './manage-consumers.ts'
import { createPullEvents } from './pull-events.ts'

interface ConsumerServicesOptions {
  database: Database
  accounts: Pick<AccountServices, 'management'>
  channels: readonly string[]
  signals: { send(topic: string, value: object): void; on(topic: string, handler: () => void): void }
  limits: Limits['consumers']
}

const TOPIC = 'consumers'

export type ConsumerServices = ReturnType<typeof createConsumerServices>

/** Everything about named consumers that outlives a request. */
export function createConsumerServices({ database, accounts, channels, signals, limits }: ConsumerServicesOptions) {
  const pull = createPullEvents({ database, limits })
  const { management } = accounts
  const managed = manageConsumers({ management, channels, limits, wake: pull.wake })
  signals.on(TOPIC, pull.wake)
  return {
    pull,
    managed,
    limits,
    /** A lease ended, or an event failed: who waits may get it, on any gateway. */
    changed(): void {
      pull.wake()
      signals.send(TOPIC, {})
    }
  }
}
