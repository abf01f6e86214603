import { newId } from '../contract/new-id.ts'
import type { Ledger } from '../ledger/ledger.ts'

export type SilenceReason = 'missed_changes' | 'subscription_missing' | 'credential_refused' | 'no_traffic'

/** What `provider.silent` and `provider.recovered` say. */
export interface ProviderAlarm {
  type: 'provider.silent' | 'provider.recovered'
  /** Undefined: of several vendors together. */
  source: string | undefined
  sources?: readonly string[]
  channel: string
  property: string | null
  reason: SilenceReason
  missed: number
  since: string
  until?: string
  /** When it was decided, or when it ended. */
  time: string
}

export type SendAlarm = (alarm: ProviderAlarm) => Promise<void>

/** Path of the deliveries of alarms. Nothing can be posted to it. */
const PATH = '/providers'

/** Puts an alarm on the feed, once: its key has the silence. */
export function alarmSender(ledger: Pick<Ledger, 'record'>): SendAlarm {
  return async (alarm) => {
    const { type, channel, property, reason, missed, since, until, time } = alarm
    const source = alarm.source ?? 'bellhook'
    const id = alarm.source ?? 'all'
    const provider = {
      ...{ source, reason, missed, since },
      ...(until !== undefined && { until }),
      ...(alarm.sources !== undefined && { sources: alarm.sources })
    }
    const about = { source, kind: 'provider', id, key: [type, id, reason, since], time, timebasis: 'event' as const }
    const reading = { ...about, type, data: { provider }, ...(property !== null && { property }) }
    const delivery = {
      id: newId(),
      ...{ channel, source, endpoint: PATH, contentType: 'application/json' },
      receivedAt: new Date().toISOString(),
      verified: true,
      masked: false,
      body: Buffer.from(JSON.stringify({ provider }))
    }
    const { outcome } = await ledger.record({ delivery, readings: [reading] })
    if (outcome === 'spooled') throw new Error('the database does not take events')
  }
}
