import { type Static, Type } from '@sinclair/typebox'
import type { JsonObject } from '../../../schemas/reading.ts'
import { basic, urlToken } from '../../../src/contract/verifiers.ts'
import { defineAdapter, thin } from '../adapter.ts'

const Id = Type.String({ minLength: 1, maxLength: 255 })

/** `topic` is capitalised here and in lower case at subscription, so both are read. */
const Payload = Type.Object({
  topic: Type.String(),
  type: Type.String(),
  id: Id,
  propertyId: Type.Optional(Type.String()),
  timestamp: Type.Optional(Type.Unknown()),
  data: Type.Optional(Type.Object({ entityId: Type.Optional(Id) }))
})
type Payload = Static<typeof Payload>

// Null: known, and nothing that a guest or a room would notice.
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
  // They carry the id of the maintenance; which room it is about, Apaleo has to be asked.
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
  property: ({ propertyId }) => propertyId,
  duplicateKey: ({ id }) => [id],

  normalize(payload) {
    const topic = payload.topic.toLowerCase()
    const meaning = MEANING.get(`${topic}/${payload.type.toLowerCase()}`)
    if (meaning === undefined) {
      return OTHERS.has(topic)
        ? []
        : [{ path: '/type', problem: 'is an event that is not known', cause: 'unknown_type' }]
    }
    if (meaning === null) return []
    const [type, kind, fields] = meaning
    const id = payload.data?.entityId
    if (id === undefined) return [{ path: '/data/entityId', problem: 'is missing' }]
    const vendor = { event: `${payload.topic}/${payload.type}`, payload: payload as unknown as JsonObject }
    return [{ ...thin(type, kind, id, fields, { vendor }), ...timeOf(payload) }]
  }
})

/** Milliseconds since 1970. */
function timeOf({ timestamp }: Payload): { time?: string } {
  const isTime = typeof timestamp === 'number' && Number.isInteger(timestamp) && timestamp >= 0 && timestamp < 1e14
  return isTime ? { time: new Date(timestamp).toISOString() } : {}
}
