import type { Receipt } from '../../src/channel.ts'

/** What a sender reads when its delivery is kept. Field by field: to V8, `{ more, ...object }` is a new kind of object each time. */
export function kept({ deliveryId, outcome, reason, problems, events }: Receipt) {
  return { received: true, deliveryId, outcome, reason, problems, events }
}
