import type { Database } from '../db/connect.ts'
import { changeProvider, type ProviderRow } from '../db/hydration/providers.ts'
import { noteWebhooks } from './note-webhooks.ts'
import type { SendAlarm } from './provider-events.ts'
import { createSilenceAlarms } from './silence-alarms.ts'
import { expectedRate, isAlarming, meanRate, thresholdOf, WEEK_MS } from './silence-rule.ts'
import { createTrafficHistory, type LearnedTraffic } from './traffic-history.ts'

/** Notices when the webhooks of a source stop whose API is not called. */
export interface SourceWatch {
  /** Takes note of webhooks and of the time without any. */
  look(row: ProviderRow): Promise<void>
}

interface SourceWatchOptions {
  source: string
  database: Pick<Database, 'query' | 'pool'>
  sendAlarm: SendAlarm
  now?: () => number
}

/** Without a probe, only the traffic itself says what to expect. */
const SHORTEST_HISTORY_MS = 2 * WEEK_MS
/** A few webhooks by hand are no traffic. */
const LEAST_BURSTS = 10

export function createSourceWatch({ source, database, sendAlarm, now = Date.now }: SourceWatchOptions): SourceWatch {
  const { query } = database
  const alarms = createSilenceAlarms({ source, database, sendAlarm, now })
  const history = createTrafficHistory(source, database, now)

  return {
    async look(row) {
      if (await noteWebhooks(row, { alarms, history })) return
      await alarms.announce(row)
      const known = await history.learned(row)
      const rate = isLearned(known, now()) ? expectedRate(known, now()) : 0
      const quiet = history.pass(row, rate)
      await changeProvider(query, source, { ...quiet, silenceThreshold: thresholdOf(known.largest) })
      if (row.silenceState === 'silent' || !isLearned(known, now())) return
      const isAlarm = isAlarming({
        expected: quiet.expectedBursts,
        lasted: quiet.quietSeconds * 1_000,
        largest: known.largest,
        longestGap: known.longestGap,
        perHour: meanRate(known, now())
      })
      if (isAlarm) await alarms.decide(row, 'no_traffic')
    }
  }
}

function isLearned({ bursts, since }: LearnedTraffic, at: number): boolean {
  if (at - since < SHORTEST_HISTORY_MS) return false
  let total = 0
  for (const count of bursts.values()) total += count
  return total >= LEAST_BURSTS
}
