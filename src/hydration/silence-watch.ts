import type { Database } from '../db/connect.ts'
import { settleUnconfirmed } from '../db/hydration/fetched-records.ts'
import { changeProvider, type ProviderRow, readProvider, readProviders } from '../db/hydration/providers.ts'
import { countBursts, readBursts, readWebhookTimes, removeOldMentions } from '../db/hydration/traffic.ts'
import type { SendAlarm, SilenceReason } from './provider-events.ts'
import {
  BETWEEN_PROBES_MS,
  burstsOf,
  expectedRate,
  HOUR_MS,
  PROBE_AT,
  type Traffic,
  thresholdOf,
  WEEK_MS,
  WEEKS
} from './silence-rule.ts'
import type { Vendor } from './vendors.ts'

/** Notices when the webhooks of a connected vendor stop. */
export interface SilenceWatch {
  /** Takes note of webhooks and of the time without any. Returns true if a probe is due. */
  look(row: ProviderRow): Promise<boolean>
  /** After a probe: raises the alarm if it found something. */
  judge(row: ProviderRow): Promise<void>
}

interface SilenceWatchOptions {
  vendor: Vendor
  database: Pick<Database, 'query'>
  /** SILENCE_PROBE_SECONDS. */
  probeSeconds: number | undefined
  sendAlarm: SendAlarm
  now?: () => number
}

/** One missed change is reconciled. Two show that webhooks do not come. */
const LEAST_MISSED = 2
/** An alarm waits until the other vendors were probed, too, at most for this long. It may be one of several. */
const COLLECT_MS = 60_000
const JOINT_MS = 15 * 60_000
const JOINT_VENDORS = 3
const MENTIONS_MS = 3 * 24 * HOUR_MS
/** Less traffic than this says nothing about what to expect. */
const SHORTEST_HISTORY_MS = 24 * HOUR_MS
/** Time in which the gateway did not run does not count as silence. */
const LONGEST_STEP_MS = 60_000

