import type { Money } from '../../schemas/money.ts'
import type { JsonObject, Problem } from '../../schemas/reading.ts'
import { compact } from './compact.ts'
import type { Field } from './fields.ts'
import { guest, type ReportedGuest } from './guest.ts'
import { type ReportedReservation, reservation } from './reservation.ts'
import { type ReportedRoom, room } from './room.ts'
import { wholePaths } from './whole-paths.ts'

/** What makes two readings the same. With an undefined part there is none: each counts. */
export type Key = readonly (string | undefined)[]

export type AdapterReading = EntityReading | OtherReading | Problem

/** What a reading says beside what it is about. */
interface About {
  /** The vendor's id of the hotel. Absent: that of the delivery. */
  property?: string | undefined
  /** What makes two readings of one type and subject the same. Absent: the key of the delivery. */
  key?: Key | undefined
  /** RFC 3339 in UTC, as `fields.instant()` returns it. */
  time?: string | undefined
  /** `modified`: `time` is the last modification of the entity, and not the moment of this change. */
  timebasis?: 'event' | 'modified' | undefined
  /**
   * Moments by the type of event that a state may become, like `{ 'guest.checked_in': … }`. If it becomes that event, its time is
   * that moment, with `timebasis` `event`.
   */
  moments?: Readonly<Record<string, string | undefined>> | undefined
  /** A time that cannot be compared with other clocks, because its zone is not known. It puts updates of one entity in order. */
  order?: string | undefined
  /**
   * Paths of objects and lists that the vendor reports in full, like `extra`: the state loses members that are absent. `extra/*`: each
   * member of `extra` is reported in full, and `extra` is not.
   */
  whole?: readonly string[] | undefined
  /** True: the vendor announces a change, so the state becomes an event even if nothing in it differs. */
  isNotice?: boolean | undefined
  /** True: the webhook has little more than an id. Where the vendor's API is connected, the reading waits for the whole record. */
  isThin?: boolean | undefined
  /** The vendor's own words: `data.vendor`. */
  vendor?: JsonObject | undefined
}

interface Typed extends About {
  /** Absent: the reading is a state, and Bellhook finds out which event it is, if any. */
  type?: string | undefined
}

/** A reservation. A guest in it that has an id becomes a guest of its own as well. */
export interface ReservationReading extends Typed {
  reservation: Omit<ReportedReservation, 'externalId' | 'totalRate' | 'guest'> & {
    externalId: string | undefined
    totalRate?: Field<Money>
    guest?: ReportedPerson | null | undefined
    extra?: JsonObject | undefined
  }
}

export type ReportedPerson = ReportedGuest & { extra?: JsonObject | undefined }

export interface GuestReading extends Typed {
  guest: ReportedPerson & { externalId: string | undefined; deleted?: boolean }
}

export interface RoomReading extends Typed {
  room: ReportedRoom & { externalId: string | undefined }
}

/** A message between a guest and the hotel. Its event is `message.received` or `message.sent`, unless `type` says otherwise. */
export interface MessageReading extends Typed {
  message: ReportedMessage
}

export interface ReportedMessage {
  externalId: string | undefined
  direction: 'inbound' | 'outbound'
  /** Who wrote it, and to whom, as the vendor names them. Null where it does not say. */
  from: Field<string>
  to: Field<string>
  text: Field<string>
  /** The vendor's word. Default: `text`. */
  type?: Field<string>
  media?: readonly JsonObject[] | undefined
  accountId?: Field<string>
  conversationId?: Field<string>
  /** The reservation and the guest that it belongs to. */
  reservationId?: Field<string>
  guestId?: Field<string>
  [name: string]: JsonObject[string]
}

export type EntityReading = ReservationReading | GuestReading | RoomReading | MessageReading

/** Any other subject, or data that is built by hand. */
export interface OtherReading extends Typed {
  kind: string
  id: string | undefined
  data: JsonObject
}

export type AdapterEvent = OtherReading & { type: string }

/** A reading as the ledger takes it, before its key and its hotel are added. */
export type Draft = Omit<OtherReading, 'id' | 'vendor'> & { id: string }

