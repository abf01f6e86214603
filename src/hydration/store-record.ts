import { createHash } from 'node:crypto'
import type { CompletedRead } from '../../schemas/completed-read.ts'
import type { AccountIngest } from '../accounts/account-ingest.ts'
import type { Recorded } from '../contract/delivery.ts'
import type { FetchReason } from '../contract/fetch-reason.ts'
import { newId } from '../contract/new-id.ts'
import type { FetchedRecord, StoredRecord } from '../contract/records.ts'
import type { BodyReader } from '../ingest/body-reader.ts'
import { logDefect } from '../ingest/interpreter.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Vendor } from './vendors.ts'

/** Stores a fetched record as a delivery: it is redacted, interpreted, and recorded like a webhook. */
export type StoreRecord = (vendor: Vendor, record: FetchedRecord, about: StoredFor) => Promise<Recorded>

export interface StoredFor {
  reason: FetchReason
  since: string
  isBaseline: boolean
  read?: CompletedRead | undefined
}

interface StoreOptions {
  reader: Pick<BodyReader, 'redactAndInterpret'>
  accounts: Pick<AccountIngest, 'attributeStored'>
  ledger: Pick<Ledger, 'record'>
  log: { error(fields: object, message: string): void }
}

export function createStoreRecord({ reader, accounts, ledger, log }: StoreOptions): StoreRecord {
  return async (
    { source, channel, endpoint, path },
    { kind, record, property },
    { reason, since, isBaseline, read }
  ) => {
    const stored: StoredRecord = { kind, record, since, isBaseline, property }
    const content = { body: Buffer.from(JSON.stringify(stored)), contentType: 'application/json' }
    const unread = { path, content, headers: {}, query: reason }
    const { body, interpretation, release } = await reader.redactAndInterpret(endpoint, unread)
    const { readings, decided, defect } = interpretation
    const delivery = {
      id: newId(),
      ...{ channel, source, body, ...decided },
      endpoint: `${path}?${reason}`,
      contentType: content.contentType,
      receivedAt: new Date().toISOString(),
      verified: true,
      masked: body !== content.body
    }
    if (defect !== undefined) logDefect(log, delivery, defect)
    try {
      const attributed = accounts.attributeStored(path, { delivery, readings })
      return await ledger.record(read === undefined ? attributed : { ...attributed, read })
    } finally {
      release?.()
    }
  }
}

/** Tells whether a record is the same as when it was read last. */
export function digestOf({ record }: FetchedRecord): Buffer {
  return createHash('sha256').update(JSON.stringify(record)).digest()
}
