import type { FetchedRecord, Interval, RecordKind } from '../contract/records.ts'
import { readDigests, writeDigests } from '../db/hydration/fetched-records.ts'
import { changeProvider, readWatermarks, setWatermark } from '../db/hydration/providers.ts'
import { PRIORITIES, wantRecords } from '../db/hydration/queue.ts'
import { TooMuch, Unavailable } from './errors.ts'
import { iso } from './iso.ts'
import { digestOf } from './store-record.ts'
import { storeRecords } from './store-records.ts'
import type { VendorReading } from './vendor-reading.ts'
import { type WalkedPage, walk } from './walk.ts'
import { watchChanges } from './watch-changes.ts'

export interface Passes {
  /** Reads the records that matter today, and stores their states without any event. */
  baseline(): Promise<void>
  /** Reads what changed since the last complete pass. `slow`: also the kinds that are read with every fourth pass. */
  changes(slow: boolean): Promise<void>
}

const [DAY_MS, SECOND_MS] = [86_400_000, 1_000]
const BASELINE_DAYS = 90
/** The newest changes may not be readable yet. */
const FRESHEST_MS = 5_000
const BASELINE_PRIORITY = 3

export function createPasses(options: VendorReading): Passes {
  const { vendor, caller, lookups, limits, since, found, clock } = options
  const { records, source } = vendor
  const { query } = options.database

  async function read(kind: RecordKind, first: Parameters<typeof walk>[0], isBaseline: boolean): Promise<void> {
    const priority = isBaseline ? BASELINE_PRIORITY : PRIORITIES.reconcile
    const context = await lookups.context(priority)
    try {
      for await (const page of walk(first, { vendor, caller, kind: kind.kind, priority, context, limits })) {
        if (!isBaseline) await want(page.wanted)
        await storePage(kind, page.records, isBaseline)
      }
    } catch (error) {
      // Half a walk cannot be asked for.
      if (error instanceof TooMuch) throw new Unavailable(error.message)
      throw error
    }
  }

  /** Puts records into the queue of which a page says only that they changed. */
  async function want(all: WalkedPage['wanted']): Promise<void> {
    const wanted = all.filter(({ kind, id, modified }) => found.isNew(kind, id, modified))
    await wantRecords(
      query,
      wanted.map(({ kind, id }) => ({ source, kind, id })),
      PRIORITIES.reconcile
    )
    for (const { kind, id, modified } of wanted) found.add(kind, id, modified)
  }

  /** Stores those records of a page that are not as they were read last. */
  async function storePage(kind: RecordKind, all: readonly FetchedRecord[], isBaseline: boolean): Promise<void> {
    for (const name of new Set(all.map((record) => record.kind))) {
      const read = all.filter((record) => record.kind === name)
      const known = await readDigests(query, source, { kind: name, ids: read.map(({ id }) => id) })
      const changed = read.filter((record) => known.get(record.id)?.equals(digestOf(record)) !== true)
      const about = { reason: 'reconcile' as const, since: since(), isBaseline }
      const withEvents = await storeRecords(
        options,
        changed.map((record) => ({ record, about }))
      )
      if (!isBaseline) {
        const readAt = iso(Date.now())
        const found = withEvents.map(({ kind, id, modified = readAt }) => ({ kind, id, modified }))
        await watchChanges(options, kind, found)
      }
      const digests = new Map(changed.map((record) => [record.id, digestOf(record)]))
      await writeDigests(query, source, { kind: name, digests })
    }
  }

  function byVendorsClock(from: number, to: number): Interval {
    return { from: iso(from + clock.offset()), to: iso(to + clock.offset()) }
  }

  /** Parts of an interval that the vendor answers. */
  function slices({ from, to }: Interval): Interval[] {
    const longest = (records.longestDays ?? Number.POSITIVE_INFINITY) * DAY_MS
    const [start, end] = [Date.parse(from), Date.parse(to)]
    const parts: Interval[] = []
    for (let at = start; at < end; at += longest) {
      parts.push({ from: iso(at), to: iso(Math.min(end, at + longest)) })
      if (!Number.isFinite(longest)) break
    }
    return parts
  }

  return {
    async baseline() {
      const now = Date.now()
      await changeProvider(query, source, { baselineStartedAt: iso(now), baselineCompletedAt: null })
      for (const kind of records.kinds) {
        const context = await lookups.context(BASELINE_PRIORITY)
        const from = now - BASELINE_DAYS * DAY_MS
        const interval = byVendorsClock(from, now + 60 * SECOND_MS)
        const walks = kind.all
          ? kind.all(interval, context)
          : slices(interval).flatMap((part) => kind.changed?.(part, context) ?? [])
        for (const first of walks) await read(kind, first, true)
        // Changes during the baseline are found by the first pass.
        await setWatermark(query, source, kind.kind, iso(now))
      }
      await changeProvider(query, source, { baselineCompletedAt: iso(Date.now()) })
    },

    async changes(slow) {
      const marks = await readWatermarks(query, source)
      for (const kind of records.kinds) {
        if (kind.changed === undefined || (kind.pace === 'slow' && !slow)) continue
        const context = await lookups.context(PRIORITIES.reconcile)
        const mark = Date.parse(marks.get(kind.kind) ?? since())
        const to = Date.now() - (vendor.lagSeconds < FRESHEST_MS / SECOND_MS ? 0 : FRESHEST_MS)
        for (const part of slices(byVendorsClock(mark - records.overlapSeconds * SECOND_MS, to))) {
          const first = kind.changed(part, context)
          await read(kind, first, false)
        }
        await setWatermark(query, source, kind.kind, iso(to))
      }
    }
  }
}
