import type { Database } from '../db/connect.ts'
import { settleUnconfirmed } from '../db/hydration/fetched-records.ts'
import { changeProvider, type ProviderRow, readProvider } from '../db/hydration/providers.ts'
import { iso } from './iso.ts'
import { noteWebhooks } from './note-webhooks.ts'
import type { SendAlarm } from './provider-events.ts'
import { createSilenceAlarms } from './silence-alarms.ts'
import { BETWEEN_PROBES_MS, expectedRate, HOUR_MS, PROBE_AT, thresholdOf } from './silence-rule.ts'
import { createTrafficHistory } from './traffic-history.ts'
import type { Vendor } from './vendors.ts'

/** Notices when the webhooks of a connected vendor stop. */
interface SilenceWatch {
  /** Takes note of webhooks and of the time without any. Returns true if a probe is due. */
  look(row: ProviderRow): Promise<boolean>
  /** After a probe: raises the alarm if it found something. */
  judge(row: ProviderRow): Promise<void>
}

interface SilenceWatchOptions {
  vendor: Vendor
  database: Pick<Database, 'query' | 'pool'>
  /** SILENCE_PROBE_SECONDS. */
  probeSeconds: number | undefined
  sendAlarm: SendAlarm
  now?: () => number
}

/** One missed change is reconciled. Two show that webhooks do not come. */
const LEAST_MISSED = 2
/** Less traffic than this says nothing about what to expect. */
const SHORTEST_HISTORY_MS = 24 * HOUR_MS

export function createSilenceWatch(options: SilenceWatchOptions): SilenceWatch {
  const { vendor, database, probeSeconds, sendAlarm, now = Date.now } = options
  const { source } = vendor
  const { query } = database
  const alarms = createSilenceAlarms({ source, database, sendAlarm, now })
  const history = createTrafficHistory(source, database, now)

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
      if (await noteWebhooks(row, { alarms, history })) return false
      await settleUnconfirmed(query, source, vendor.lagSeconds)
      await alarms.announce(row)
      const known = await history.learned(row)
      const isLearned = now() - known.since >= SHORTEST_HISTORY_MS
      const quiet = history.pass(row, isLearned ? expectedRate(known, now()) : 0)
      await changeProvider(query, source, { ...quiet, silenceThreshold: thresholdOf(known.largest) })
      return isProbeDue(row, quiet.expectedBursts) || (await alarms.isAsked(row))
    },

    async judge(row) {
      await settleUnconfirmed(query, source, vendor.lagSeconds)
      const current = (await readProvider(query, source)) ?? row
      const isGone = current.subscriptionState === 'missing' && current.subscriptionSeen
      if (current.silenceState === 'ok' && isGone) await alarms.decide(current, 'subscription_missing')
      else if (current.silenceState === 'ok' && current.missedSince >= LEAST_MISSED)
        await alarms.decide(current, 'missed_changes')
      await changeProvider(query, source, { probedAt: iso(now()), probedBursts: current.expectedBursts })
    }
  }
}
