import type { ArrayWriter } from './binary-array.ts'
import type { BatchRows } from './written-rows.ts'

/** The parameters of the statement that writes a batch: an array for each column. */
export function batchValues(
  { deliveries, events, entities }: BatchRows,
  arrays: ArrayWriter
): Record<string, Buffer | null> {
  arrays.reset()
  return {
    id: arrays.text(deliveries, (row) => row.id),
    channel: arrays.text(deliveries, (row) => row.channel),
    source: arrays.text(deliveries, (row) => row.source),
    endpoint: arrays.text(deliveries, (row) => row.endpoint),
    contentType: arrays.text(deliveries, (row) => row.contentType),
    receivedAt: arrays.text(deliveries, (row) => row.receivedAt),
    verified: arrays.text(deliveries, (row) => String(row.verified)),
    masked: arrays.text(deliveries, (row) => String(row.masked)),
    outcome: arrays.text(deliveries, (row) => row.withEvents.outcome),
    reason: arrays.text(deliveries, (row) => row.withEvents.reason),
    outcomeWithout: arrays.text(deliveries, (row) => row.withoutEvents.outcome),
    reasonWithout: arrays.text(deliveries, (row) => row.withoutEvents.reason),
    problems: arrays.text(deliveries, (row) => row.problems),
    eventIds: arrays.text(deliveries, (row) => `{${row.eventIds.join(',')}}`),
    body: arrays.bytes(deliveries, (row) => row.body),
    traceparent: arrays.text(deliveries, (row) => row.traceparent),
    contentEncoding: arrays.text(deliveries, (row) => row.contentEncoding),
    eventId: arrays.text(events, (row) => row.id),
    type: arrays.text(events, (row) => row.type),
    eventSource: arrays.text(events, (row) => row.source),
    subject: arrays.text(events, (row) => row.subject),
    time: arrays.text(events, (row) => row.time),
    eventChannel: arrays.text(events, (row) => row.channel),
    property: arrays.text(events, (row) => row.property),
    deliveryId: arrays.text(events, (row) => row.deliveryId),
    eventReceivedAt: arrays.text(events, (row) => row.receivedAt),
    timebasis: arrays.text(events, (row) => row.timebasis),
    eventVerified: arrays.text(events, (row) => String(row.verified)),
    hydrated: arrays.text(events, (row) => String(row.hydrated)),
    before: arrays.text(events, (row) => row.data.before),
    eventState: arrays.text(events, (row) => row.data.state),
    after: arrays.text(events, (row) => row.data.after),
    key: arrays.bytes(events, (row) => row.key),
    corrects: arrays.text(events, (row) => row.corrects),
    eventTraceparent: arrays.text(events, (row) => row.traceparent),
    entityKey: arrays.bytes(entities, (row) => row.key),
    version: arrays.text(entities, (row) => row.version),
    kind: arrays.text(entities, (row) => row.kind),
    entityChannel: arrays.text(entities, (row) => row.channel),
    entitySource: arrays.text(entities, (row) => row.source),
    entityProperty: arrays.text(entities, (row) => row.property),
    externalId: arrays.text(entities, (row) => row.externalId),
    state: arrays.text(entities, ({ state }) => ('json' in state ? state.json : null)),
    carrier: arrays.text(entities, ({ state }) => ('carrier' in state ? state.carrier : null)),
    clock: arrays.text(entities, (row) => row.clock),
    updatedAt: arrays.text(entities, (row) => row.updatedAt),
    account: arrays.text(deliveries, (row) => row.account),
    hotel: arrays.text(deliveries, (row) => row.hotel),
    cause: arrays.text(deliveries, (row) => row.withEvents.cause),
    causeWithout: arrays.text(deliveries, (row) => row.withoutEvents.cause),
    proven: arrays.text(deliveries, (row) => row.proven && `{${row.proven.join(',')}}`),
    waiting: arrays.text(deliveries, (row) => row.waiting && arrayLiteral(row.waiting)),
    eventAccount: arrays.text(events, (row) => row.account),
    eventHotel: arrays.text(events, (row) => row.hotel),
    lane: arrays.text(events, (row) => row.lane),
    entityAccount: arrays.text(entities, (row) => row.account),
    entityHotel: arrays.text(entities, (row) => row.hotel)
  }
}

/** A list of texts as PostgreSQL reads it. */
function arrayLiteral(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`
}
