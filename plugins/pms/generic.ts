import { toUtc } from '../../schemas/common.ts'
import { EventBody, type GuestBody, type ReservationBody } from '../../schemas/pms.ts'
import type { JsonObject, Reading } from '../../schemas/reading.ts'
import { compact, extra, guest, reservation, room, wholeGuest, wholeReservation } from './model.ts'

/** `/guests`: how a guest is now. The ledger finds out whether that is news. */
export function readGuest(body: GuestBody): readonly Reading[] {
  const { time, timebasis } = modified(body.updatedAt)
  return [
    {
      source: body.source,
      kind: 'guest',
      id: String(body.externalId),
      property: id(body.propertyId),
      time,
      timebasis,
      data: { guest: wholeGuest(body, body.source) }
    }
  ]
}

/** `/reservations`: how a reservation is now. */
export function readReservation(body: ReservationBody): readonly Reading[] {
  const state = wholeReservation(body, body.source)
  const { time, timebasis } = modified(body.updatedAt)
  return [
    {
      source: body.source,
      kind: 'reservation',
      id: String(body.externalId),
      property: id(body.propertyId),
      time,
      timebasis,
      data: { reservation: state, guest: state['guest'] }
    }
  ]
}

// What an event says of a reservation's status just by its name. A body's own status may be from before, so it is kept as the sender's word.
const STATUS_OF: Readonly<Record<string, string>> = {
  'reservation.cancelled': 'cancelled',
  'guest.checked_in': 'checked_in',
  'guest.checked_out': 'checked_out'
}

/**
 * `/events`: what happened. With a timestamp, the same event about the same things at the same time is the same fact;
 * without one, two equal bodies may well be two facts (dirty, clean, dirty).
 */
export function readEvent(body: EventBody): readonly Reading[] {
  const { type, source, timestamp, data } = body
  const about = subject(body)
  const status = STATUS_OF[type]
  const told = {
    reservation: data.reservation ? { ...reservation(data.reservation, source), ...compact({ status }) } : undefined,
    guest: data.guest ? guest(data.guest, source) : undefined,
    room: readRoom(body),
    previousStatus: data.previousStatus,
    newStatus: data.newStatus,
    extra: extra(data, EventBody.properties.data.properties, ['roomNumber'])
  }
  return [
    {
      type,
      source,
      ...about,
      property: id(body.propertyId),
      ...(timestamp == null ? modified(data.reservation?.updatedAt) : { time: toUtc(timestamp) }),
      key: timestamp == null ? undefined : [type, toUtc(timestamp) ?? timestamp, ...entityIds(body)],
      data: compact(told)
    }
  ]
}

function subject({ type, data }: EventBody): { kind: string; id: string } {
  if (type === 'room.status_changed') {
    return { kind: 'room', id: String(data.room?.externalId ?? (data.room?.number || data.roomNumber)) }
  }
  if (type !== 'guest.updated' && data.reservation) {
    return { kind: 'reservation', id: String(data.reservation.externalId) }
  }
  return { kind: 'guest', id: String(data.guest?.externalId) }
}

function readRoom({ type, data }: EventBody): JsonObject | undefined {
  if (type !== 'room.status_changed') return data.room ? room(data.room) : undefined
  const number = data.room?.number || data.roomNumber
  const status = data.room?.status ?? data.newStatus
  return room({ ...data.room, ...(number == null ? {} : { number }), ...(status == null ? {} : { status }) })
}

function entityIds({ data, propertyId }: EventBody): string[] {
  const ids = [propertyId, data.reservation?.externalId, data.guest?.externalId]
  const rooms = [data.room?.externalId, data.room?.number, data.roomNumber]
  return [...ids, ...rooms].map((each) => (each == null ? '' : String(each)))
}

function modified(updatedAt: string | null | undefined): { time?: string | undefined; timebasis?: 'modified' } {
  return updatedAt == null ? {} : { time: toUtc(updatedAt), timebasis: 'modified' }
}

function id(told: string | number | null | undefined): string | undefined {
  return told == null ? undefined : String(told)
}
