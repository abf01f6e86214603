import { type Static, Type } from '@sinclair/typebox'
import type { JsonObject } from '../../../schemas/reading.ts'
import { sharedSecret, urlToken } from '../../../src/verify.ts'
import { type AdapterReading, defineAdapter, thin } from '../adapter.ts'

/** Ids come as numbers or strings, and under names whose letter case differs from event to event. */
const Payload = Type.Object({ event: Type.String({ pattern: '^[^/]+/[^/]+$' }) })
type Payload = Static<typeof Payload>

// What each event is about and which one it becomes. Null: known, and not about guests, reservations or rooms.
const MEANING: Readonly<Record<string, readonly [type: string, kind: 'reservation' | 'guest' | 'room'] | null>> = {
  'reservation/created': ['reservation.created', 'reservation'],
  'reservation/status_changed': ['reservation.updated', 'reservation'],
  'reservation/dates_changed': ['reservation.updated', 'reservation'],
  'reservation/accommodation_status_changed': ['room.status_changed', 'room'],
  'reservation/accommodation_type_changed': ['reservation.updated', 'reservation'],
  'reservation/accommodation_changed': ['reservation.updated', 'reservation'],
  'reservation/accommodation_removed': ['reservation.updated', 'reservation'],
  'reservation/deleted': ['reservation.cancelled', 'reservation'],
  'reservation/notes_changed': ['reservation.updated', 'reservation'],
  'reservation/custom_fields_changed': ['reservation.updated', 'reservation'],
  'guest/created': ['guest.updated', 'guest'],
  'guest/details_changed': ['guest.updated', 'guest'],
  'guest/assigned': ['reservation.updated', 'reservation'],
  'guest/removed': ['reservation.updated', 'reservation'],
  'guest/accommodation_changed': ['guest.updated', 'guest'],
  'housekeeping/room_condition_changed': ['room.status_changed', 'room'],
  'housekeeping/housekeeping_room_occupancy_status_changed': ['room.status_changed', 'room'],
  'housekeeping/housekeeping_reservation_status_changed': null,
  'roomblock/created': null,
  'roomblock/removed': null,
  'roomblock/details_changed': null,
  'allotmentblock/created': null,
  'allotmentblock/updated': null,
  'allotmentblock/deleted': null,
  'allotmentblock/capacity_changed_for_reservation': null,
  'integration/appstate_changed': null,
  'integration/appsettings_changed': null,
  'api_queue_task/rate_status_changed': null,
  'night_audit/completed': null,
  'accounting/transaction': null,
  'doorlockkey/key_requested': null,
  'doorlockkey/key_cancelled': null,
  'fiscal_document/create': null,
  'fiscal_document/update': null,
  'transaction/created': null
}

// One l: https://developers.cloudbeds.com/reference/get_getreservation-2
const STATUS: Readonly<Record<string, readonly [status: string, type: string]>> = {
  in_progress: ['pending', 'reservation.updated'],
  not_confirmed: ['tentative', 'reservation.updated'],
  confirmed: ['confirmed', 'reservation.updated'],
  checked_in: ['checked_in', 'guest.checked_in'],
  checked_out: ['checked_out', 'guest.checked_out'],
  canceled: ['cancelled', 'reservation.cancelled'],
  no_show: ['no_show', 'reservation.updated']
}

const ID_OF = { reservation: 'reservationid', guest: 'guestid', room: 'roomid' } as const

