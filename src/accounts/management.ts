import { ShapeError } from '../contract/errors.ts'
import { type Change, changeConfig } from '../db/accounts/change.ts'
import { readHotel } from '../db/accounts/hotels.ts'
import type { Database } from '../db/connect.ts'
import type { AccountKind } from './account-kinds.ts'
import type { AccountStore } from './account-store.ts'
import type { AuditEntry, AuditLog } from './audit-log.ts'
import type { SealingKey } from './secrets-key.ts'

/** Who asks for a change. */
export interface Caller {
  /** `api-token`, `key:NAME`, `operator:NAME`, or `cli`. */
  actor: string
  /** Ids of the hotels that the caller may see. Null: all. */
  hotels: readonly number[] | null
}

export interface Management {
  database: Pick<Database, 'query' | 'write'>
  store: Pick<AccountStore, 'refresh' | 'accounts'>
  audit: AuditLog
  kinds: ReadonlyMap<string, AccountKind>
  sealing: readonly SealingKey[]
  /** URL that providers call. */
  publicUrl: string
  /** True: API keys begin with `bh_dev_`. */
  development: boolean
  /** There may be deliveries to read again. */
  onReread(): void
}

export type LoggedEntry = Omit<AuditEntry, 'actor'>

export type Work<Result> = (change: Change, version: number, log: (entry: LoggedEntry) => void) => Promise<Result>

/** Runs a change with its entry in the audit log. It is active on this gateway when the promise resolves. */
export async function change<Result>(
  { database, audit, store }: Pick<Management, 'database' | 'audit' | 'store'>,
  { actor }: Pick<Caller, 'actor'>,
  work: Work<Result>
): Promise<Result> {
  const result = await changeConfig(database, async (transaction, version) => {
    const entries: LoggedEntry[] = []
    const done = await work(transaction, version, (entry) => entries.push(entry))
    for (const entry of entries) await audit.append(transaction, { actor, ...entry })
    return done
  })
  await store.refresh()
  return result
}

/** A field of the request has a value that cannot be used. */
export function invalidField(path: string, message: string): Error {
  return new ShapeError([{ path, message }])
}

/** Id of the hotel with this slug. Null: no hotel was named. */
export async function hotelIdOf(
  change: Change,
  { hotels }: Pick<Caller, 'hotels'>,
  slug: string | null | undefined,
  path: string
): Promise<number | null> {
  if (slug === undefined || slug === null) return null
  const hotel = await readHotel(change, slug)
  if (hotel === undefined || hotels?.includes(hotel.id) === false)
    throw invalidField(path, 'is not the slug of a hotel')
  return hotel.id
}
