import type { Database } from '../db/connect.ts'
import { readProviders } from '../db/hydration/providers.ts'
import { readQueueStatus } from '../db/hydration/queue.ts'
import type { Vendor } from './vendors.ts'

/** Reads the state of the connected vendors, whichever gateway works for them. */
export function providerStatus(vendors: readonly Vendor[], { query }: Pick<Database, 'query'>) {
  const sources = new Set(vendors.map(({ source }) => source))

  return async () => {
    if (sources.size === 0) return []
    const [rows, queues] = await Promise.all([readProviders(query), readQueueStatus(query)])
    return rows
      .filter(({ source }) => sources.has(source))
      .map((row) => {
        const { waiting = 0, aside = 0, oldestSeconds = 0 } = queues.find(({ source }) => source === row.source) ?? {}
        return {
          source: row.source,
          property: row.property,
          credential: { state: row.credentialState, reason: row.credentialReason },
          baseline: { startedAt: iso(row.baselineStartedAt), completedAt: iso(row.baselineCompletedAt) },
          queue: { waiting, aside, oldestSeconds },
          reconcile: { lastCompletedAt: iso(row.reconciledAt), missed: row.missed },
          silence: {
            state: row.silenceState,
            since: iso(row.silenceSince),
            lastWebhookAt: iso(row.lastWebhookAt)
          },
          subscription: { state: row.subscriptionState },
          traffic: { expectedBursts: row.expectedBursts, threshold: row.silenceThreshold }
        }
      })
  }
}

function iso(instant: string | null): string | null {
  return instant === null ? null : new Date(instant).toISOString()
}