/** Cloudbeds signs nothing: what proves it is a token in the URL that was given at subscription. Its events are thin. */
export default defineAdapter({
  name: 'cloudbeds',
  title: 'Cloudbeds',
  docs: 'https://developers.cloudbeds.com/docs/webhooks',
  proof: 'documented',
  verify: [urlToken(), sharedSecret()],
  payload: Payload,
  property: (payload) => idIn(payload, 'propertyid'),

  // The timestamp has microseconds; where an event has none, nothing tells a repetition from a second fact.
  duplicateKey(payload) {
    const timestamp = fold(payload).get('timestamp')
    if (typeof timestamp !== 'number' && typeof timestamp !== 'string') return undefined
    return [payload.event.toLowerCase(), idIn(payload, 'propertyid') ?? '', String(timestamp)]
  },

  normalize(payload) {
    // `allotmenBlock` is seen in the wild.
    const name = payload.event.toLowerCase().replace(/^allotmenblock/, 'allotmentblock')
    if (!Object.hasOwn(MEANING, name)) return [{ path: '/event', problem: 'is an event that is not known' }]
    const meaning = MEANING[name]
    if (!meaning) return []
    const [type, kind] = meaning
    const id = idIn(payload, ID_OF[kind])
    if (id === undefined) return [{ path: '', problem: `has no ${kind} id` }]
    return [{ ...event(payload, name, type, kind, id), ...timeOf(payload) }]
  }
})

function event(payload: Payload, name: string, type: string, kind: string, id: string): AdapterReading {
  const vendor = { vendor: { event: payload.event, payload: payload as unknown as JsonObject } }
  const told = fold(payload)
  if (kind === 'room') return thin(type, kind, id, roomFields(told), vendor)
  if (name === 'reservation/deleted')
    return thin(type, kind, id, { status: 'cancelled', sourceStatus: 'deleted' }, vendor)
  if (name === 'reservation/status_changed') {
    const word = told.get('status')
    const known = typeof word === 'string' && Object.hasOwn(STATUS, word) ? STATUS[word] : undefined
    const fields = {
      ...(known ? { status: known[0] } : {}),
      ...(typeof word === 'string' ? { sourceStatus: word } : {})
    }
    return thin(known?.[1] ?? type, kind, id, fields, vendor)
  }
  if (name === 'reservation/created' || name === 'reservation/dates_changed') {
    return thin(type, kind, id, stayFields(told), vendor)
  }
  return thin(type, kind, id, {}, vendor)
}

function stayFields(told: ReadonlyMap<string, unknown>): JsonObject {
  const [arrival, departure] = [told.get('startdate'), told.get('enddate')]
  return {
    ...(typeof arrival === 'string' ? { arrivalDate: arrival } : {}),
    ...(typeof departure === 'string' ? { departureDate: departure } : {})
  }
}

function roomFields(told: ReadonlyMap<string, unknown>): JsonObject {
  const condition = told.get('condition')
  const occupancy = told.get('status')
  return {
    ...(typeof condition === 'string' ? { housekeeping: condition, status: condition } : {}),
    ...(occupancy === 'occupied' ? { occupancy: 'occupied', status: 'occupied' } : {}),
    ...(occupancy === 'unoccupied' ? { occupancy: 'vacant', status: 'vacant' } : {})
  }
}

/** Fields by their names in lower case: `propertyID` and `propertyId` are both official. */
function fold(payload: object): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(payload).map(([name, value]) => [name.toLowerCase(), value]))
}

/** The sibling `<name>_str` is the exact one, where it exists. */
function idIn(payload: object, name: string): string | undefined {
  const told = fold(payload)
  const ids = [told.get(`${name}_str`), told.get(name)]
  const id = ids.find((one) => (typeof one === 'string' && one !== '') || typeof one === 'number')
  return id === undefined ? undefined : String(id)
}

/** Seconds with up to six decimals, as a number or its text. Microseconds are more than a Date can hold. */
function timeOf(payload: object): { time?: string } {
  const [, seconds, fraction = ''] = /^(\d{1,11})(?:\.(\d+))?$/.exec(String(fold(payload).get('timestamp') ?? '')) ?? []
  if (seconds === undefined) return {}
  const micros = fraction.slice(0, 6).padEnd(6, '0')
  const time = new Date(Number(seconds) * 1000).toISOString().replace('.000Z', `.${micros.replace(/000$/, '')}Z`)
  return { time }
}
