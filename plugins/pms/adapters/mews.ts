import { type Static, Type } from '@sinclair/typebox'
import { check } from '../../../schemas/check.ts'
import { collect } from '../../../schemas/collect.ts'
import { isProblem, type JsonObject } from '../../../schemas/reading.ts'
import { hmac, urlToken } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, defineAdapter, thin } from '../adapter.ts'

const Id = Type.String({ minLength: 1, maxLength: 255 })

const GeneralWebhook = Type.Object({ EnterpriseId: Type.Optional(Type.Unknown()), Events: Type.Array(Type.Unknown()) })
const isGeneral = check(GeneralWebhook).accepts
const isId = check(Id).accepts

/** About the connection between a hotel and an integration, not about guests. */
const IntegrationWebhook = Type.Object({ Action: Type.String() })
const isIntegration = check(IntegrationWebhook).accepts

/** One event of a general webhook. `Value` can hold more than the id, and all of it is kept. */
const WebhookEvent = check(Type.Object({ Discriminator: Type.String(), Value: Type.Object({ Id }) }))

/** The shape of Mews' WebSocket, which people relay to webhooks. It has the state as well. */
const Socket = Type.Object({ Type: Type.String(), Id, State: Type.Optional(Type.Unknown()) })
const SocketEvent = check(Socket)

