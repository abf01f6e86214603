import { type Static, Type } from '@sinclair/typebox'
import { collect } from '../../../schemas/collect.ts'
import { isCalendarDate } from '../../../schemas/common.ts'
import type { JsonObject, Problem } from '../../../schemas/reading.ts'
import { sharedSecret, urlToken } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, contentDigest, defineAdapter, thin } from '../adapter.ts'

/** Ids come as numbers or strings, and under names whose letter case differs from event to event. */
const Payload = Type.Object({ event: Type.String({ pattern: '^[^/]+/[^/]+$' }) })
type Payload = Static<typeof Payload>

// Known, and not about guests, reservations or rooms.
const NOT_ABOUT_THEM = (
  'allotmentblock/created allotmentblock/updated allotmentblock/deleted allotmentblock/capacity_changed_for_reservation ' +
  'integration/appstate_changed integration/appsettings_changed api_queue_task/rate_status_changed ' +
  'night_audit/completed accounting/transaction transaction/created doorlockkey/key_requested ' +
  'doorlockkey/key_cancelled fiscal_document/create fiscal_document/update'
).split(' ')

// What each event is about and which one it becomes.
const RESERVATION = ['reservation.updated', 'reservation'] as const
const GUEST = ['guest.updated', 'guest'] as const
const ROOM = ['room.status_changed', 'room'] as const
type Meaning = readonly [type: string, kind: 'reservation' | 'guest' | 'room'] | null
const MEANING: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['reservation/created', ['reservation.created', 'reservation']],
  ['reservation/status_changed', RESERVATION],
  ['reservation/dates_changed', RESERVATION],
  ['reservation/accommodation_status_changed', ROOM],
  ['reservation/accommodation_type_changed', RESERVATION],
  ['reservation/accommodation_changed', RESERVATION],
  ['reservation/accommodation_removed', RESERVATION],
  ['reservation/deleted', ['reservation.cancelled', 'reservation']],
  ['reservation/notes_changed', RESERVATION],
  ['reservation/custom_fields_changed', RESERVATION],
  ['guest/created', GUEST],
  ['guest/details_changed', GUEST],
  ['guest/assigned', RESERVATION],
  ['guest/removed', RESERVATION],
  // It has the id of a part of a reservation, and not that of the reservation.
  ['guest/accommodation_changed', GUEST],
  ['housekeeping/room_condition_changed', ROOM],
  ['housekeeping/housekeeping_room_occupancy_status_changed', ROOM],
  ['housekeeping/housekeeping_reservation_status_changed', RESERVATION],
  ['roomblock/created', ROOM],
  ['roomblock/removed', ROOM],
  ['roomblock/details_changed', ROOM],
  ...NOT_ABOUT_THEM.map((name) => [name, null] as const)
])

// One l: https://developers.cloudbeds.com/reference/get_getreservation-2
const STATUS: ReadonlyMap<unknown, readonly [status: string, type: string]> = new Map([
  ['in_progress', ['pending', 'reservation.updated']],
  ['not_confirmed', ['tentative', 'reservation.updated']],
  ['confirmed', ['confirmed', 'reservation.updated']],
  ['checked_in', ['checked_in', 'guest.checked_in']],
  ['checked_out', ['checked_out', 'guest.checked_out']],
  ['canceled', ['cancelled', 'reservation.cancelled']],
  ['no_show', ['no_show', 'reservation.updated']]
])

const OCCUPANCY: ReadonlyMap<unknown, string> = new Map([
  ['occupied', 'occupied'],
  ['unoccupied', 'vacant']
])

const ID_OF = { reservation: 'reservationid', guest: 'guestid', room: 'roomid' } as const

/** Names of the fields that are read, in lower case. */
const NAMES: ReadonlySet<string> = new Set([
  ...['propertyid', 'reservationid', 'subreservationid', 'guestid', 'roomid'].flatMap((name) => [name, `${name}_str`]),
  ...['timestamp', 'status', 'condition', 'startdate', 'enddate', 'rooms', 'roomblocktype']
])
const LONGEST_NAME = Math.max(...[...NAMES].map((name) => name.length))

