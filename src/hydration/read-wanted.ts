import type { RecordKind } from '../contract/records.ts'
import { readDigests, writeDigests } from '../db/hydration/fetched-records.ts'
import { findHeldFor } from '../db/hydration/held-events.ts'
import {
  dueRecords,
  PRIORITIES,
  postpone,
  readNextDue,
  removeRead,
  setAside,
  type WantedRow
} from '../db/hydration/queue.ts'
import { TooMuch } from './errors.ts'
import { digestOf } from './store-record.ts'
import { type RecordToStore, storeRecords } from './store-records.ts'
import type { VendorReading } from './vendor-reading.ts'
import { walk } from './walk.ts'
import { type FoundChange, watchChanges } from './watch-changes.ts'

interface ReadWantedOptions extends VendorReading {
  /** Sends events thin whose record will not come. */
  release(positions: readonly number[]): Promise<unknown>
}

const DEFAULT_CONCURRENCY = 2

/** Between two looks at the queue while it is long: what is urgent must not wait for all that came before it. */
const BETWEEN_LOOKS_MS = 1_000

/**
 * Reads what the queue has, a batch at a time. Resolves when nothing is due, with the milliseconds until something is. Throws Unavailable, and
 * then all of it stays in the queue.
 */
export function createReadWanted(options: ReadWantedOptions): () => Promise<number | undefined> {
  const { vendor, caller, lookups, limits, since, found, release, signal } = options
  const { source } = vendor
  const { query } = options.database
  const batched = vendor.records.kinds.filter(({ batch = 1 }) => batch > 1).map(({ kind }) => kind)

  async function readBatch(kind: RecordKind, rows: readonly WantedRow[]): Promise<void> {
    const priority = Math.min(...rows.map((row) => row.priority))
    const startedAt = new Date().toISOString()
    const wanted: ReadonlyMap<string, WantedRow> = new Map(rows.map((row) => [row.externalId, row]))
    const missing = new Map(wanted)
    const digests = new Map<string, Buffer>()
    const changes: FoundChange[] = []
    try {
      const context = await lookups.context(priority)
      for (const request of kind.byIds?.([...missing.keys()], context) ?? []) {
        for await (const page of walk(request, { vendor, caller, kind: kind.kind, priority, context, limits })) {
          // Only a record that a pass has found may be as it was read last.
          const ids = priority === PRIORITIES.reconcile ? page.records.map(({ id }) => id) : []
          const known = await readDigests(query, source, { kind: kind.kind, ids })
          const toStore: RecordToStore[] = []
          for (const record of page.records) {
            const isFound = missing.get(record.id)?.priority === PRIORITIES.reconcile
            const digest = digestOf(record)
            missing.delete(record.id)
            digests.set(record.id, digest)
            // Nothing waits for it: a webhook would have made it more urgent.
            if (isFound && known.get(record.id)?.equals(digest) === true) continue
            const read = { source, kind: kind.kind, id: record.id, startedAt }
            const reason = isFound ? 'reconcile' : 'fetched'
            toStore.push({ record, about: { reason, since: since(), isBaseline: false, read } })
          }
          for (const record of await storeRecords(options, toStore)) {
            const row = wanted.get(record.id)
            if (row?.priority !== PRIORITIES.reconcile) continue
            const modified = found.modifiedOf(kind.kind, record.id) ?? new Date(row.wantedSince).toISOString()
            changes.push({ kind: kind.kind, id: record.id, modified })
          }
        }
      }
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error
      return readLess(kind, rows, error.message)
    }
    await watchChanges(options, kind, changes)
    await writeDigests(query, source, { kind: kind.kind, digests })
    await removeRead(
      query,
      rows.filter(({ externalId }) => !missing.has(externalId))
    )
    await forget(kind, [...missing.values()])
  }

  async function readLess(kind: RecordKind, rows: readonly WantedRow[], reason: string): Promise<void> {
    if (rows.length === 1) {
      await setAside(query, rows, reason)
      return releaseFor(kind, rows)
    }
    const half = Math.ceil(rows.length / 2)
    await readBatch(kind, rows.slice(0, half))
    await readBatch(kind, rows.slice(half))
  }

  /** Records that the vendor does not know: their events go out thin. */
  async function forget(kind: RecordKind, rows: readonly WantedRow[]): Promise<void> {
    await postpone(
      query,
      rows.filter(({ attempts }) => attempts === 0),
      limits.againSeconds
    )
    const unknown = rows.filter(({ attempts }) => attempts > 0)
    await removeRead(query, unknown)
    await releaseFor(kind, unknown)
  }

  async function releaseFor({ kind }: RecordKind, rows: readonly WantedRow[]): Promise<void> {
    if (rows.length === 0) return
    await release(await findHeldFor(query, source, { kind, ids: rows.map(({ externalId }) => externalId) }))
  }

  /** Rows of one kind and priority for each batch, the most urgent ones first. */
  function batchesOf(rows: readonly WantedRow[]): { kind: RecordKind; rows: WantedRow[] }[] {
    const batches: { kind: RecordKind; rows: WantedRow[] }[] = []
    const open = new Map<string, { kind: RecordKind; rows: WantedRow[] }>()
    for (const row of rows) {
      const kind = vendor.records.kinds.find((one) => one.kind === row.kind && one.byIds !== undefined)
      if (kind === undefined) continue
      const key = `${row.kind} ${row.priority}`
      const current = open.get(key)
      if (current !== undefined && current.rows.length < (kind.batch ?? 1)) {
        current.rows.push(row)
        continue
      }
      const batch = { kind, rows: [row] }
      open.set(key, batch)
      batches.push(batch)
    }
    return batches
  }

  return async () => {
    for (;;) {
      const due = await dueRecords(query, source, { batched, limit: limits.queuedAtOnce })
      if (due.length === 0) return readNextDue(query, source)
      const batches = batchesOf(due)
      const end = performance.now() + BETWEEN_LOOKS_MS
      const runners = Array.from({ length: vendor.records.concurrency ?? DEFAULT_CONCURRENCY }, async () => {
        for (let batch = batches.shift(); batch !== undefined && !signal.aborted; batch = batches.shift()) {
          await readBatch(batch.kind, batch.rows)
          if (performance.now() > end) return
        }
      })
      const ended = await Promise.allSettled(runners)
      for (const one of ended) if (one.status === 'rejected') throw one.reason
      if (signal.aborted) return undefined
    }
  }
}
