import { toUtc } from '../../schemas/common.ts'
import type { CloudEvent, DeliveryView } from '../../schemas/event.ts'
import type { DeliveryRow, EventRow } from '../db/read.ts'
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

/** PostgreSQL writes `2024-03-15 14:00:00.5+00`; everybody else reads RFC 3339. */
export function fromDatabase(instant: string): string {
  const text = instant.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')
  return toUtc(text) ?? text
}