type Fields = ReadonlyMap<string, unknown>

/** Cloudbeds signs nothing: it is verified by a token in the URL that was given at subscription. Its events are thin. */
export default defineAdapter({
  name: 'cloudbeds',
  title: 'Cloudbeds',
  docs: 'https://developers.cloudbeds.com/docs/webhooks',
  proof: 'documented',
  verify: [urlToken(), sharedSecret()],
  payload: Payload,
  property: (payload) => idIn(fold(payload), 'propertyid'),

  // One action can be about several guests or rooms of a reservation, at the same moment. The timestamp has
  // microseconds; if it has only seconds, other content is another fact. Without a timestamp each delivery is a fact: a room goes
  // through the same states every day.
  duplicateKey(payload) {
    const fields = fold(payload)
    const timestamp = fields.get('timestamp')
    if (typeof timestamp !== 'number' && typeof timestamp !== 'string') return undefined
    const ids = ['guestid', 'subreservationid', 'roomid'].map((name) => idIn(fields, name) ?? '')
    const key = [payload.event.toLowerCase(), String(timestamp), ...ids]
    return String(timestamp).includes('.') ? key : [...key, contentDigest(payload)]
  },

  normalize(payload) {
    // `allotmenBlock` is seen in the wild.
    const name = payload.event.toLowerCase().replace(/^allotmenblock/, 'allotmentblock')
    const meaning = MEANING.get(name)
    if (meaning === undefined) return [{ path: '/event', problem: 'is not a known event', cause: 'unknown_type' }]
    if (meaning === null) return []
    return name.startsWith('roomblock/')
      ? readBlock(payload)
      : [...oddFields(payload, name), readEvent(payload, name, meaning)]
  }
})

function readEvent(payload: Payload, name: string, [type, kind]: NonNullable<Meaning>): AdapterReading {
  const fields = fold(payload)
  const id = idIn(fields, ID_OF[kind])
  if (id === undefined) return { path: '', problem: `has no ${kind} id` }
  const word = fields.get('status')
  const becomes = name === 'reservation/status_changed' ? (STATUS.get(word)?.[1] ?? type) : type
  return { ...thin(becomes, kind, id, fieldsOf(name, fields), vendor(payload)), ...timeOf(fields) }
}

/** Problems of the fields that are read. Their values are in `vendor`. */
function oddFields(payload: Payload, name: string): Problem[] {
  const problems: Problem[] = []
  for (const [field, value] of Object.entries(payload)) {
    if (value === null) continue
    const problem = ODD[field.toLowerCase()]?.(value, name)
    if (problem !== undefined) problems.push({ path: `/${field}`, problem })
  }
  return problems
}

const ODD: Readonly<Record<string, (value: unknown, name: string) => string | undefined>> = {
  status: (value) => (typeof value === 'string' ? undefined : 'is not a text'),
  condition: (value) => (typeof value === 'string' ? undefined : 'is not a text'),
  startdate: oddDate,
  enddate: oddDate
}

function oddDate(value: unknown, name: string): string | undefined {
  const isRead = name === 'reservation/created' || name === 'reservation/dates_changed'
  return isRead && !(typeof value === 'string' && isCalendarDate(value))
    ? 'is not a calendar date (YYYY-MM-DD)'
    : undefined
}

