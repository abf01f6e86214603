import { Type } from '@sinclair/typebox'
import { basic } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, defineAdapter, type Fields, thin } from '../adapter.ts'

const STATUS = { active: 'confirmed', pending: 'pending', canceled: 'cancelled' } as const

const ENTITIES: Readonly<Record<string, ((event: Fields, action: string) => AdapterReading[]) | null>> = {
  booking: readBooking,
  guest: readGuest,
  property: null,
  inquiry: readInquiry,
  review: null,
  quote: null,
  listing: null
}

const ACTIONS = {
  entity_insert: 'insert',
  entity_update: 'update',
  entity_delete: 'delete',
  application_authorization_revoked: null,
  webhook_test: null
} as const

/**
 * OwnerRez sends the entity with each change of it, under an id that a retry keeps. A deletion names only the id. Assumed: `updated_utc`
 * is in the entity as in the answers of API v2.
 */
export default defineAdapter({
  name: 'ownerrez',
  title: 'OwnerRez',
  docs: 'https://www.ownerrez.com/support/articles/api-webhooks',
  evidence: 'documented',
  verify: basic(),
  payload: Type.Object({ action: Type.String() }),
  ids: 'global',
  property: (_payload, { fields }) => fields.in('entity').id('property_id'),
  key: (_payload, { fields }) => [fields.id('id')],
  normalize(_payload, { fields }) {
    const action = fields.known('action', ACTIONS)
    return action ? (fields.known('entity_type', ENTITIES)?.(fields, action) ?? []) : []
  }
})

function readBooking(event: Fields, action: string): AdapterReading[] {
  const booking = event.in('entity')
  const externalId = event.id('entity_id')
  if (action === 'delete') return [{ reservation: { externalId, status: 'cancelled', sourceStatus: 'deleted' } }]
  // A block of the owner's is no stay of a guest.
  if (booking.flag('is_block')) return []
  const time = booking.instant('updated_utc', 'UTC')
  if (!booking.isPresent) return [thin('reservation.updated', 'reservation', externalId)]
  const reservation = {
    externalId,
    ...booking.status('status', STATUS),
    arrivalDate: booking.day('arrival'),
    departureDate: booking.day('departure'),
    adults: booking.count('adults'),
    children: booking.count('children'),
    totalRate: booking.money('total_amount', 'currency_code'),
    notes: booking.texts('notes'),
    guest: { externalId: booking.id('guest_id') },
    extra: booking.rest('id', 'is_block', 'updated_utc')
  }
  return [{ reservation, time, timebasis: 'modified' }]
}

function readGuest(event: Fields, action: string): AdapterReading[] {
  const guest = event.in('entity')
  const externalId = event.id('entity_id')
  if (action === 'delete') return [{ type: 'guest.deleted', guest: { externalId, deleted: true } }]
  const names = guest.name({ first: 'first_name', last: 'last_name' })
  const { email_addresses, phones } = guest.json
  const email = isEmptied(email_addresses) ? null : defaultOf(guest.list('email_addresses'))?.text('address')
  const phone = isEmptied(phones) ? null : defaultOf(guest.list('phones'))?.phone('number')
  // The other addresses and numbers are news as well, so they are part of the state.
  const extra = { ...guest.rest('id', 'updated_utc'), email_addresses, phones }
  const time = guest.instant('updated_utc', 'UTC')
  return [{ time, timebasis: 'modified', guest: { externalId, ...names, email, phone, extra } }]
}

/** True for a list whose last item was removed. A list that is absent was not sent. */
function isEmptied(list: unknown): boolean {
  return list === null || (Array.isArray(list) && list.length === 0)
}

function defaultOf(list: readonly Fields[]): Fields | undefined {
  return list.find((one) => one.flag('is_default')) ?? list[0]
}

/** A guest who asks writes to the hotel. Assumed: the text is in `comments` or `notes`. */
function readInquiry(event: Fields, action: string): AdapterReading[] {
  if (action === 'delete') return []
  const inquiry = event.in('entity')
  const text = inquiry.text('comments') ?? inquiry.text('notes')
  const message = {
    externalId: event.id('entity_id'),
    direction: 'inbound' as const,
    type: 'inquiry',
    from: null,
    to: null,
    text,
    guestId: inquiry.id('guest_id')
  }
  // What the guest adds later is another message.
  return [{ key: text == null ? [] : [text], message, vendor: { payload: inquiry.json } }]
}
