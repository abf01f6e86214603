import { Type } from '@sinclair/typebox'
import type { JsonObject } from '../../../schemas/reading.ts'
import { basic, urlToken } from '../../../src/contract/verifiers.ts'
import { defineAdapter, thin } from '../adapter.ts'
import { apaleoRecords } from '../records/apaleo.ts'

type Meaning = readonly [type: string, kind: 'reservation' | 'room' | 'maintenance', fields?: JsonObject] | null
const CHANGED: Meaning = ['reservation.updated', 'reservation']
const MAINTENANCE: Meaning = ['room.status_changed', 'maintenance']

// https://apaleo.dev/guides/webhook/configuration.html
const EVENTS: Readonly<Record<string, Meaning>> = {
  'reservation/created': ['reservation.created', 'reservation'],
  'reservation/changed': CHANGED,
  'reservation/amended': CHANGED,
  'reservation/canceled': ['reservation.cancelled', 'reservation', { status: 'cancelled' }],
  'reservation/deleted': ['reservation.cancelled', 'reservation', { status: 'cancelled', sourceStatus: 'deleted' }],
  'reservation/checked-in': ['guest.checked_in', 'reservation', { status: 'checked_in' }],
  'reservation/checked-out': ['guest.checked_out', 'reservation', { status: 'checked_out' }],
  // Of Apaleo's five states only Confirmed comes before a check-in.
  'reservation/check-in-reverted': ['reservation.updated', 'reservation', { status: 'confirmed' }],
  'reservation/set-to-no-show': ['reservation.updated', 'reservation', { status: 'no_show' }],
  'reservation/unit-assigned': CHANGED,
  'reservation/unit-unassigned': CHANGED,
  'reservation/payment-account-set': CHANGED,
  'reservation/payment-account-removed': CHANGED,
  'unit/created': null,
  'unit/changed': ['room.status_changed', 'room'],
  'unit/deleted': null,
  // They have the id of the maintenance. Its room is only in Apaleo's API.
  'maintenance/created': MAINTENANCE,
  'maintenance/changed': MAINTENANCE,
  'maintenance/deleted': MAINTENANCE
}

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
  evidence: 'documented',
  records: apaleoRecords,
  verify: [urlToken(), basic()],
  // Topics and names of fields are seen in both letter cases.
  payload: Type.Union([
    Type.Object({ topic: Type.String(), type: Type.String() }),
    Type.Object({ Topic: Type.String(), Type: Type.String() })
  ]),
  ids: 'global',
  // Null for what is about the account as a whole.
  property: (_payload, { fields }) => fields.ignoringCase().id('propertyId'),
  key: (_payload, { fields }) => [fields.ignoringCase().id('id')],

  normalize(_payload, context) {
    const fields = context.fields.ignoringCase()
    const topic = String(fields.text('topic')).toLowerCase()
    if (OTHERS.has(topic)) return []
    const event = `${topic}/${String(fields.text('type')).toLowerCase()}`
    const meaning = Object.hasOwn(EVENTS, event) ? EVENTS[event] : undefined
    if (meaning === undefined) fields.problem('type', 'is not a known event', 'unknown_type')
    if (!meaning) return []
    // Without an id, each delivery counts.
    fields.requiredId('id')
    const [type, kind, known] = meaning
    const vendor = { event: `${fields.text('topic')}/${fields.text('type')}`, payload: fields.json }
    const time = fields.instant('timestamp')
    return [{ ...thin(type, kind, fields.in('data').id('entityId'), known, { vendor }), time }]
  }
})