export function createSilenceWatch(options: SilenceWatchOptions): SilenceWatch {
  const { vendor, probeSeconds, sendAlarm, now = Date.now } = options
  const { source } = vendor
  const { query } = options.database
  let traffic: (Traffic & { hour: number }) | undefined
  let lookedAt = now()

  async function learned(row: ProviderRow): Promise<Traffic> {
    const hour = Math.floor(now() / HOUR_MS) * HOUR_MS
    if (traffic?.hour === hour) return traffic
    const oldest = hour - WEEKS * WEEK_MS
    const bursts = await readBursts(query, source, iso(oldest - HOUR_MS))
    await removeOldMentions(query, source, iso(now() - MENTIONS_MS))
    traffic = { hour, bursts, since: Math.max(oldest, Date.parse(row.connectedAt)) }
    return traffic
  }

  async function noteWebhooks(row: ProviderRow, times: readonly string[]): Promise<void> {
    const at = times.map((time) => Date.parse(time))
    const starts = burstsOf(at, row.lastWebhookAt === null ? undefined : Date.parse(row.lastWebhookAt))
    const hours = new Map<string, number>()
    for (const start of starts) {
      const hour = iso(Math.floor(start / HOUR_MS) * HOUR_MS)
      hours.set(hour, (hours.get(hour) ?? 0) + 1)
    }
    await countBursts(query, source, hours)
    const lastWebhookAt = times.at(-1) ?? null
    const [until = iso(now())] = times
    await recover(row, until)
    const quiet = { expectedBursts: 0, missedSince: 0, probedAt: null, probedBursts: 0 }
    await changeProvider(query, source, { lastWebhookAt, ...quiet })
  }

  /** The first webhook ends a silence. The one of all vendors ends with the first webhook of any of them. */
  async function recover(row: ProviderRow, until: string): Promise<void> {
    if (row.silenceState === 'ok') return
    const rows = row.silenceSubject === 'provider/all' ? await jointRows(row) : [row]
    // A silence that nobody was told of ends without a word.
    if (row.silenceSubject !== null) await send('provider.recovered', rows, { until, time: until })
    const over = {
      missedSince: 0,
      silenceState: 'ok',
      silenceReason: null,
      silenceSince: null,
      silenceDecidedAt: null
    } as const
    for (const one of rows) await changeProvider(query, one.source, { ...over, silenceSubject: null })
  }

  async function jointRows(row: ProviderRow): Promise<ProviderRow[]> {
    const others = (await readProviders(query)).filter((one) => one.silenceSubject === 'provider/all')
    return others.length === 0 ? [row] : others
  }

  async function send(
    type: 'provider.silent' | 'provider.recovered',
    rows: readonly ProviderRow[],
    about: { until?: string; time: string }
  ): Promise<void> {
    const [first] = rows
    if (first === undefined) return
    const isJoint = rows.length >= JOINT_VENDORS || first.silenceSubject === 'provider/all'
    const starts = rows.map((one) => Date.parse(one.silenceSince ?? about.time))
    await sendAlarm({
      type,
      source: isJoint ? undefined : first.source,
      ...(isJoint && { sources: rows.map((one) => one.source) }),
      channel: first.channel,
      property: isJoint ? null : first.property,
      reason: reasonOf(first),
      missed: rows.reduce((sum, one) => sum + (one.silenceReason === 'missed_changes' ? one.missedSince : 0), 0),
      since: iso(Math.min(...starts)),
      ...about
    })
  }

  async function decide(row: ProviderRow, silenceReason: SilenceReason): Promise<void> {
    const silenceSince = row.lastWebhookAt ?? row.connectedAt
    const silenceDecidedAt = iso(now())
    await changeProvider(query, source, { silenceState: 'silent', silenceReason, silenceSince, silenceDecidedAt })
  }

  /** Sends an alarm that was decided, once it is clear whether it is one of several. */
  async function announce(row: ProviderRow): Promise<void> {
    if (!isPending(row)) return
    const all = await readProviders(query)
    const isDoubtful = all.some((one) => isUnclear(one, decidedAt(row)))
    if (isDoubtful && now() - decidedAt(row) < COLLECT_MS) return
    const silent = all.filter((one) => isPending(one) && now() - decidedAt(one) < JOINT_MS)
    const isJoint = silent.length >= JOINT_VENDORS
    const rows = isJoint ? silent : [row]
    await send('provider.silent', rows, { time: iso(Math.max(...rows.map(decidedAt))) })
    const silenceSubject = isJoint ? 'provider/all' : `provider/${source}`
    for (const one of rows) await changeProvider(query, one.source, { silenceSubject })
  }

  /** True: nobody knows whether this vendor was silent, too, at this moment. Vendors that no gateway works for do not count. */
  function isUnclear(one: ProviderRow, at: number): boolean {
    const isWorkedFor = one.leasedUntil !== null && Date.parse(one.leasedUntil) > now()
    if (!isWorkedFor || one.silenceState === 'silent' || one.baselineCompletedAt === null) return false
    if (one.credentialState === 'refused') return false
    const known = [one.lastWebhookAt, one.probedAt].map((time) => Date.parse(time ?? iso(0)))
    return Math.max(...known) < at
  }

  /** True: another vendor fell silent, and its alarm waits for a probe of this one. */
  async function isAsked(row: ProviderRow): Promise<boolean> {
    const decided = (await readProviders(query)).filter((one) => one.source !== source && isPending(one))
    return decided.some((one) => isUnclear(row, decidedAt(one)))
  }

  function isProbeDue(row: ProviderRow, expected: number): boolean {
    if (row.baselineCompletedAt === null) return false
    const last = Math.max(
      ...[row.lastWebhookAt, row.baselineCompletedAt, row.probedAt].map((at) => Date.parse(at ?? iso(0)))
    )
    if (probeSeconds !== undefined) return now() - last >= probeSeconds * 1_000
    if (row.probedAt !== null && now() - Date.parse(row.probedAt) < BETWEEN_PROBES_MS) return false
    return expected - row.probedBursts >= PROBE_AT
  }

  return {
    async look(row) {
      const step = Math.min(LONGEST_STEP_MS, Math.max(0, now() - lookedAt))
      lookedAt = now()
      const times = await readWebhookTimes(query, source, row.lastWebhookAt)
      if (times.length > 0) {
        await noteWebhooks(row, times)
        return false
      }
      await settleUnconfirmed(query, source, vendor.lagSeconds)
      await announce(row)
      const known = await learned(row)
      const isLearned = now() - known.since >= SHORTEST_HISTORY_MS
      const expected = row.expectedBursts + (isLearned ? (expectedRate(known, now()) * step) / HOUR_MS : 0)
      await changeProvider(query, source, { expectedBursts: expected, silenceThreshold: thresholdOf(0) })
      return isProbeDue(row, expected) || (await isAsked(row))
    },

    async judge(row) {
      await settleUnconfirmed(query, source, vendor.lagSeconds)
      const current = (await readProvider(query, source)) ?? row
      const isGone = current.subscriptionState === 'missing' && current.subscriptionSeen
      if (current.silenceState === 'ok' && isGone) await decide(current, 'subscription_missing')
      else if (current.silenceState === 'ok' && current.missedSince >= LEAST_MISSED)
        await decide(current, 'missed_changes')
      await changeProvider(query, source, { probedAt: iso(now()), probedBursts: current.expectedBursts })
    }
  }
}

/** True: its alarm was decided, and nobody was told yet. */
function isPending({ silenceState, silenceSubject, silenceDecidedAt }: ProviderRow): boolean {
  return silenceState === 'silent' && silenceSubject === null && silenceDecidedAt !== null
}

function decidedAt({ silenceDecidedAt }: ProviderRow): number {
  return Date.parse(silenceDecidedAt ?? iso(0))
}

function reasonOf({ silenceReason }: ProviderRow): SilenceReason {
  return silenceReason === 'subscription_missing' ? 'subscription_missing' : 'missed_changes'
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
