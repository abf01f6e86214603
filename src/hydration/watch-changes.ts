import type { RecordKind } from '../contract/records.ts'
import { addUnconfirmed } from '../db/hydration/fetched-records.ts'
import { readMentions } from '../db/hydration/traffic.ts'
import type { VendorReading } from './vendor-reading.ts'

export interface FoundChange {
  kind: string
  id: string
  /** When the vendor says that the record changed, or when the change was found. */
  modified: string
}

/** A webhook may come this long before the time of the change that it is about. */
const EARLY_MS = 60_000

/** Remembers changes that were found without a webhook. Such a change counts as missed, once its webhook is late. */
export async function watchChanges(
  { vendor: { source }, database: { query }, clock }: Pick<VendorReading, 'vendor' | 'database' | 'clock'>,
  { kind, hasWebhooks }: RecordKind,
  changes: readonly FoundChange[]
): Promise<void> {
  if (hasWebhooks !== true || changes.length === 0) return
  const mentions = await readMentions(query, source, { kind, ids: changes.map(({ id }) => id) })
  const byOurClock = changes.map((one) => {
    return { ...one, modified: new Date(Date.parse(one.modified) - clock.offset()).toISOString() }
  })
  const unmentioned = byOurClock.filter(({ id, modified }) => {
    const from = Date.parse(modified) - EARLY_MS
    return !(mentions.get(id) ?? []).some((at) => at >= from)
  })
  await addUnconfirmed(query, source, unmentioned)
}
