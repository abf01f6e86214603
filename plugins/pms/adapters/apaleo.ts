import { Type } from '@sinclair/typebox'
import type { JsonObject, Problem } from '../../../schemas/reading.ts'
import { basic, urlToken } from '../../../src/contract/verifiers.ts'
import { defineAdapter, thin } from '../adapter.ts'

const Maybe = Type.Optional(Type.Unknown())

/**
 * Topics are capitalized here and in lower case at subscription, so both are read. Names of fields are read capitalized as well. An odd
 * id of the delivery costs no more than itself.
 */
const Payload = Type.Union([
  Type.Object({ topic: Type.String(), type: Type.String(), id: Maybe, propertyId: Maybe, data: Maybe }),
  Type.Object({ Topic: Type.String(), Type: Type.String(), Id: Maybe, PropertyId: Maybe, Data: Maybe })
])

// Null: known, and not about a guest or the condition of a room.
type Meaning = readonly [type: string, kind: 'reservation' | 'room' | 'maintenance', fields?: JsonObject] | null
const CHANGED: Meaning = ['reservation.updated', 'reservation']
const MAINTENANCE: Meaning = ['room.status_changed', 'maintenance']

// https://apaleo.dev/guides/webhook/configuration.html
const MEANING: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['reservation/created', ['reservation.created', 'reservation']],
  ['reservation/changed', CHANGED],
  ['reservation/amended', CHANGED],
  ['reservation/canceled', ['reservation.cancelled', 'reservation', { status: 'cancelled' }]],
  ['reservation/deleted', ['reservation.cancelled', 'reservation', { status: 'cancelled', sourceStatus: 'deleted' }]],
  ['reservation/checked-in', ['guest.checked_in', 'reservation', { status: 'checked_in' }]],
  ['reservation/checked-out', ['guest.checked_out', 'reservation', { status: 'checked_out' }]],
  // Of Apaleo's five states only Confirmed comes before a check-in.
  ['reservation/check-in-reverted', ['reservation.updated', 'reservation', { status: 'confirmed' }]],
  ['reservation/set-to-no-show', ['reservation.updated', 'reservation', { status: 'no_show' }]],
  ['reservation/unit-assigned', CHANGED],
  ['reservation/unit-unassigned', CHANGED],
  ['reservation/payment-account-set', CHANGED],
  ['reservation/payment-account-removed', CHANGED],
  ['unit/created', null],
  ['unit/changed', ['room.status_changed', 'room']],
  ['unit/deleted', null],
  // They have the id of the maintenance. Its room is only in Apaleo's API.
  ['maintenance/created', MAINTENANCE],
  ['maintenance/changed', MAINTENANCE],
  ['maintenance/deleted', MAINTENANCE]
])

// About the account, the prices or the books. `system` is the health check of a new subscription.
const OTHERS = new Set(
  (
    'system booking unitgroup property account block group folio invoice nightaudit rateplan service company ' +
    'citytax paymenttransaction unitattributedefinition'
  ).split(' ')
)

/** Apaleo signs nothing; it recommends a token in the URL or Basic in front of the host. Its events are thin. */
export default defineAdapter({
  name: 'apaleo',
  title: 'Apaleo',
  docs: 'https://apaleo.dev/guides/webhook/overview.html',
  proof: 'documented',
  verify: [urlToken(), basic()],
  payload: Payload,
  // Null for what is about the account as a whole.
  property: (payload) => idOf(named(payload, 'propertyId')),
  // Without an id, each delivery is a fact.
  duplicateKey(payload) {
    const id = idOf(named(payload, 'id'))
    return id === undefined ? undefined : [id]
  },

  normalize(payload) {
    const [topic, word] = [String(named(payload, 'topic')), String(named(payload, 'type'))]
    const meaning = MEANING.get(`${topic}/${word}`.toLowerCase())
    if (meaning === undefined) {
      return OTHERS.has(topic.toLowerCase())
        ? []
        : [{ path: '/type', problem: 'is not a known event', cause: 'unknown_type' }]
    }
    if (meaning === null) return []
    const [type, kind, fields] = meaning
    const data = named(payload, 'data')
    const id = typeof data === 'object' && data !== null ? idOf(named(data, 'entityId')) : undefined
    if (id === undefined) return [{ path: '/data/entityId', problem: 'is missing' }]
    const vendor = { event: `${topic}/${word}`, payload: payload as unknown as JsonObject }
    const { time, problems } = timeOf(named(payload, 'timestamp'))
    if (idOf(named(payload, 'id')) === undefined) problems.push({ path: '/id', problem: 'is not an id' })
    return [...problems, { ...thin(type, kind, id, fields, { vendor }), ...(time === undefined ? {} : { time }) }]
  }
})

/** A field by its name, capitalized or not. */
function named(object: object, name: string): unknown {
  const fields: Readonly<Record<string, unknown>> = { ...object }
  return fields[name] ?? fields[`${name.charAt(0).toUpperCase()}${name.slice(1)}`]
}

function idOf(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  return typeof text === 'string' && text !== '' && text.length <= 255 ? text : undefined
}

/** Milliseconds since 1970. */
function timeOf(timestamp: unknown): { time?: string; problems: Problem[] } {
  if (timestamp === undefined || timestamp === null) return { problems: [] }
  const time = typeof timestamp === 'string' && /^\d{1,14}$/.test(timestamp) ? Number(timestamp) : timestamp
  const isTime = typeof time === 'number' && Number.isInteger(time) && time >= 0 && time < 1e14
  if (isTime) return { time: new Date(time).toISOString(), problems: [] }
  return { problems: [{ path: '/timestamp', problem: 'is not a number of milliseconds since 1970' }] }
}
