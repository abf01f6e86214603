import type { Database } from '../db/connect.ts'
import { changeProvider, type ProviderRow } from '../db/hydration/providers.ts'
import {
  addTraffic,
  type HourOfTraffic,
  readTraffic,
  readWebhookTimes,
  removeOldMentions
} from '../db/hydration/traffic.ts'
import { iso } from './iso.ts'
import { burstsOf, HOUR_MS, type Traffic, WEEK_MS, WEEKS } from './silence-rule.ts'

/** What is known about the webhooks of one source, by the hour. */
export interface TrafficHistory {
  /** When webhooks came since the last look, in order. */
  news(row: ProviderRow): Promise<readonly string[]>
  /** Counts these webhooks. They end a silence. */
  count(row: ProviderRow, times: readonly string[]): Promise<void>
  /** Adds the time since the last look to a quiet source. Time in which no gateway ran does not count. */
  pass(row: ProviderRow, rate: number): { expectedBursts: number; quietSeconds: number }
  learned(row: ProviderRow): Promise<LearnedTraffic>
}

export interface LearnedTraffic extends Traffic {
  /** Of silences that have ended: most expected bursts, and milliseconds of the longest. */
  largest: number
  longestGap: number
}

const MENTIONS_MS = 3 * 24 * HOUR_MS
/** Time in which no gateway ran does not count as silence. */
const LONGEST_STEP_MS = 60_000

export function createTrafficHistory(
  source: string,
  { query }: Pick<Database, 'query'>,
  now: () => number
): TrafficHistory {
  let known: (LearnedTraffic & { hour: number }) | undefined
  let lookedAt = now()

  return {
    news: (row) => readWebhookTimes(query, source, row.lastWebhookAt),

    async count(row, times) {
      lookedAt = now()
      await addTraffic(query, source, hoursOf(row, times))
      const quiet = { expectedBursts: 0, quietSeconds: 0, missedSince: 0, probedAt: null, probedBursts: 0 }
      await changeProvider(query, source, { lastWebhookAt: times.at(-1) ?? null, ...quiet })
    },

    pass(row, rate) {
      const step = Math.min(LONGEST_STEP_MS, Math.max(0, now() - lookedAt))
      lookedAt = now()
      return {
        expectedBursts: row.expectedBursts + (rate * step) / HOUR_MS,
        quietSeconds: row.quietSeconds + step / 1_000
      }
    },

    async learned(row) {
      const hour = Math.floor(now() / HOUR_MS) * HOUR_MS
      if (known?.hour === hour) return known
      const oldest = hour - WEEKS * WEEK_MS
      const hours = await readTraffic(query, source, iso(oldest - HOUR_MS))
      await removeOldMentions(query, source, iso(now() - MENTIONS_MS))
      known = {
        hour,
        bursts: new Map([...hours].map(([start, { bursts }]) => [start, bursts])),
        since: Math.max(oldest, Date.parse(row.connectedAt)),
        largest: Math.max(0, ...[...hours.values()].map(({ endedBursts }) => endedBursts)),
        longestGap: Math.max(0, ...[...hours.values()].map(({ endedSeconds }) => endedSeconds)) * 1_000
      }
      return known
    }
  }
}

/** Bursts by the hour in which they began, and the silence that the first webhook has ended. */
function hoursOf(row: ProviderRow, times: readonly string[]): Map<string, HourOfTraffic> {
  const last = row.lastWebhookAt === null ? undefined : Date.parse(row.lastWebhookAt)
  const starts = burstsOf(
    times.map((time) => Date.parse(time)),
    last
  )
  const hours = new Map<string, HourOfTraffic>()
  for (const [at, start] of starts.entries()) {
    const hour = iso(Math.floor(start / HOUR_MS) * HOUR_MS)
    const { bursts = 0, endedBursts = 0, endedSeconds = 0 } = hours.get(hour) ?? {}
    const isEnd = at === 0 && last !== undefined
    hours.set(hour, {
      bursts: bursts + 1,
      endedBursts: isEnd ? row.expectedBursts : endedBursts,
      endedSeconds: isEnd ? row.quietSeconds : endedSeconds
    })
  }
  return hours
}
