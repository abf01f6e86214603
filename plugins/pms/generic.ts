import { toUtc } from '../../schemas/common.ts'
import { EventBody, type GuestBody, type ReservationBody } from '../../schemas/pms.ts'
import type { Fact, JsonObject, Reading } from '../../schemas/reading.ts'
import { compact } from './compact.ts'
import { contentDigest } from './content-digest.ts'
import { completeGuest, guest } from './guest.ts'
import { extra, idText } from './reported.ts'
import { completeReservation, reservation } from './reservation.ts'
import { room } from './room.ts'

/** `/guests`: the current state of a guest. The ledger decides whether it changed. */
export function readGuest(body: GuestBody): readonly Reading[] {
  const { time, timebasis } = modified(body.updatedAt)
  return [
    {
      source: body.source,
      kind: 'guest',
      id: String(body.externalId),
      property: idText(body.propertyId) ?? undefined,
      time,
      timebasis,
      data: { guest: completeGuest(body, body.source) },
      whole: WHOLE_GUEST
    }
  ]
}

/** `/reservations`: the current state of a reservation. */
export function readReservation(body: ReservationBody): readonly Reading[] {
  const { state, assumed } = completeReservation(body, body.source)
  const { time, timebasis } = modified(body.updatedAt)
  return [
    {
      source: body.source,
      kind: 'reservation',
      id: String(body.externalId),
      property: idText(body.propertyId) ?? undefined,
      time,
      timebasis,
      data: compact({ reservation: state, guest: body.guest ? guest(body.guest, body.source) : undefined }),
      assumed,
      whole: WHOLE_RESERVATION
    }
  ]
}

// These lists are reported in full: an absent item is removed.
const WHOLE_GUEST = ['preferences']
const WHOLE_RESERVATION = ['rooms', 'guest/preferences']

// The status that the type of an event implies. The status in the body may be the one before, so it is kept as `sourceStatus` only.
const STATUS_OF: Readonly<Record<string, string>> = {
  'reservation.cancelled': 'cancelled',
  'guest.checked_in': 'checked_in',
  'guest.checked_out': 'checked_out'
}

/**
 * `/events`: what happened. With a timestamp, the same content about the same entities at the same time is the same fact. Many
 * systems have timestamps of whole seconds, so other content is another fact. Without a timestamp, two equal bodies may be two
 * facts (dirty, clean, dirty).
 */
export function readEvent(body: EventBody): readonly Reading[] {
  const { type, source, timestamp, data } = body
  const about = subject(body)
  const status = STATUS_OF[type]
  const reported = {
    reservation: data.reservation ? { ...reservation(data.reservation, source), ...compact({ status }) } : undefined,
    guest: data.guest ? guest(data.guest, source) : undefined,
    room: readRoom(body),
    previousStatus: data.previousStatus,
    newStatus: data.newStatus,
    extra: extraOf(body)
  }
  return [
    {
      type,
      source,
      ...about,
      property: idText(body.propertyId) ?? undefined,
      ...(timestamp == null ? modified(data.reservation?.updatedAt) : { time: toUtc(timestamp) }),
      ...keysOf(body),
      data: compact(reported)
    }
  ]
}

/** Unknown fields of the data, and those beside it. */
function extraOf(body: EventBody): JsonObject | undefined {
  const inside = extra(body.data, EventBody.properties.data.properties, ['roomNumber'])
  const around = extra(body, EventBody.properties, [])
  return around === undefined ? inside : { ...around, ...inside }
}

function keysOf(body: EventBody): Pick<Fact, 'key' | 'formerKey'> {
  const { type, timestamp, data } = body
  if (timestamp == null) return {}
  const formerKey = [type, toUtc(timestamp) ?? timestamp, ...entityIds(body)]
  const around = extra(body, EventBody.properties, [])
  return { key: [...formerKey, contentDigest(around === undefined ? data : { ...around, data })], formerKey }
}

function subject({ type, data }: EventBody): { kind: string; id: string } {
  if (type === 'room.status_changed') {
    return { kind: 'room', id: String(data.room?.externalId ?? (data.room?.number || data.roomNumber)) }
  }
  if (type !== 'guest.updated' && data.reservation) {
    return { kind: 'reservation', id: String(data.reservation.externalId) }
  }
  const { guest } = data
  // A guest without an id gets one that is made of everything reported about the guest.
  return {
    kind: 'guest',
    id: guest?.externalId == null ? `anonymous-${contentDigest(data)}` : String(guest.externalId)
  }
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
