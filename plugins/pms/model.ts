import { toUtc } from '../../schemas/common.ts'
import { money } from '../../schemas/money.ts'
import { GuestFields, ReservationFields, RoomFields } from '../../schemas/pms.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'
import { e164WithPlus } from '../../src/contract/phone-number.ts'
import { compact } from './compact.ts'

// Guests, reservations, and rooms in the words of docs/event-model.md. `guest`, `reservation`, and `room` return only the
// fields that were reported: undefined was not reported, null empties.

type Fields = { [name: string]: Json | undefined }

type Partially<Described> = { [Name in keyof Described]?: Described[Name] | undefined }

export type ReportedGuest = Partially<GuestFields>
export type ReportedRoom = Partially<RoomFields> & { sourceStatus?: string | null | undefined }
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

const GUEST_DEFAULTS: JsonObject = {
  externalId: null,
  firstName: null,
  lastName: null,
  email: null,
  emailValid: null,
  phone: null,
  phoneE164: null,
  language: null,
  nationality: null,
  loyaltyTier: null,
  vipStatus: null,
  preferences: [],
  notes: null,
  extra: {}
}

/** A guest in the words of the event model. */
export function guest(reported: ReportedGuest, source: string): JsonObject {
  return compact(guestFields(reported, source))
}

/** The same, with defaults for the fields that were not reported. */
export function completeGuest(reported: ReportedGuest, source: string): JsonObject {
  return overlay(GUEST_DEFAULTS, guestFields(reported, source))
}

function guestFields(reported: ReportedGuest, source: string): Fields {
  const [email, phone] = [filled(reported.email), filled(reported.phone)]
  return {
    // A guest without an id may be known by one: null is no id that anybody could report.
    externalId: reported.externalId == null ? undefined : String(reported.externalId),
    source: reported.source ?? source,
    firstName: reported.firstName?.trim() ?? reported.firstName,
    lastName: reported.lastName?.trim() ?? reported.lastName,
    email: address(email),
    emailValid: email == null ? email : ADDRESS.test(email),
    phone,
    phoneE164: phone == null ? phone : e164WithPlus(phone),
    language: language(reported.language),
    nationality: reported.nationality?.toUpperCase() ?? reported.nationality,
    loyaltyTier: reported.loyaltyTier,
    vipStatus: reported.vipStatus,
    preferences: list(reported.preferences, (preference) => ({ ...preference })),
    notes: reported.notes,
    extra: extra(reported, GuestFields.properties, ['propertyId', 'updatedAt'])
  }
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
    confirmationNumber:
      reported.confirmationNumber == null ? reported.confirmationNumber : String(reported.confirmationNumber),
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
    rooms: list(reported.rooms, (stay) => compact({ ...stay, externalId: text(stay.externalId) })),
    extra: extra(reported, ReservationFields.properties, ['propertyId'])
  }
}

// A PMS keeps these three dimensions apart. A single status word belongs to one of them.
const DIMENSIONS: ReadonlyMap<string, 'housekeeping' | 'occupancy' | 'service'> = new Map([
  ['dirty', 'housekeeping'],
  ['pickup', 'housekeeping'],
  ['clean', 'housekeeping'],
  ['inspected', 'housekeeping'],
  ['vacant', 'occupancy'],
  ['occupied', 'occupancy'],
  ['in_service', 'service'],
  ['out_of_service', 'service'],
  ['out_of_order', 'service']
])

/** A room in the words of the event model. */
export function room(reported: Partially<RoomFields>): JsonObject {
  const dimension = reported.status == null ? undefined : DIMENSIONS.get(reported.status)
  return compact({
    externalId: text(reported.externalId),
    number: reported.number,
    type: reported.type,
    floor: text(reported.floor),
    status: reported.status,
    ...(dimension === undefined ? {} : { [dimension]: reported.status }),
    ...compact({ housekeeping: reported.housekeeping, occupancy: reported.occupancy, service: reported.service }),
    extra: extra(reported, RoomFields.properties)
  })
}

/** Fields that the schema does not describe. A body can have hundreds of thousands of them. */
export function extra(reported: object, described: object, handled: readonly string[] = []): JsonObject | undefined {
  const fields = reported as JsonObject // it comes from a JSON body
  const unknown: Fields = {}
  let isEmpty = true
  for (const name of Object.keys(fields)) {
    // Assigned, `__proto__` would not become a field.
    if (Object.hasOwn(described, name) || handled.includes(name) || name === '__proto__') continue
    unknown[name] = fields[name]
    isEmpty = false
  }
  return isEmpty ? undefined : unknown
}

/** What was reported, over defaults for the rest. */
function overlay(defaults: JsonObject, reported: Fields): JsonObject {
  // Not a spread: to an object that a spread has made, V8 adds each further field with a new hidden class, six times as slow.
  const all: Fields = Object.assign({}, defaults)
  for (const name of Object.keys(reported)) if (reported[name] !== undefined) all[name] = reported[name]
  return all
}

/** A blank text is no address. */
function filled(reported: string | null | undefined): string | null | undefined {
  return reported?.trim() === '' ? null : reported
}

const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/

/** Lower case for the domain only: mailboxes may be case-sensitive. A malformed address is kept, and `emailValid` is false. */
function address(reported: string | null | undefined): string | null | undefined {
  const at = reported?.lastIndexOf('@') ?? -1
  return reported == null || at === -1 ? reported : reported.slice(0, at) + reported.slice(at).toLowerCase()
}

// RFC 5646, 4.4.1, recommends room for 35.
const LONGEST_LANGUAGE = 255

/** BCP 47 in its canonical spelling (`en_gb` is `en-GB`). Any other text is kept as it is. */
function language(reported: string | null | undefined): string | null | undefined {
  if (!reported || reported.length > LONGEST_LANGUAGE) return reported
  try {
    return Intl.getCanonicalLocales(reported.replaceAll('_', '-'))[0] ?? reported
  } catch {
    return reported
  }
}

/** Null empties the list; undefined was not reported. */
function list<Item>(reported: readonly Item[] | null | undefined, map: (item: Item) => Json): Json[] | undefined {
  return reported === undefined ? undefined : (reported ?? []).map(map)
}

function text(id: string | number | null | undefined): string | null | undefined {
  return id == null ? id : String(id)
}
