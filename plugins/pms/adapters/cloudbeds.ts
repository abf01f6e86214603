import { Type } from '@sinclair/typebox'
import type { JsonObject } from '../../../schemas/reading.ts'
import { sharedSecret, urlToken } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, contentDigest, defineAdapter, type Fields, thin } from '../adapter.ts'
import { cloudbedsRecords } from '../records/cloudbeds.ts'
import { CLOUDBEDS_STATUS } from '../records/cloudbeds-read.ts'

// Known, and not about guests, reservations or rooms.
const OTHERS = new Set(
  (
    'allotmentblock/created allotmentblock/updated allotmentblock/deleted allotmentblock/capacity_changed_for_reservation ' +
    'integration/appstate_changed integration/appsettings_changed api_queue_task/rate_status_changed ' +
    'night_audit/completed accounting/transaction transaction/created doorlockkey/key_requested ' +
    'doorlockkey/key_cancelled fiscal_document/create fiscal_document/update'
  ).split(' ')
)

type Kind = 'reservation' | 'guest' | 'room'
type Read = (fields: Fields) => JsonObject
const UPDATED = ['reservation.updated', 'reservation'] as const
const GUEST = ['guest.updated', 'guest'] as const
const ROOM = ['room.status_changed', 'room'] as const

// What each event is about, which one it becomes, and what it reports beside the id.
const EVENTS: Readonly<Record<string, readonly [type: string, kind: Kind, read?: Read]>> = {
  'reservation/created': ['reservation.created', 'reservation', datesOf],
  'reservation/status_changed': [...UPDATED, statusOf],
  'reservation/dates_changed': [...UPDATED, datesOf],
  'reservation/accommodation_status_changed': [...ROOM, occupancyOf],
  'reservation/accommodation_type_changed': UPDATED,
  'reservation/accommodation_changed': UPDATED,
  'reservation/accommodation_removed': UPDATED,
  'reservation/deleted': [
    'reservation.cancelled',
    'reservation',
    () => ({ status: 'cancelled', sourceStatus: 'deleted' })
  ],
  'reservation/notes_changed': UPDATED,
  'reservation/custom_fields_changed': UPDATED,
  'guest/created': GUEST,
  'guest/details_changed': GUEST,
  'guest/assigned': UPDATED,
  'guest/removed': UPDATED,
  // It has the id of a part of a reservation, and not that of the reservation.
  'guest/accommodation_changed': GUEST,
  'housekeeping/room_condition_changed': [...ROOM, conditionOf],
  'housekeeping/housekeeping_room_occupancy_status_changed': [...ROOM, occupancyOf],
  'housekeeping/housekeeping_reservation_status_changed': UPDATED
}
const BLOCKS = new Set(['roomblock/created', 'roomblock/removed', 'roomblock/details_changed'])

const TYPE_OF: Readonly<Record<string, string>> = {
  checked_in: 'guest.checked_in',
  checked_out: 'guest.checked_out',
  cancelled: 'reservation.cancelled'
}
const CONDITION = { dirty: 'dirty', clean: 'clean', inspected: 'inspected' } as const
const OCCUPANCY = { occupied: 'occupied', unoccupied: 'vacant' } as const

/** Cloudbeds signs nothing: it is verified by a token in the URL that was given at subscription. Its events are thin. */
export default defineAdapter({
  name: 'cloudbeds',
  title: 'Cloudbeds',
  docs: 'https://developers.cloudbeds.com/docs/webhooks',
  evidence: 'documented',
  records: cloudbedsRecords,
  verify: [urlToken(), sharedSecret()],
  payload: Type.Object({ event: Type.String({ pattern: '^[^/]+/[^/]+$' }) }),
  property: (_payload, { fields }) => idOf(fields.ignoringCase(), 'propertyId'),

  // One action can be about several guests or rooms of a reservation, at the same moment. The timestamp has
  // microseconds; if it has only seconds, other content is another fact. Without a timestamp each delivery is a fact: a room goes
  // through the same states every day.
  key(payload, { fields: given }) {
    const fields = given.ignoringCase()
    const timestamp = fields.text('timestamp')
    const ids = ['guestId', 'subReservationId', 'roomId'].map((name) => idOf(fields, name) ?? '')
    const key = [payload.event.toLowerCase(), timestamp ?? undefined, ...ids]
    return timestamp?.includes('.') ? key : [...key, contentDigest(payload)]
  },

  normalize(payload, { fields: given }) {
    const fields = given.ignoringCase()
    // `allotmenBlock` is seen in the wild.
    const name = payload.event.toLowerCase().replace(/^allotmenblock/, 'allotmentblock')
    if (OTHERS.has(name)) return []
    if (BLOCKS.has(name)) return readBlock(fields)
    const meaning = Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined
    if (meaning === undefined) return [{ path: '/event', problem: 'is not a known event', cause: 'unknown_type' }]
    const [type, kind, read] = meaning
    const reported = read?.(fields) ?? {}
    const becomes = read === statusOf ? (TYPE_OF[String(reported['status'])] ?? type) : type
    const time = fields.instant('timestamp')
    return [{ ...thin(becomes, kind, idOf(fields, `${kind}Id`), reported, vendor(fields, fields.json)), time }]
  }
})

/** The sibling `<name>_str` is the exact one, where it exists. Ids come as numbers or texts. */
function idOf(fields: Fields, name: string): string | undefined {
  return fields.id(`${name}_str`) ?? fields.id(name)
}

function datesOf(fields: Fields): JsonObject {
  return { arrivalDate: fields.day('startDate'), departureDate: fields.day('endDate') }
}

function statusOf(fields: Fields): JsonObject {
  return fields.status('status', CLOUDBEDS_STATUS)
}

function conditionOf(fields: Fields): JsonObject {
  const { status, sourceStatus } = fields.status('condition', CONDITION)
  return { housekeeping: status, status, sourceStatus }
}

function occupancyOf(fields: Fields): JsonObject {
  const { status, sourceStatus } = fields.status('status', OCCUPANCY)
  return { occupancy: status, status, sourceStatus }
}

// A block of 100 rooms is 10 KB. Its copies may be as large as a body.
const MOST_COPIED = 4 * 1024 * 1024

/**
 * A block can lie in the future, so it does not report the current state of its rooms. Blocked dates and courtesy holds are
 * about selling, not about the room. Each event has the whole block, unless that is too large for so many: then the first has
 * it, and the others their own room.
 */
function readBlock(fields: Fields): AdapterReading[] {
  const block = fields.known('roomBlockType', { blocked_dates: null, courtesy_hold: null, out_of_service: fields.json })
  if (block == null) return []
  const rooms = fields.list('rooms')
  const isCopied = JSON.stringify(block).length * rooms.length <= MOST_COPIED
  const time = fields.instant('timestamp')
  return rooms.map((room, at) => {
    const payload = isCopied || at === 0 ? block : { event: fields.value('event'), rooms: [room.json] }
    return { ...thin(...ROOM, idOf(room, 'roomId'), {}, vendor(fields, payload)), time }
  })
}

function vendor(fields: Fields, payload: JsonObject): JsonObject {
  return { vendor: { event: fields.value('event'), payload } }
}
