import type { Limits } from '../config/limits.ts'
import type { Database } from '../db/connect.ts'
import type { Caller } from './caller.ts'
import type { Lookups } from './lookups.ts'
import type { StoreRecord } from './store-record.ts'
import type { Vendor } from './vendors.ts'

/** What it takes to read records of a vendor. */
export interface VendorReading {
  vendor: Vendor
  caller: Caller
  lookups: Lookups
  store: StoreRecord
  database: Pick<Database, 'query'>
  limits: Limits['hydration']
  /** When Bellhook began to listen. */
  since(): string
}
