import { toUtc } from '../../schemas/common.ts'
import { money } from '../../schemas/money.ts'
import { GuestFields, ReservationFields, RoomFields } from '../../schemas/pms.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'

// What a sender tells, in the words of docs/event-model.md. Each function returns only the fields that were told, so
// that a partial account never undoes a fuller one; the defaults beside it make a whole state of it.

type Fields = { [name: string]: Json | undefined }

type Told<Described> = { [Name in keyof Described]?: Described[Name] | undefined }

/** An adapter may know a guest without an id, and softer words for a status than the wire takes. */
export type ToldGuest = Told<GuestFields>
export type ToldReservation = Told<Omit<ReservationFields, 'status' | 'guest'>> & {
  externalId: string | number
  status?: string | undefined
  guest?: ToldGuest | null | undefined
}

const GUEST_DEFAULTS: JsonObject = {
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
export function guest(told: ToldGuest, source: string): JsonObject {
  return compact(guestFields(told, source))
}

/** The same, with all that was not told at its default. */
export function wholeGuest(told: ToldGuest, source: string): JsonObject {
  return overlay(GUEST_DEFAULTS, guestFields(told, source))
}

function guestFields(told: ToldGuest, source: string): Fields {
  return {
    externalId: text(told.externalId),
    source: told.source ?? source,
    firstName: told.firstName?.trim() ?? told.firstName,
    lastName: told.lastName?.trim() ?? told.lastName,
    email: address(told.email),
    emailValid: told.email == null ? told.email : ADDRESS.test(told.email),
    phone: told.phone,
    phoneE164: phoneE164(told.phone),
    language: language(told.language),
    nationality: told.nationality?.toUpperCase() ?? told.nationality,
    loyaltyTier: told.loyaltyTier,
    vipStatus: told.vipStatus,
    preferences: list(told.preferences, ({ category, value }) => ({ category, value })),
    notes: told.notes,
    extra: extra(told, GuestFields.properties, ['propertyId', 'updatedAt'])
  }
}

const RESERVATION_DEFAULTS: JsonObject = {
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
export function reservation(told: ToldReservation, source: string): JsonObject {
  const { guest: person } = told
  return compact(reservationFields(told, source, person ? guest(person, told.source ?? source) : undefined))
}

/** The same, with all that was not told at its default. */
export function wholeReservation(told: ToldReservation & { guest: ToldGuest }, source: string): JsonObject {
  return overlay(RESERVATION_DEFAULTS, reservationFields(told, source, wholeGuest(told.guest, told.source ?? source)))
}

function reservationFields(told: ToldReservation, source: string, person: JsonObject | undefined): Fields {
  return {
    externalId: String(told.externalId),
    source: told.source ?? source,
    confirmationNumber: told.confirmationNumber == null ? told.confirmationNumber : String(told.confirmationNumber),
    guest: person,
    roomNumber: told.roomNumber,
    roomType: told.roomType,
    arrivalDate: told.arrivalDate,
    departureDate: told.departureDate,
    status: told.status,
    sourceStatus: told.sourceStatus ?? told.status,
    adults: told.adults ?? undefined,
    children: told.children ?? undefined,
    rateCode: told.rateCode,
    totalRate: told.totalRate == null ? told.totalRate : { ...money(told.totalRate, told.currency ?? '') },
    currency: told.currency?.toUpperCase() ?? told.currency,
    specialRequests: list(told.specialRequests, (request) => request),
    notes: list(told.notes, (note) => note),
    updatedAt: told.updatedAt == null ? told.updatedAt : toUtc(told.updatedAt),
    rooms: list(told.rooms, (stay) => compact({ ...stay, externalId: text(stay.externalId) })),
    extra: extra(told, ReservationFields.properties, ['propertyId'])
  }
}

// Every serious PMS keeps these three apart; a flat word belongs to one of them.
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
export function room(told: RoomFields): JsonObject {
  const dimension = told.status == null ? undefined : DIMENSIONS.get(told.status)
  return compact({
    externalId: text(told.externalId),
    number: told.number,
    type: told.type,
    floor: text(told.floor),
    status: told.status,
    ...(dimension === undefined ? {} : { [dimension]: told.status }),
    ...compact({ housekeeping: told.housekeeping, occupancy: told.occupancy, service: told.service }),
    extra: extra(told, RoomFields.properties)
  })
}

/** Fields that nobody described, kept where a consumer finds them. A body can have hundreds of thousands of them. */
export function extra(told: object, described: object, handled: readonly string[] = []): JsonObject | undefined {
  const fields = told as JsonObject // an adapter's own words are JSON as well
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

export function compact(fields: Fields): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** What was told, over what holds where nothing was. */
function overlay(defaults: JsonObject, told: Fields): JsonObject {
  // Not a spread: to what that has made, V8 adds each further field with a new hidden class, six times as slow.
  const whole: Fields = Object.assign({}, defaults)
  for (const name of Object.keys(told)) {
    if (told[name] !== undefined) whole[name] = told[name]
  }
  return whole
}

const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/

/** Domains do not know upper case, mailboxes might. A malformed address must not cost the guest: it is kept and marked. */
function address(told: string | null | undefined): string | null | undefined {
  const at = told?.lastIndexOf('@') ?? -1
  return told == null || at === -1 ? told : told.slice(0, at) + told.slice(at).toLowerCase()
}

// Behind the country code a (0) is dialled within the country only. Italy's zero, which is dialled always, has no brackets.
const NATIONAL_ZERO = /^(\+[\s(.-]*\d{1,3}[\s).-]*)\(\s*0\s*\)/

/** E.164 only where the sender gave the country; guessing one would send messages to strangers. */
function phoneE164(told: string | null | undefined): string | null | undefined {
  if (told == null) return told
  const digits = told
    .trim()
    .replace(NATIONAL_ZERO, '$1')
    .replace(/[\s().-]/g, '')
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null
}

// RFC 5646, 4.4.1, recommends room for 35.
const LONGEST_LANGUAGE = 255

/** BCP 47 in its canonical spelling (`en_gb` is `en-GB`); a text that is none is kept as it is. */
function language(told: string | null | undefined): string | null | undefined {
  if (!told || told.length > LONGEST_LANGUAGE) return told
  try {
    return Intl.getCanonicalLocales(told.replaceAll('_', '-'))[0] ?? told
  } catch {
    return told
  }
}

/** Null is an empty list that was told; undefined was not told. */
function list<Item>(told: readonly Item[] | null | undefined, map: (item: Item) => Json): Json[] | undefined {
  return told === undefined ? undefined : (told ?? []).map(map)
}

function text(id: string | number | null | undefined): string | null | undefined {
  return id == null ? id : String(id)
}
