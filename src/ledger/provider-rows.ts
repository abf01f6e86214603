import type { InterpretedDelivery } from '../contract/delivery.ts'
import type { Session } from '../db/connect.ts'
import { completeReads, writeWebhooks } from '../db/hydration/held-events.ts'

/** True if the transaction of the delivery also writes rows about a vendor whose API is called. */
export function hasProviderRows({ webhook, read }: InterpretedDelivery): boolean {
  return webhook !== undefined || read !== undefined
}

export async function writeProviderRows(session: Session, deliveries: readonly InterpretedDelivery[]): Promise<void> {
  const webhooks = deliveries.flatMap(({ delivery, webhook }) => {
    if (webhook === undefined) return []
    const { id, channel, source, endpoint, receivedAt, verified, traceparent } = delivery
    return { delivery: { id, channel, source, endpoint, receivedAt, verified, traceparent }, ...webhook }
  })
  await writeWebhooks(session, webhooks)
  await completeReads(
    session,
    deliveries.flatMap(({ read }) => read ?? [])
  )
}
