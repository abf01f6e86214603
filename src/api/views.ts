import type { CloudEvent, DeliveryView } from '../../schemas/event.ts'
import type { ReplayRecord } from '../../schemas/replay.ts'
import { fromDatabase } from '../db/instant.ts'
import type { DeliveryRow, EventRow } from '../db/read.ts'
import type { ReplayRow } from '../db/replays.ts'
import { toCursor } from './cursor.ts'

/** An event as consumers see it. */
export function eventView(row: EventRow): CloudEvent {
  return {
    specversion: '1.0',
    id: row.id,
    type: row.type,
    source: row.source,
    subject: row.subject,
    time: fromDatabase(row.time),
    datacontenttype: 'application/json',
    channel: row.channel,
    ...(row.property === null ? {} : { property: row.property }),
    deliveryid: row.deliveryId,
    receivedtime: fromDatabase(row.receivedAt),
    timebasis: row.timebasis,
    verified: row.verified,
    hydrated: row.hydrated,
    ...(row.corrects === null ? {} : { corrects: row.corrects }),
    ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
    data: row.data
  }
}

/** An event as one server-sent event. JSON in one line has no line break that would end it. */
export function eventMessage(row: EventRow): Buffer {
  return Buffer.from(`id: ${toCursor(row.position)}\ndata: ${JSON.stringify(eventView(row))}\n\n`)
}

/** A delivery as operators see it. */
export function deliveryView({ position: _position, eventIds, receivedAt, ...row }: DeliveryRow): DeliveryView {
  return { ...row, receivedAt: fromDatabase(receivedAt), events: eventIds }
}

/** A replay as operators see it. */
export function replayView({ deliveryId: _deliveryId, eventIds, at, ...row }: ReplayRow): ReplayRecord {
  return { ...row, at: fromDatabase(at), events: eventIds }
}
