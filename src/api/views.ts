import type { DeliveryView } from '../../schemas/event.ts'
import type { ReplayRecord } from '../../schemas/replay.ts'
import type { DeliverySummary } from '../db/deliveries.ts'
import { fromDatabase } from '../db/instant.ts'
import type { ReplayRow } from '../db/replays.ts'

export function deliveryView(delivery: DeliverySummary): DeliveryView {
  const { omittedProblems } = delivery
  return {
    id: delivery.id,
    channel: delivery.channel,
    source: delivery.source,
    endpoint: delivery.endpoint,
    contentType: delivery.contentType,
    contentCoding: delivery.contentEncoding,
    receivedAt: fromDatabase(delivery.receivedAt),
    verified: delivery.verified,
    masked: delivery.masked,
    outcome: delivery.outcome,
    reason: delivery.reason,
    cause: delivery.cause,
    account: delivery.account,
    hotel: delivery.hotel,
    problems: [...delivery.problems],
    ...(omittedProblems > 0 ? { omittedProblems } : {}),
    events: [...delivery.eventIds],
    traceparent: delivery.traceparent,
    bytes: delivery.bytes
  }
}

export function replayView({ deliveryId: _deliveryId, eventIds, at, ...row }: ReplayRow): ReplayRecord {
  return { ...row, at: fromDatabase(at), events: eventIds }
}
