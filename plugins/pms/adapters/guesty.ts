import { type Static, Type } from '@sinclair/typebox'
import { check } from '../../../schemas/check.ts'
import { isCalendarDate, OneOf, toUtc } from '../../../schemas/common.ts'
import { standardWebhooks } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, type AdapterState, defineAdapter, guest, reservation } from '../adapter.ts'

const Id = Type.String({ minLength: 1, maxLength: 255 })
const Maybe = Type.Optional(Type.Union([Type.String(), Type.Null()]))

/** Thin, with the status: https://open-api-docs.guesty.com/docs/reservation-webhooks-migration-guide */
const Thin = Type.Object({
  event: OneOf('reservation.created.v2', 'reservation.updated.v2'),
  meta: Type.Optional(Type.Object({ publishedAt: Maybe })),
  data: Type.Object({ reservationId: Id, status: Maybe })
})

const Guest = Type.Object({
  _id: Maybe,
  firstName: Maybe,
  lastName: Maybe,
  fullName: Maybe,
  email: Maybe,
  phone: Maybe
})

/** The older events with the whole reservation, which Guesty phases out by the end of 2026. */
const Whole = Type.Object({
  event: OneOf('reservation.new', 'reservation.updated'),
  reservation: Type.Object({
    _id: Id,
    status: Maybe,
    confirmationCode: Maybe,
    lastUpdatedAt: Maybe,
    checkInDateLocalized: Maybe,
    checkOutDateLocalized: Maybe,
    guestId: Maybe,
    guest: Type.Optional(Type.Union([Guest, Type.Null()]))
  })
})

/** https://open-api-docs.guesty.com/docs/webhooks-guests */
const GuestEvent = Type.Object({
  event: OneOf('guest.created', 'guest.updated'),
  guest: Type.Object({ ...Guest.properties, _id: Id })
})

// By their names: others may have `data`, a `reservation` or a `guest` as well.
const isThin = check(Thin).accepts
const isWhole = check(Whole).accepts
const isGuestEvent = check(GuestEvent).accepts

/** All others that have a name. */
const Other = Type.Object({
  event: Type.String({
    pattern: '^(?!(reservation\\.(created\\.v2|updated\\.v2|new|updated)|guest\\.(created|updated))$)'
  })
})

/** The body of `calendar.updated.v2` names no event: https://open-api-docs.guesty.com/docs/calendar-webhook-migration */
const Calendar = Type.Object({ event: Type.Optional(Type.Never()), listingId: Id, dateRange: Type.Object({}) })

// https://open-api-docs.guesty.com/docs/webhooks: known, and not read.
const OTHERS =
  /^(reservation\.message(Received|Sent)|guest\.deleted|guest-folio\.(created|updated)|(payments|listing|calendar|task)\.[\w.]+)$/

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
 * Guesty sends through Svix. Each delivery tells how a thing is now, whatever its event is called, so it is read as a
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
  keyHeaders: ['svix-id'],
  duplicateKey: (_payload, { 'svix-id': id }) => (id === undefined ? undefined : [id]),

  normalize(payload) {
    if (isThin(payload)) return [readThin(payload)]
    if (isWhole(payload)) return [readWhole(payload)]
    if (isGuestEvent(payload)) return [readGuest(payload)]
    return payload.event === undefined || OTHERS.test(payload.event)
      ? []
      : [{ path: '/event', problem: 'is an event that is not known', cause: 'unknown_type' }]
  }
})

function readThin({ event, meta, data }: Static<typeof Thin>): AdapterReading {
  const time = instant(meta?.publishedAt)
  // What else changed is not told, so that it was published again is all the news there is. It becomes `extra`.
  const told = { externalId: data.reservationId, ...statusOf(data.status), updatedAt: time, publishedAt: time }
  const state = {
    kind: 'reservation',
    id: data.reservationId,
    data: { reservation: reservation(told, 'guesty') }
  } as const
  return time === undefined ? { type: event.replace('.v2', ''), ...state } : { ...state, time }
}

function readWhole({ reservation: whole }: Static<typeof Whole>): AdapterState {
  const time = instant(whole.lastUpdatedAt)
  const told = {
    externalId: whole._id,
    confirmationNumber: whole.confirmationCode || undefined,
    guest: whole.guestId || whole.guest ? named(whole.guest ?? {}, whole.guestId ?? whole.guest?._id) : undefined,
    arrivalDate: date(whole.checkInDateLocalized),
    departureDate: date(whole.checkOutDateLocalized),
    ...statusOf(whole.status),
    updatedAt: time
  }
  const data = { reservation: reservation(told, 'guesty') }
  return { kind: 'reservation', id: whole._id, time, timebasis: 'modified', data }
}

function readGuest({ guest: told }: Static<typeof GuestEvent>): AdapterState {
  return { kind: 'guest', id: told._id, data: { guest: guest(named(told, told._id), 'guesty') } }
}

function named({ firstName, lastName, fullName, email, phone }: Static<typeof Guest>, id: string | null | undefined) {
  return {
    externalId: id || undefined,
    firstName: firstName ?? undefined,
    lastName: lastName ?? (firstName ? undefined : (fullName ?? undefined)),
    email: email ?? undefined,
    phone: phone ?? undefined
  }
}

function statusOf(word: string | null | undefined) {
  return { status: STATUS.get(word), sourceStatus: word ?? undefined }
}

function date(text: string | null | undefined): string | undefined {
  return text != null && isCalendarDate(text) ? text : undefined
}

function instant(text: string | null | undefined): string | undefined {
  return text == null ? undefined : toUtc(text)
}
