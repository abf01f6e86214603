import { Type } from '@sinclair/typebox'
import type { JsonObject } from '../../../schemas/reading.ts'
import { hmac, urlToken } from '../../../src/contract/verifiers.ts'
import { defineAdapter, type Fields, type OtherReading, thin } from '../adapter.ts'
import { mewsRecords } from '../records/mews.ts'
import { MEWS_STATUS } from '../records/mews-read.ts'

// What each event is about, and which event it becomes. Null: known, and of no use to a consumer as a thin event.
const EVENTS: Readonly<Record<string, readonly [type: string, kind: string] | null>> = {
  ServiceOrderUpdated: ['reservation.updated', 'reservation'],
  ResourceUpdated: ['room.status_changed', 'room'],
  ResourceBlockUpdated: null,
  CustomerAdded: ['guest.updated', 'guest'],
  CustomerUpdated: ['guest.updated', 'guest'],
  MessageAdded: null,
  PaymentUpdated: ['payment.updated', 'payment'],
  Reservation: ['reservation.updated', 'reservation'],
  ReservationUpdated: ['reservation.updated', 'reservation'],
  Resource: ['room.status_changed', 'room'],
  DeviceCommand: null,
  PriceUpdate: null
}

/** About the connection between a hotel and an integration. */
const ACTIONS = Object.fromEntries(
  'Created Enabled Disabled Canceled Reinstated Deleted ApiKeyCreated'
    .split(' ')
    .map((action) => [`Integration${action}`, null])
)

const RESERVATION_STATE: Readonly<Record<string, JsonObject>> = Object.fromEntries(
  Object.entries(MEWS_STATUS).map(([word, status]) => [word, { status }])
)

// https://mews-systems.gitbook.io/connector-api/operations/resources#resource-state
const ROOM_STATE: Readonly<Record<string, JsonObject>> = {
  Dirty: { housekeeping: 'dirty', status: 'dirty' },
  Clean: { housekeeping: 'clean', status: 'clean' },
  Inspected: { housekeeping: 'inspected', status: 'inspected' },
  OutOfService: { service: 'out_of_service', status: 'out_of_service' },
  OutOfOrder: { service: 'out_of_order', status: 'out_of_order' }
}

const STATES = { Reservation: ['reservation', RESERVATION_STATE], Resource: ['room', ROOM_STATE] } as const

/**
 * Mews sends ids and wants to be asked for the rest: no time, no delivery id, and two genuine updates of the same reservation are
 * byte for byte the same. So only repetitions inside one delivery are dropped. What the WebSocket reports of a reservation or
 * a room, which people relay to webhooks, is a state.
 */
export default defineAdapter({
  name: 'mews',
  title: 'Mews',
  docs: 'https://mews-systems.gitbook.io/connector-api/events/webhooks',
  evidence: 'documented',
  // Mews itself only offers a token in the URL; the signature is for relays that sign.
  verify: [hmac({ header: 'x-mews-signature' }), urlToken('token')],
  // The second is about the connection between a hotel and an integration, not about guests.
  payload: Type.Union([
    Type.Object({
      Events: Type.Union([Type.Array(Type.Unknown()), Type.Object({})], { errorMessage: 'must be a list' })
    }),
    Type.Object({ Action: Type.String() })
  ]),
  ids: 'global',
  property: (_payload, { fields }) => fields.id('EnterpriseId'),
  // An integration webhook carries the live credentials of the connection it announces.
  credentials: ['AccessToken', 'ApiKey'],
  records: mewsRecords,

  normalize(_payload, { fields }) {
    const isList = Array.isArray(fields.value('Events'))
    const hasEvents = isList || (fields.value('Action') === undefined && fields.in('Events').isPresent)
    if (!hasEvents) {
      fields.known('Action', ACTIONS)
      return []
    }
    const events = fields.list('Events')
    const around = aroundOf(fields)
    if (events.length === 0) nameContents(fields, around)
    return once(events.flatMap((event) => readEvent(event, around)))
  }
})

/** Without an event to be kept in, what is beside the empty list would leave no trace. */
function nameContents(fields: Fields, around: JsonObject): void {
  for (const [name, value] of Object.entries(around)) {
    if (Array.isArray(value)) fields.problem(name, 'is not a known list', 'unknown_type')
    else if (typeof value === 'object' && value !== null) fields.problem(name, 'is not a known field', 'unknown_type')
  }
}

/** Each event of the delivery has them. */
const LONGEST_AROUND = 1_000

/** Fields beside the events, like `IntegrationId`. */
function aroundOf(fields: Fields): JsonObject {
  const around = fields.rest('Events', 'EnterpriseId') ?? {}
  if (JSON.stringify(around).length <= LONGEST_AROUND) return around
  fields.problem('', 'has unknown fields that are too large for its events')
  return {}
}

/** One event: of the general webhook, with a Discriminator and more than the id in its Value, or of the WebSocket. */
function readEvent(event: Fields, around: JsonObject): OtherReading[] {
  const value = event.in('Value')
  const isGeneral = value.isPresent
  const name = event.known(isGeneral ? 'Discriminator' : 'Type', NAMES)
  const meaning = name === undefined ? undefined : EVENTS[name]
  if (name === undefined || !meaning) return []
  const [type, kind] = meaning
  const id = isGeneral ? value.id('Id') : event.id('Id')
  const state = isGeneral ? undefined : event.text('State')
  const vendor = { ...around, event: name, value: isGeneral ? value.json : event.json }
  if (state == null || (name !== 'Reservation' && name !== 'Resource')) {
    return [thin(type, kind, id, {}, { vendor })]
  }
  const [entity, words] = STATES[name]
  const word = Object.keys(words).find((one) => one.toLowerCase() === state.toLowerCase())
  const known = word === undefined ? {} : words[word]
  const extra = event.rest() ?? {}
  // Mews announces every change and reports only the state and the dates, so an equal state is news as well.
  const data = { [entity]: { externalId: id, sourceStatus: state, ...known, extra }, vendor }
  return [{ kind: entity, id, data, whole: ['extra'], isNotice: true }]
}

const NAMES = Object.fromEntries(Object.keys(EVENTS).map((name) => [name, name]))

/**
 * Of several states of one entity in one delivery, the last one counts. A new customer is announced as added and as updated: the
 * second is no news.
 */
function once(readings: readonly OtherReading[]): OtherReading[] {
  const subjects = readings.map(({ type, kind, id }) => JSON.stringify([type, kind, id]))
  const states = new Map(subjects.map((subject, at) => [subject, at]))
  const reported = new Map<string, string>()
  return readings.filter(({ type, kind, data }, at) => {
    const subject = subjects[at] ?? ''
    if (type === undefined) return states.get(subject) === at
    const fields = JSON.stringify([data[kind], Object(data['vendor'])['value']])
    const isKnown = reported.get(subject) === fields
    reported.set(subject, fields)
    return !isKnown
  })
}
