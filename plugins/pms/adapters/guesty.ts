import { type Static, Type } from '@sinclair/typebox'
import { check } from '../../../schemas/check.ts'
import { OneOf } from '../../../schemas/common.ts'
import type { Json, JsonObject, Problem } from '../../../schemas/reading.ts'
import { standardWebhooks } from '../../../src/contract/verifiers.ts'
import {
  type AdapterReading,
  defineAdapter,
  type FieldReader,
  guest,
  namesOf,
  readFields,
  reservation
} from '../adapter.ts'

const Id = Type.String({ minLength: 1, maxLength: 255 })

// Only ids are required. All other fields are read one by one, so that an odd value costs no more than its field.

/** Key details of the stay: https://open-api-docs.guesty.com/docs/reservation-webhooks-migration-guide */
const Thin = Type.Object({
  event: OneOf('reservation.created.v2', 'reservation.updated.v2'),
  data: Type.Object({ reservationId: Id })
})

/** The older events with the complete reservation, which Guesty phases out by the end of 2026. */
const Whole = Type.Object({
  event: OneOf('reservation.new', 'reservation.updated'),
  reservation: Type.Object({ _id: Id })
})

/** https://open-api-docs.guesty.com/docs/webhooks-guests */
const GuestEvent = Type.Object({
  event: OneOf('guest.created', 'guest.updated', 'guest.deleted'),
  guest: Type.Object({ _id: Id })
})

// By their names: others may have `data`, a `reservation` or a `guest` as well.
const isThin = check(Thin).accepts
const isWhole = check(Whole).accepts
const isGuestEvent = check(GuestEvent).accepts

/** All others that have a name. */
const Other = Type.Object({
  event: Type.String({
    pattern: '^(?!(reservation\\.(created\\.v2|updated\\.v2|new|updated)|guest\\.(created|updated|deleted))$)'
  })
})

/** The body of `calendar.updated.v2` names no event: https://open-api-docs.guesty.com/docs/calendar-webhook-migration */
const Calendar = Type.Object({ event: Type.Optional(Type.Never()), listingId: Id, dateRange: Type.Object({}) })

// https://open-api-docs.guesty.com/docs/webhooks: known, and not read.
const OTHERS =
  /^(reservation\.message(Received|Sent)|guest-folio\.(created|updated)|(payments|listing|calendar|task)\.[\w.]+)$/

// A word that is not here is kept as the vendor's own only.
const STATUS: ReadonlyMap<unknown, string> = new Map([
  ['inquiry', 'inquiry'],
  ['reserved', 'tentative'],
  ['awaiting_payment', 'pending'],
  ['confirmed', 'confirmed'],
  ['checked_in', 'checked_in'],
  ['checked_out', 'checked_out'],
  ['canceled', 'cancelled'],
  ['declined', 'cancelled'],
  ['expired', 'cancelled'],
  ['closed', 'cancelled']
])

/**
 * Guesty sends through Svix. Each delivery reports how an entity is now, whatever its event is called, so it is read as a
 * state: a repetition changes nothing, and an older one does not undo a newer one. A thin one without its time is an
 * event, because an update of what it leaves out would look like a repetition.
 */
export default defineAdapter({
  name: 'guesty',
  title: 'Guesty',
  docs: 'https://open-api-docs.guesty.com/docs/webhooks',
  proof: 'documented',
  verify: standardWebhooks('svix'),
  payload: Type.Union([Thin, Whole, GuestEvent, Other, Calendar]),
  keyHeaders: ['svix-id', 'webhook-id'],
  duplicateKey(_payload, { 'svix-id': svix, 'webhook-id': webhook }) {
    const id = svix ?? webhook
    return id === undefined ? undefined : [id]
  },

  normalize(payload) {
    if (isThin(payload)) return readThin(payload)
    if (isWhole(payload)) return readWhole(payload)
    if (isGuestEvent(payload)) return payload.event === 'guest.deleted' ? [readDeleted(payload)] : readGuest(payload)
    return payload.event === undefined || OTHERS.test(payload.event)
      ? []
      : [{ path: '/event', problem: 'is not a known event', cause: 'unknown_type' }]
  }
})

function readThin(payload: Static<typeof Thin>): AdapterReading[] {
  const { event, data } = payload
  const envelope = readFields(payload as unknown as JsonObject, '', undefined)
  const meta = envelope.inside('meta')
  const time = meta?.instant('publishedAt') ?? undefined
  const fields = readFields(data as unknown as JsonObject, '/data', undefined, envelope.problems)
  const stays = staysOf(data as unknown as JsonObject, envelope.problems)
  const reported = {
    externalId: data.reservationId,
    confirmationNumber: fields.text('confirmationCode'),
    ...datesOf(stays),
    ...guestsOf(stays),
    ...statusOf(fields.text('status')),
    updatedAt: time
  }
  // What else changed is not in the payload, so a new time of publication is news by itself.
  const extra = { ...fields.rest('reservationId'), ...(time === undefined ? {} : { publishedAt: time }) }
  const vendor = { event, ...given('meta', meta?.rest()), ...envelope.rest('event', 'data') }
  const state = { ...reservation(reported, 'guesty'), extra }
  const about = {
    kind: 'reservation' as const,
    id: data.reservationId,
    data: { reservation: state, vendor },
    whole: membersOf('extra', extra)
  }
  return [...envelope.problems, time === undefined ? { type: event.replace('.v2', ''), ...about } : { ...about, time }]
}

