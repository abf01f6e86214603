import type { Database } from '../db/connect.ts'
import { withAlarmLock } from '../db/hydration/alarm-lock.ts'
import { changeProvider, type ProviderRow, readProvider, readProviders } from '../db/hydration/providers.ts'
import { iso } from './iso.ts'
import type { SendAlarm, SilenceReason } from './provider-events.ts'

/** The alarms about one silent source: decided, sent once it is clear whether they are one of several, and ended. */
export interface SilenceAlarms {
  decide(row: ProviderRow, reason: SilenceReason): Promise<void>
  /** Sends an alarm that was decided, once it is clear whether it is one of several. */
  announce(row: ProviderRow): Promise<void>
  /**
   * The first webhook ends a silence. The one of all vendors ends with the first webhook of any of them. Returns false if another
   * watch sends alarms right now: the webhook has to be looked at again.
   */
  recover(row: ProviderRow, until: string): Promise<boolean>
  /** True: the webhooks of another vendor stopped, and its alarm waits for a probe of this one. */
  isAsked(row: ProviderRow): Promise<boolean>
}

interface SilenceAlarmsOptions {
  source: string
  database: Pick<Database, 'query' | 'pool'>
  sendAlarm: SendAlarm
  now(): number
}

/** An alarm waits until the other vendors were probed, too, at most for this long. It may be one of several. */
const COLLECT_MS = 60_000
const JOINT_MS = 15 * 60_000
const JOINT_VENDORS = 3
const REASONS: readonly string[] = ['missed_changes', 'subscription_missing', 'no_traffic'] satisfies SilenceReason[]

export function createSilenceAlarms(options: SilenceAlarmsOptions): SilenceAlarms {
  const { source, database, sendAlarm, now } = options
  const { query } = database

  async function recover(row: ProviderRow, until: string): Promise<boolean> {
    if (row.silenceState === 'ok') return true
    return withAlarmLock(database, async () => endSilence((await readProvider(query, source)) ?? row, until))
  }

  async function endSilence(row: ProviderRow, until: string): Promise<void> {
    if (row.silenceState === 'ok') return
    const rows = row.silenceSubject === 'provider/all' ? await jointRows(row) : [row]
    // A silence whose alarm was not sent ends without an event.
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

  async function announce(row: ProviderRow): Promise<void> {
    if (isPending(row)) await withAlarmLock(database, announceAlone)
  }

  /** Another vendor's watch may have sent the alarm meanwhile. */
  async function announceAlone(): Promise<void> {
    const all = await readProviders(query)
    const row = all.find((one) => one.source === source)
    if (row === undefined || !isPending(row)) return
    const isDoubtful = all.some((one) => isUnclear(one, decidedAt(row)))
    if (isDoubtful && now() - decidedAt(row) < COLLECT_MS) return
    const silent = all.filter((one) => isPending(one) && now() - decidedAt(one) < JOINT_MS)
    const isJoint = silent.length >= JOINT_VENDORS
    const rows = isJoint ? silent : [row]
    await send('provider.silent', rows, { time: iso(Math.max(...rows.map(decidedAt))) })
    const silenceSubject = isJoint ? 'provider/all' : `provider/${source}`
    for (const one of rows) await changeProvider(query, one.source, { silenceSubject })
  }

  /** True: it is not known yet whether this vendor was silent at this moment, too. Vendors that no gateway works for do not count. */
  function isUnclear(one: ProviderRow, at: number): boolean {
    const isWorkedFor = one.leasedUntil !== null && Date.parse(one.leasedUntil) > now()
    if (!isWorkedFor || one.silenceState === 'silent' || one.baselineCompletedAt === null) return false
    if (one.credentialState === 'refused') return false
    const known = [one.lastWebhookAt, one.probedAt].map((time) => Date.parse(time ?? iso(0)))
    return Math.max(...known) < at
  }

  async function isAsked(row: ProviderRow): Promise<boolean> {
    const decided = (await readProviders(query)).filter((one) => one.source !== source && isPending(one))
    return decided.some((one) => isUnclear(row, decidedAt(one)))
  }

  return { decide, announce, recover, isAsked }
}

/** True: its alarm was decided, and not sent yet. */
function isPending({ silenceState, silenceSubject, silenceDecidedAt }: ProviderRow): boolean {
  return silenceState === 'silent' && silenceSubject === null && silenceDecidedAt !== null
}

function decidedAt({ silenceDecidedAt }: ProviderRow): number {
  return Date.parse(silenceDecidedAt ?? iso(0))
}

function reasonOf({ silenceReason }: ProviderRow): SilenceReason {
  const isKnown = silenceReason !== null && REASONS.includes(silenceReason)
  // Only `decide` writes it.
  return isKnown ? (silenceReason as SilenceReason) : 'missed_changes'
}
