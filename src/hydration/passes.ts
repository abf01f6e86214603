import type { FetchedRecord, Interval, RecordKind } from '../contract/records.ts'
import { addUnconfirmed, readDigests, writeDigests } from '../db/hydration/fetched-records.ts'
import { changeProvider, readWatermarks, setWatermark } from '../db/hydration/providers.ts'
import { PRIORITIES, wantRecords } from '../db/hydration/queue.ts'
import { readMentions } from '../db/hydration/traffic.ts'
import { TooMuch, Unavailable } from './errors.ts'
import { digestOf } from './store-record.ts'
import type { VendorReading } from './vendor-reading.ts'
import { walk } from './walk.ts'

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
  const { vendor, caller, lookups, store, limits, since } = options
  const { records, source } = vendor
  const { query } = options.database

  async function read(kind: RecordKind, first: Parameters<typeof walk>[0], isBaseline: boolean): Promise<void> {
    const priority = isBaseline ? BASELINE_PRIORITY : PRIORITIES.reconcile
    const context = await lookups.context(priority)
    try {
      for await (const page of walk(first, { vendor, caller, kind: kind.kind, priority, context, limits })) {
        if (!isBaseline) {
          const wanted = page.wanted.map((one) => ({ source, kind: one.kind, id: one.id }))
          await wantRecords(query, wanted, PRIORITIES.reconcile)
        }
        await storePage(kind, page.records, isBaseline)
      }
    } catch (error) {
      // Half a walk cannot be asked for.
      if (error instanceof TooMuch) throw new Unavailable(error.message)
      throw error
    }
  }

  /** Stores those records of a page that are not as they were read last. */
  async function storePage(kind: RecordKind, all: readonly FetchedRecord[], isBaseline: boolean): Promise<void> {
    for (const name of new Set(all.map((record) => record.kind))) {
      const found = all.filter((record) => record.kind === name)
      const known = await readDigests(query, source, { kind: name, ids: found.map(({ id }) => id) })
      const changed = found.filter((record) => known.get(record.id)?.equals(digestOf(record)) !== true)
      const recorded = await Promise.all(
        changed.map(async (record) => {
          const about = { reason: 'reconcile' as const, since: since(), isBaseline }
          return { record, events: (await store(vendor, record, about)).events.length }
        })
      )
      if (!isBaseline) await watch(kind, recorded)
      const digests = new Map(changed.map((record) => [record.id, digestOf(record)]))
      await writeDigests(query, source, { kind: name, digests })
    }
  }

  /** A change without a webhook counts as missed, once the webhook is late. */
  async function watch(
    kind: RecordKind,
    recorded: readonly { record: FetchedRecord; events: number }[]
  ): Promise<void> {
    if (kind.hasWebhooks === false) return
    const changed = recorded.filter(({ record, events }) => events > 0 && record.isUncounted !== true)
    if (changed.length === 0) return
    const ids = changed.map(({ record }) => record.id)
    const mentions = await readMentions(query, source, { kind: kind.kind, ids })
    const unmentioned = changed.flatMap(({ record: { kind, id, modified = new Date().toISOString() } }) => {
      const from = Date.parse(modified) - 60 * SECOND_MS
      return (mentions.get(id) ?? []).some((at) => at >= from) ? [] : [{ kind, id, modified }]
    })
    await addUnconfirmed(query, source, unmentioned)
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
      const interval = { from: iso(now - BASELINE_DAYS * DAY_MS), to: iso(now + 60 * SECOND_MS) }
      for (const kind of records.kinds) {
        const context = await lookups.context(BASELINE_PRIORITY)
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
        const mark = marks.get(kind.kind) ?? since()
        const to = iso(Date.now() - (vendor.lagSeconds < FRESHEST_MS / SECOND_MS ? 0 : FRESHEST_MS))
        const from = iso(Date.parse(mark) - records.overlapSeconds * SECOND_MS)
        for (const part of slices({ from, to })) {
          const context = await lookups.context(PRIORITIES.reconcile)
          const first = kind.changed(part, context)
          await read(kind, first, false)
        }
        await setWatermark(query, source, kind.kind, to)
      }
    }
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