/** The stay, or each stay of several. Guesty's pages name its fields, and not whether they are in a list or an object of their own. */
function staysOf(data: JsonObject, problems: Problem[]): FieldReader[] {
  const { stay = data } = data
  const list: readonly Json[] = Array.isArray(stay) ? stay : [stay]
  const above = stay === data ? '/data' : '/data/stay'
  return list.slice(0, MOST_STAYS).flatMap((each, at) => {
    const path = Array.isArray(stay) ? `${above}/${at}` : above
    if (typeof each === 'object' && each !== null && !Array.isArray(each)) {
      return [readFields(each as JsonObject, path, undefined, problems)] // a JSON value that is no list
    }
    if (each !== null) problems.push({ path, problem: 'is not a stay' })
    return []
  })
}

/** A reservation of 50 rooms has as many. */
const MOST_STAYS = 1_000

function datesOf(stays: readonly FieldReader[]) {
  const arrivals = stays.flatMap((stay) => stay.date('checkInDateLocalized') ?? [])
  const departures = stays.flatMap((stay) => stay.date('checkOutDateLocalized') ?? [])
  return { arrivalDate: arrivals.sort()[0], departureDate: departures.sort().at(-1) }
}

/** Only if each stay reports its number: a part of the guests is not their number. */
function guestsOf(stays: readonly FieldReader[]) {
  const groups = stays.map((stay) => stay.inside('numberOfGuests'))
  return { adults: sum('numberOfAdults'), children: sum('numberOfChildren') }

  function sum(name: string): number | undefined {
    const counts = groups.map((group) => group?.count(name))
    return counts.length === 0 ? undefined : counts.reduce<number | undefined>(plus, 0)
  }
}

function given(name: string, value: JsonObject | undefined): JsonObject {
  return value === undefined ? {} : { [name]: value }
}

function plus(sum: number | undefined, count: number | null | undefined): number | undefined {
  return sum === undefined || count == null ? undefined : sum + count
}

function readWhole({ event, reservation: whole }: Static<typeof Whole>): AdapterReading[] {
  const fields = readFields(whole as unknown as JsonObject, '/reservation', undefined)
  const time = fields.instant('lastUpdatedAt') ?? undefined
  const guestId = fields.text('guestId')
  const person = fields.inside('guest')
  const inside = person ? readPerson(person, guestId) : undefined
  const reported = {
    externalId: whole._id,
    confirmationNumber: fields.text('confirmationCode'),
    arrivalDate: fields.date('checkInDateLocalized') ?? undefined,
    departureDate: fields.date('checkOutDateLocalized') ?? undefined,
    ...statusOf(fields.text('status')),
    updatedAt: time
  }
  const extra = fields.rest('_id')
  const about = inside?.guest ?? (guestId ? guest({ externalId: guestId }, 'guesty') : undefined)
  const state = { ...reservation(reported, 'guesty'), ...given('guest', about), ...given('extra', extra) }
  return [
    ...fields.problems,
    {
      kind: 'reservation',
      id: whole._id,
      time,
      timebasis: 'modified',
      data: { reservation: state, vendor: { event } },
      whole: [...membersOf('extra', extra), ...(inside?.whole ?? []).map((path) => `guest/${path}`)]
    }
  ]
}

function readGuest({ event, guest: whole }: Static<typeof GuestEvent>): AdapterReading[] {
  const fields = readFields(whole as unknown as JsonObject, '/guest', undefined)
  const { guest, whole: parts } = readPerson(fields, whole._id)
  return [...fields.problems, { kind: 'guest', id: whole._id, data: { guest, vendor: { event } }, whole: parts }]
}

/** Guests have no time of modification, so a deletion cannot be undone by a late update: `deleted` stays. */
function readDeleted({ event, guest: { _id: id } }: Static<typeof GuestEvent>): AdapterReading {
  const nobody = {
    externalId: id,
    firstName: null,
    lastName: null,
    email: null,
    phone: null,
    language: null,
    notes: null
  }
  const data = { guest: { ...guest(nobody, 'guesty'), extra: {}, deleted: true }, vendor: { event } }
  return { type: 'guest.deleted', kind: 'guest', id, data, whole: ['extra'] }
}

/** A guest of Guesty's: often only an id and a name, so what is absent stays, and null empties. */
function readPerson(fields: FieldReader, guestId: string | null | undefined) {
  const names = namesOf(fields.text('firstName'), fields.text('lastName'), fields.text('fullName'))
  const id = fields.text('_id')
  const reported = {
    externalId: guestId ?? id ?? undefined,
    firstName: names.firstName,
    lastName: names.lastName,
    email: contactOf(fields.text('email'), fields.value('emails')),
    phone: contactOf(fields.text('phone'), fields.value('phones')),
    language: fields.text('preferredLanguage')
  }
  const extra = fields.rest()
  const described = { ...guest(reported, 'guesty'), ...given('extra', extra) }
  return { guest: described, whole: membersOf('extra', extra) }
}

/** An address that is absent while the list of all addresses is empty was removed. */
function contactOf(contact: string | null | undefined, all: Json | undefined): string | null | undefined {
  return contact === undefined && Array.isArray(all) && all.length === 0 ? null : contact
}

/** Guesty reports the parts of a reservation as a whole: a field that such a part no longer has is gone. */
function membersOf(name: string, object: JsonObject | undefined): string[] {
  return Object.keys(object ?? {}).map((member) => `${name}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`)
}

function statusOf(word: string | null | undefined) {
  return { status: STATUS.get(word), sourceStatus: word ?? undefined }
}
