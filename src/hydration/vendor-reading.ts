import type { Limits } from '../config/limits.ts'
import type { Database } from '../db/connect.ts'
import type { Caller } from './caller.ts'
import type { FoundChanges } from './found-changes.ts'
import type { Lookups } from './lookups.ts'
import type { StoreRecord } from './store-record.ts'
import type { VendorClock } from './vendor-clock.ts'
import type { Vendor } from './vendors.ts'

/** What it takes to read records of a vendor. */
export interface VendorReading {
  vendor: Vendor
  caller: Caller
  lookups: Lookups
  store: StoreRecord
  database: Pick<Database, 'query'>
  found: FoundChanges
  clock: VendorClock
  limits: Limits['hydration']
  signal: AbortSignal
  /** When Bellhook began to listen, by the clock of the vendor. */
  since(): string
}
