import { type DeliveryOutcome, json, type Reply } from '../../src/contract/reply.ts'

/** What a sender reads when its delivery is stored. */
export function received({ deliveryId, outcome, reason, problems, events }: DeliveryOutcome): Reply {
  return json(200, { received: true, deliveryId, outcome, reason, problems, events })
}