// What each event is about, and which event it becomes. Null: known, and of no use to a consumer as a thin event.
const MEANING: Readonly<Record<string, readonly [type: string, kind: string] | null>> = {
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

// https://mews-systems.gitbook.io/connector-api/operations/reservations#reservation-state
const RESERVATION_STATUS: Readonly<Record<string, string>> = {
  Inquired: 'inquiry',
  Requested: 'pending',
  Optional: 'tentative',
  Confirmed: 'confirmed',
  Started: 'checked_in',
  Processed: 'checked_out',
  Canceled: 'cancelled'
}

// https://mews-systems.gitbook.io/connector-api/operations/resources#resource-state
const ROOM_STATE: Readonly<Record<string, JsonObject>> = {
  Dirty: { housekeeping: 'dirty', status: 'dirty' },
  Clean: { housekeeping: 'clean', status: 'clean' },
  Inspected: { housekeeping: 'inspected', status: 'inspected' },
  OutOfService: { service: 'out_of_service', status: 'out_of_service' },
  OutOfOrder: { service: 'out_of_order', status: 'out_of_order' }
}

/**
 * Mews sends ids and wants to be asked for the rest: no time, no delivery id, and two genuine updates of the same
 * reservation are byte for byte the same. So only repetitions inside one delivery are dropped. What the WebSocket reports of
 * a reservation or a room is a state.
 */
export default defineAdapter({
  name: 'mews',
  title: 'Mews',
  docs: 'https://mews-systems.gitbook.io/connector-api/events/webhooks',
  proof: 'documented',
  // Mews itself only offers a token in the URL; the signature is for relays that sign.
  verify: [hmac({ header: 'x-mews-signature' }), urlToken('token')],
  payload: Type.Union([GeneralWebhook, IntegrationWebhook]),
  property: (payload) => (isGeneral(payload) && isId(payload.EnterpriseId) ? payload.EnterpriseId : undefined),
  // An integration webhook carries the live credentials of the connection it announces.
  credentials: ['AccessToken', 'ApiKey'],

  normalize(payload) {
    if (!isGeneral(payload)) return []
    const { EnterpriseId = null, Events } = payload
    const isOdd = EnterpriseId !== null && !isId(EnterpriseId) && !isIntegration(payload)
    const odd = isOdd ? [{ path: '/EnterpriseId', problem: 'is not an id' }] : []
    const around = aroundOf(payload)
    const large = JSON.stringify(around).length > LONGEST_AROUND
    if (large) odd.push({ path: '', problem: 'has unknown fields that are too large for its events' })
    return [...odd, ...collect(once(latest(Events))).map((reading) => (large ? reading : withAround(reading, around)))]
  }
})

/** Each event of the delivery has them. */
const LONGEST_AROUND = 1_000

/** Fields beside the events, like `IntegrationId`. */
function aroundOf(payload: object): JsonObject {
  const { EnterpriseId: _id, Events: _events, ...around } = payload as JsonObject // it comes from a JSON body
  return around
}

function withAround(reading: AdapterReading, around: JsonObject): AdapterReading {
  if (isProblem(reading) || Object.keys(around).length === 0) return reading
  return { ...reading, data: { ...reading.data, vendor: { ...around, ...Object(reading.data['vendor']) } } }
}

/** Reads the events in order. Of several states of one entity in one delivery, the last one counts. */
function* latest(events: readonly unknown[]): Generator<AdapterReading> {
  const last = new Map<string, number>()
  for (let at = 0; at < events.length; at++) {
    const event = events[at]
    if (isState(event)) last.set(subjectOf(event), at)
  }
  for (let at = 0; at < events.length; at++) {
    const event = events[at]
    if (!isState(event)) yield* readEvent(event, at)
    else if (last.get(subjectOf(event)) === at) yield readState(event)
  }
}

type SocketState = Static<typeof Socket> & { State: string }

function isState(event: unknown): event is SocketState {
  if (WebhookEvent.accepts(event) || !SocketEvent.accepts(event) || typeof event.State !== 'string') return false
  return event.Type === 'Reservation' || event.Type === 'Resource'
}

function subjectOf({ Type: name, Id: id }: SocketState): string {
  return `${name}/${id}`
}

/** Mews announces every change of the entity and reports only its state and its dates, so an equal state is news as well. */
function readState(event: SocketState): AdapterReading {
  const { Type: name, Id: id, State: state, ...others } = event
  const kind = name === 'Resource' ? 'room' : 'reservation'
  const entity = { externalId: id, ...fieldsOf(kind, state), extra: others as JsonObject } // it comes from a JSON body
  const vendor = { event: name, value: event as unknown as JsonObject }
  return { kind, id, data: { [kind]: entity, vendor }, whole: ['extra'], isNotice: true }
}

function readEvent(event: unknown, at: number): AdapterReading[] {
  const path = `/Events/${at}`
  if (WebhookEvent.accepts(event)) return interpret(path, event.Discriminator, event.Value.Id, event.Value)
  if (!SocketEvent.accepts(event)) return [{ path, problem: 'has neither Discriminator and Value.Id, nor Type and Id' }]
  const odd =
    event.State == null || typeof event.State === 'string' ? [] : [{ path: `${path}/State`, problem: 'is not a text' }]
  return [...odd, ...interpret(path, event.Type, event.Id, event)]
}

function interpret(path: string, name: string, id: string, value: object): AdapterReading[] {
  if (!Object.hasOwn(MEANING, name)) return [{ path, problem: 'is not a known event', cause: 'unknown_type' }]
  const meaning = MEANING[name]
  if (!meaning) return []
  const [type, kind] = meaning
  return [thin(type, kind, id, {}, { vendor: { event: name, value: value as JsonObject } })]
}

function fieldsOf(kind: string, state: string): JsonObject {
  if (kind === 'room') return { sourceStatus: state, ...(Object.hasOwn(ROOM_STATE, state) ? ROOM_STATE[state] : {}) }
  const status = Object.hasOwn(RESERVATION_STATUS, state) ? RESERVATION_STATUS[state] : undefined
  return { sourceStatus: state, ...(status === undefined ? {} : { status }) }
}

/** A new customer is announced as added and as updated, in one delivery. */
function* once(readings: Iterable<AdapterReading>): Generator<AdapterReading> {
  const last = new Map<string, string>()
  for (const reading of readings) {
    if (!isProblem(reading) && reading.type !== undefined) {
      const subject = JSON.stringify([reading.type, reading.kind, reading.id])
      const reported = JSON.stringify(reading.data[reading.kind])
      if (last.get(subject) === reported) continue
      last.set(subject, reported)
    }
    yield reading
  }
}