function fieldsOf(name: string, fields: Fields): JsonObject {
  if (name === 'reservation/deleted') return { status: 'cancelled', sourceStatus: 'deleted' }
  if (name === 'reservation/status_changed') {
    const word = fields.get('status')
    return { ...given('status', STATUS.get(word)?.[0]), ...given('sourceStatus', word) }
  }
  if (name === 'reservation/created' || name === 'reservation/dates_changed') {
    return { ...date('arrivalDate', fields.get('startdate')), ...date('departureDate', fields.get('enddate')) }
  }
  if (name === 'housekeeping/room_condition_changed') {
    const word = fields.get('condition')
    const known = word === 'dirty' || word === 'clean' || word === 'inspected' ? word : undefined
    return { ...given('housekeeping', known), ...given('status', known), ...given('sourceStatus', word) }
  }
  if (name !== 'reservation/accommodation_status_changed' && !name.includes('room_occupancy')) return {}
  const occupancy = OCCUPANCY.get(fields.get('status'))
  return { ...given('occupancy', occupancy), ...given('status', occupancy) }
}

/**
 * A block can lie in the future, so it does not report the current state of its rooms. Blocked dates and courtesy holds are
 * about selling, not about the room.
 */
function readBlock(payload: Payload): readonly AdapterReading[] {
  const fields = fold(payload)
  const rooms = fields.get('rooms')
  const type = fields.get('roomblocktype')
  if (type === 'blocked_dates' || type === 'courtesy_hold') return []
  if (type !== 'out_of_service')
    return [{ path: '/roomBlockType', problem: 'is not a known kind of block', cause: 'unknown_type' }]
  if (!Array.isArray(rooms)) return [{ path: '/rooms', problem: 'is not a list' }]
  return collect(readRooms(payload, rooms, timeOf(fields)))
}

// A block of 100 rooms is 10 KB. Its copies may be as large as a body.
const MOST_COPIED = 4 * 1024 * 1024

/** Each event has the whole block, unless that is too large for so many: then the first has it, and the others their own room. */
function* readRooms(payload: Payload, rooms: readonly unknown[], time: { time?: string }): Generator<AdapterReading> {
  const isCopied = JSON.stringify(payload).length * rooms.length <= MOST_COPIED
  for (let at = 0; at < rooms.length; at++) {
    const room = rooms[at]
    const id = typeof room === 'object' && room !== null ? idIn(fold(room), 'roomid') : undefined
    if (id === undefined) yield { path: `/rooms/${at}`, problem: 'has no room id' }
    else {
      const block = isCopied || at === 0 ? payload : { event: payload.event, rooms: [room] }
      yield { ...thin('room.status_changed', 'room', id, {}, vendor(block)), ...time }
    }
  }
}

function vendor(payload: Payload): JsonObject {
  return { vendor: { event: payload.event, payload: payload as unknown as JsonObject } }
}

function given(name: string, value: unknown): JsonObject {
  return typeof value === 'string' ? { [name]: value } : {}
}

function date(name: string, value: unknown): JsonObject {
  return typeof value === 'string' && isCalendarDate(value) ? { [name]: value } : {}
}

/** The fields that are read, by their names in lower case: `propertyID` and `propertyId` are both official. */
function fold(payload: object): Fields {
  const fields = new Map<string, unknown>()
  for (const name of Object.keys(payload)) {
    const folded = name.length <= LONGEST_NAME ? name.toLowerCase() : ''
    if (NAMES.has(folded)) fields.set(folded, payload[name as keyof typeof payload])
  }
  return fields
}

/** The sibling `<name>_str` is the exact one, where it exists. */
function idIn(fields: Fields, name: string): string | undefined {
  const ids = [fields.get(`${name}_str`), fields.get(name)]
  const id = ids.find((one) => (typeof one === 'string' && one !== '') || typeof one === 'number')
  return id === undefined ? undefined : String(id)
}

/** Seconds with up to six decimals, as a number or its text. Microseconds are more than a Date can hold. */
function timeOf(fields: Fields): { time?: string } {
  const [, seconds, fraction = ''] = /^(\d{1,11})(?:\.(\d+))?$/.exec(String(fields.get('timestamp') ?? '')) ?? []
  if (seconds === undefined) return {}
  const micros = fraction.slice(0, 6).padEnd(6, '0')
  const time = new Date(Number(seconds) * 1000).toISOString().replace('.000Z', `.${micros.replace(/000$/, '')}Z`)
  return { time }
}