/** What an adapter reads, in the form of the ledger: one draft, and one for the guest inside a reservation. */
export function draftsOf(reading: EntityReading | OtherReading, source: string): readonly (Draft | Problem)[] {
  if ('kind' in reading) return [identified(reading)]
  if ('reservation' in reading) return ofReservation(reading, source)
  if ('guest' in reading) return [ofGuest(reading, source)]
  if ('room' in reading) return [ofRoom(reading)]
  return [ofMessage(reading, source)]
}

function identified(reading: OtherReading): Draft | Problem {
  const { id, kind } = reading
  if (id === undefined) return { path: '', problem: `has a ${kind} without an id` }
  const { vendor, whole, data, ...others } = reading
  // The id is there. Most readings have `vendor` in their data already, and need no copy.
  if (vendor === undefined && whole === undefined) return reading as Draft
  // Assigned, and not spread, as in read-payload.ts.
  const about = Object.assign({}, others, {
    id,
    data: vendor === undefined ? data : Object.assign({}, data, { vendor })
  })
  return whole === undefined ? about : Object.assign(about, { whole: wholePaths(whole, data[kind]) })
}

function ofReservation({ reservation: reported, ...about }: ReservationReading, source: string): (Draft | Problem)[] {
  const { externalId, totalRate, guest: person, extra, ...others } = reported
  if (externalId === undefined) return [identified({ kind: 'reservation', id: undefined, data: {} })]
  // Not spreads, as in `model.ts`: this is the largest object of a reading.
  const fields = reservation(Object.assign({}, others, { externalId }), source)
  const inside = person ? personOf(person, source) : person
  const money: JsonObject =
    totalRate === undefined
      ? {}
      : { totalRate: totalRate && { ...totalRate }, currency: totalRate === null ? null : totalRate.currency }
  const state = Object.assign({}, fields, compact({ guest: inside, extra }), money)
  const draft = identified(
    Object.assign({}, about, { kind: 'reservation', id: externalId, data: { reservation: state } })
  )
  const own = inside && guestOfReservation(about, inside)
  return own ? [draft, own] : [draft]
}

/** The guest inside a reservation, as a guest of its own. It is a state, because a change of the reservation need not be a change of the guest. */
function guestOfReservation(
  { property, key, time, timebasis, order, whole }: About,
  person: JsonObject
): Draft | undefined {
  const { externalId } = person
  if (typeof externalId !== 'string') return undefined
  const inGuest = whole?.flatMap((path) => (path.startsWith('guest/') ? path.slice('guest/'.length) : []))
  const paths = inGuest?.length ? wholePaths(inGuest, person) : undefined
  const data = { guest: person }
  return { property, key, time, timebasis, order, whole: paths, kind: 'guest', id: externalId, data }
}

function personOf({ extra, ...reported }: ReportedPerson, source: string): JsonObject {
  return Object.assign({}, guest(reported, source), compact({ extra }))
}

/** What is known of a guest that was deleted. */
const NOBODY: ReportedGuest = { firstName: null, lastName: null, email: null, phone: null, language: null, notes: null }

function ofGuest({ guest: reported, ...about }: GuestReading, source: string): Draft | Problem {
  const { deleted = false, ...person } = reported
  const data = deleted
    ? { guest: { ...personOf({ ...NOBODY, ...compact(person) }, source), extra: {}, deleted } }
    : { guest: personOf(person, source) }
  const whole = deleted ? ['extra'] : about.whole
  return identified(Object.assign({}, about, { whole, kind: 'guest', id: reported.externalId, data }))
}

function ofRoom({ room: reported, ...about }: RoomReading): Draft | Problem {
  const { sourceStatus, ...fields } = reported
  const data = { room: { ...room(fields), ...compact({ sourceStatus }) } }
  return identified(Object.assign({}, about, { kind: 'room', id: reported.externalId, data }))
}

const TYPE_OF = { inbound: 'message.received', outbound: 'message.sent' } as const

function ofMessage({ message: reported, type, ...about }: MessageReading, source: string): Draft | Problem {
  const {
    externalId: id,
    direction,
    from = null,
    to = null,
    text = null,
    media = [],
    accountId = null,
    ...others
  } = reported
  const { type: word, ...rest } = others
  const message = {
    channel: `pms:${source}`,
    externalId: id,
    direction,
    type: word ?? 'text',
    ...{ from, to, text, media, accountId },
    ...compact(rest)
  }
  return identified(
    Object.assign({}, about, { type: type ?? TYPE_OF[direction], kind: 'message', id, data: { message } })
  )
}
