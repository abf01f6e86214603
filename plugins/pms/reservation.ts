import { toUtc } from '../../schemas/common.ts'
import { money } from '../../schemas/money.ts'
import { ReservationFields } from '../../schemas/pms.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { compact } from './compact.ts'
import { GUEST_DEFAULTS, guest, guestFields, type ReportedGuest } from './guest.ts'
import { extra, type Fields, idText, list, overlay, type Partially } from './reported.ts'

/** An adapter has more words for a status than the generic routes take. */
export type ReportedReservation = Partially<Omit<ReservationFields, 'status' | 'guest'>> & {
  externalId: string | number
  status?: string | undefined
  guest?: ReportedGuest | null | undefined
}

/** A complete reservation, and the paths in it that hold a default although the sender may know a value. */
export interface CompleteReservation {
  state: JsonObject
  assumed: readonly string[]
}

const RESERVATION_DEFAULTS: JsonObject = {
  guest: null,
  confirmationNumber: null,
  roomNumber: null,
  roomType: null,
  adults: 1,
  children: 0,
  rateCode: null,
  totalRate: null,
  currency: null,
  specialRequests: [],
  notes: [],
  updatedAt: null,
  rooms: [],
  extra: {}
}

/** A reservation in the words of the event model. */
export function reservation(reported: ReportedReservation, source: string): JsonObject {
  const { guest: person } = reported
  return compact(reservationFields(reported, source, person ? guest(person, reported.source ?? source) : person))
}

/**
 * The same, with defaults for the fields that were not reported. A reservation often names its guest and no more, so those of the
 * guest are only assumed.
 */
export function completeReservation(reported: ReportedReservation, source: string): CompleteReservation {
  const { guest: person } = reported
  const fields = person ? guestFields(person, reported.source ?? source) : undefined
  const inside = fields === undefined ? person : overlay(GUEST_DEFAULTS, fields)
  const all = reservationFields(reported, source, inside)
  const counts = { adults: reported.adults ?? undefined, children: reported.children ?? undefined }
  const state = overlay(RESERVATION_DEFAULTS, Object.assign(all, counts))
  if (person === undefined) return { state, assumed: ['guest'] }
  return { state, assumed: fields === undefined ? [] : unreported(fields).map((name) => `guest/${name}`) }
}

function unreported(guest: Fields): string[] {
  return Object.keys(GUEST_DEFAULTS).filter((name) => guest[name] === undefined)
}

function reservationFields(
  reported: ReportedReservation,
  source: string,
  person: JsonObject | null | undefined
): Fields {
  return {
    externalId: String(reported.externalId),
    source: reported.source ?? source,
    confirmationNumber: idText(reported.confirmationNumber),
    guest: person,
    roomNumber: reported.roomNumber,
    roomType: reported.roomType,
    arrivalDate: reported.arrivalDate,
    departureDate: reported.departureDate,
    status: reported.status,
    sourceStatus: reported.sourceStatus ?? reported.status,
    adults: reported.adults,
    children: reported.children,
    rateCode: reported.rateCode,
    totalRate:
      reported.totalRate == null ? reported.totalRate : { ...money(reported.totalRate, reported.currency ?? '') },
    currency: reported.currency?.toUpperCase() ?? reported.currency,
    specialRequests: list(reported.specialRequests, (request) => request),
    notes: list(reported.notes, (note) => note),
    updatedAt: reported.updatedAt == null ? reported.updatedAt : toUtc(reported.updatedAt),
    rooms: list(reported.rooms, (stay) => compact({ ...stay, externalId: idText(stay.externalId) })),
    extra: extra(reported, ReservationFields.properties, ['propertyId'])
  }
}
