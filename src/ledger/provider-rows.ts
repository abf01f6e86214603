import type { InterpretedDelivery } from '../contract/delivery.ts'
import type { ProviderRows } from '../db/hydration/held-events.ts'

/** What deliveries of vendors whose API is called mean for the queue of records. */
export function providerRowsOf(deliveries: readonly InterpretedDelivery[]): ProviderRows {
  return {
    webhooks: deliveries.flatMap(({ delivery, webhook }) => {
      if (webhook === undefined) return []
      const { id, channel, source, endpoint, receivedAt, verified, traceparent } = delivery
      return { delivery: { id, channel, source, endpoint, receivedAt, verified, traceparent }, ...webhook }
    }),
    reads: deliveries.flatMap(({ read }) => read ?? [])
  }
}
