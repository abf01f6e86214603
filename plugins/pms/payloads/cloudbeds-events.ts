import type { JsonObject } from '../../../schemas/reading.ts'
import type { Fields } from '../adapter.ts'
import { CLOUDBEDS_STATUS } from '../records/cloudbeds-read.ts'

/** What an event becomes, what it is about, and what it reports beside the id. */
type Meaning = readonly [type: string, kind: 'reservation' | 'guest' | 'room', read?: (fields: Fields) => JsonObject]

const UPDATED = ['reservation.updated', 'reservation'] as const
const GUEST = ['guest.updated', 'guest'] as const
const ROOM = ['room.status_changed', 'room'] as const
const CONDITION = { dirty: 'dirty', clean: 'clean', inspected: 'inspected' } as const
const OCCUPANCY = { occupied: 'occupied', unoccupied: 'vacant' } as const

/** https://developers.cloudbeds.com/docs/webhooks */
export const CLOUDBEDS_EVENTS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['reservation/created', ['reservation.created', 'reservation', datesOf]],
  ['reservation/status_changed', [...UPDATED, statusOf]],
  ['reservation/dates_changed', [...UPDATED, datesOf]],
  ['reservation/accommodation_status_changed', [...ROOM, occupancyOf]],
  ['reservation/accommodation_type_changed', UPDATED],
  ['reservation/accommodation_changed', UPDATED],
  ['reservation/accommodation_removed', UPDATED],
  ['reservation/deleted', ['reservation.cancelled', 'reservation', deleted]],
  ['reservation/notes_changed', UPDATED],
  ['reservation/custom_fields_changed', UPDATED],
  ['guest/created', GUEST],
  ['guest/details_changed', GUEST],
  ['guest/assigned', UPDATED],
  ['guest/removed', UPDATED],
  // It has the id of a part of a reservation, and not that of the reservation.
  ['guest/accommodation_changed', GUEST],
  ['housekeeping/room_condition_changed', [...ROOM, conditionOf]],
  ['housekeeping/housekeeping_room_occupancy_status_changed', [...ROOM, occupancyOf]],
  ['housekeeping/housekeeping_reservation_status_changed', UPDATED]
])

/** Known, and not about guests, reservations, or rooms. */
export const CLOUDBEDS_OTHERS: ReadonlySet<string> = new Set(
  (
    'allotmentblock/created allotmentblock/updated allotmentblock/deleted allotmentblock/capacity_changed_for_reservation ' +
    'integration/appstate_changed integration/appsettings_changed api_queue_task/rate_status_changed ' +
    'night_audit/completed accounting/transaction transaction/created doorlockkey/key_requested ' +
    'doorlockkey/key_cancelled fiscal_document/create fiscal_document/update'
  ).split(' ')
)

function datesOf(fields: Fields): JsonObject {
  return { arrivalDate: fields.day('startDate'), departureDate: fields.day('endDate') }
}

function statusOf(fields: Fields): JsonObject {
  return fields.status('status', CLOUDBEDS_STATUS)
}

function deleted(): JsonObject {
  return { status: 'cancelled', sourceStatus: 'deleted' }
}

function conditionOf(fields: Fields): JsonObject {
  const { status, sourceStatus } = fields.status('condition', CONDITION)
  return { housekeeping: status, status, sourceStatus }
}

function occupancyOf(fields: Fields): JsonObject {
  const { status, sourceStatus } = fields.status('status', OCCUPANCY)
  return { occupancy: status, status, sourceStatus }
}
