import type { AccountServices } from '../accounts/accounts.ts'
import type { SealingKey } from '../accounts/secrets-key.ts'
import type { Limits } from '../config/limits.ts'
import type { Database } from '../db/connect.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { createDestinations } from './destinations.ts'
import { manageDestinations } from './manage-destinations.ts'
import { createDestinationReplay } from './replay-destination.ts'
import type { ReadVariable } from './secrets.ts'
import type { DestinationMeter } from './shard-set.ts'
import { createDestinationTest } from './test-destination.ts'

interface DestinationServicesOptions {
  database: Database
  outbound: Outbound
  accounts: Pick<AccountServices, 'management'>
  sealing: readonly SealingKey[]
  channels: readonly string[]
  readVariable: ReadVariable
  userAgent: string
  limits: Limits['destinations']
  meter: DestinationMeter
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void }
}

export type DestinationServices = ReturnType<typeof createDestinationServices>

/** Everything about destinations that outlives a request. */
export function createDestinationServices(options: DestinationServicesOptions) {
  const { database, outbound, accounts, channels, readVariable } = options
  const owner = createDestinations(options)
  const { management } = accounts
  const managed = manageDestinations({ management, outbound, channels, readVariable, takeChanges: owner.takeChanges })
  return {
    owner,
    managed,
    replay: createDestinationReplay(database, managed, options.limits),
    test: createDestinationTest(database, managed, owner)
  }
}
