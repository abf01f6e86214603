import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import t, { type Test } from 'tap'
import type { LimitOverrides } from '../../bench/limits-with.ts'
import { channelsWith } from '../../plugins/index.ts'
import { defineAdapter } from '../../plugins/pms/adapter.ts'
import { EVENT as GENERIC_EVENT } from '../../plugins/pms/examples.ts'
import { FIELDS } from '../../plugins/whatsapp/fields.ts'
import { isCalendarDate, isInstant } from '../../schemas/common.ts'
import type { CloudEvent } from '../../schemas/event.ts'
import { EVENT_DATA } from '../../schemas/event-data.ts'
import { EVENT_SCHEMA_VERSION, type EventData, type EventOf, isKnownEvent } from '../../schemas/events.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { EVENT } from '../../src/api/examples.ts'
import { eventSchemaFiles } from '../../src/api/reference/event-schemas.ts'
import { bytesOf, findCases } from '../../src/cli/simulate/cases.ts'
import { none } from '../../src/contract/verifiers.ts'
import { hasText } from '../support/has-text.ts'
import { ROOT } from '../support/root.ts'
import { buildTestApp } from '../support/test-app.ts'

const TYPES = Object.keys(EVENT_DATA)
const JSON_TYPE = { 'content-type': 'application/json' }

t.test('the events of all fixtures fit the schema of their type, and each type is among them', async (t) => {
  const events = await eventsOfFixtures(t)
  allFit(t, events)
  const made = new Set(events.map(({ type }) => type))
  const missing = TYPES.filter((type) => !made.has(type))
  // test/hydration/ makes those of providers.
  const others = ['guest.checked_out', 'guest.deleted', 'provider.recovered', 'provider.silent']
  t.strictSame(missing, others, 'other tests make them')
  t.ok(events.every(isKnownEvent))
})

t.test('so do those that leave out parts, because they are too large or because the delivery is', async (t) => {
  for (const ledger of [{ dataBytes: 2048 }, { deliveryDataBytes: 0, crowdedDataBytes: 512 }]) {
    const events = await eventsOfFixtures(t, { ledger })
    allFit(t, events)
    t.ok(events.some(({ data }) => data['omitted'] !== undefined))
  }
})

t.test('so do those of changed states, and of large and sparse bodies', async (t) => {
  const app = await buildTestApp(t)
  const post = async (path: string, body: object) =>
    t.equal((await app.post(`/webhooks/${path}`, JSON.stringify(body), JSON_TYPE)).statusCode, 200, path)
  const guest = { externalId: 'g1', source: 'acme', lastName: 'Sato' }
  const stay = { externalId: 'r1', source: 'acme', arrivalDate: '2026-03-15', departureDate: '2026-03-18' }
  const rate = { totalRate: '599.00', currency: 'usd' }
  await post('pms/reservations', { ...stay, status: 'confirmed', guest, propertyId: 7 })
  await post('pms/reservations', {
    ...stay,
    status: 'confirmed',
    ...rate,
    odd: { any: [1] },
    rooms: [{ roomNumber: '1' }]
  })
  await post('pms/reservations', { ...stay, status: 'checked_in', notes: ['late'], guest: { lastName: 'Sato' } })
  await post('pms/guests', { ...guest, email: 'no address', phone: '+81 3 1234 5678', preferences: [] })
  await post('pms/events', GENERIC_EVENT)
  await post('pms/events', { type: 'guest.checked_out', source: 'acme', data: { guest: { lastName: 'Sato' } } })
  await post('pms/events', {
    type: 'room.status_changed',
    source: 'acme',
    data: { roomNumber: '5', newStatus: 'dirty' }
  })
  await post('pms/guesty', { event: 'guest.deleted', guest: { _id: 'g3' } })
  const long = (bytes: number) => 'x'.repeat(bytes)
  const wide = Object.fromEntries(Array.from({ length: 1500 }, (_, at) => [`field${at}`, long(300)]))
  await post('pms/guests', { ...guest, externalId: 'g2', ...wide, notes: long(300_000) })
  await post('pms/reservations', {
    ...stay,
    externalId: 'r2',
    status: 'confirmed',
    specialRequests: Array(900).fill(long(900))
  })
  await post('whatsapp', messages([{ type: 'text', text: { body: long(400_000) } }]))
  const events = await app.events('limit=1000')
  const made = new Set(events.map(({ type }) => type))
  t.ok(['guest.checked_out', 'guest.deleted'].every((type) => made.has(type)))
  t.ok(events.some(({ data }) => data['changes'] !== undefined))
  t.ok(events.some(({ data }) => data['omitted'] !== undefined))
  allFit(t, events)
})

t.test('an event of another type is a valid event, and an adapter’s of a described type has to fit', async (t) => {
  const adapter = defineAdapter({
    name: 'odd',
    title: 'Odd',
    docs: 'https://docs.odd.example/',
    evidence: 'documented',
    verify: none(),
    payload: Type.Object({ type: Type.String(), data: Type.Record(Type.String(), Type.Unknown()) }),
    normalize: ({ type, data }) => [{ type, kind: 'spa', id: '1', data: data as JsonObject }] // it comes from a JSON body
  })
  const app = await buildTestApp(t, {}, { adapters: [adapter] })
  const post = async (type: string, data: object) =>
    (await app.post('/webhooks/pms/odd', JSON.stringify({ type, data }), JSON_TYPE)).json()
  t.equal((await post('spa.booked', { spa: { guests: 2 } })).outcome, 'accepted')
  const events = await app.events()
  t.strictSame(
    events.map((event) => isKnownEvent(event)),
    [false]
  )
  allFit(t, events)
  for (const [type, data, problem] of [
    ['reservation.updated', {}, '/data/reservation'],
    ['guest.updated', { guest: { externalId: '1', emailValid: 'yes' } }, '/data/guest/emailValid'],
    ['message.received', { message: { text: 5 } }, '/data/message/text']
  ] as const) {
    const { outcome, problems } = await post(type, data)
    t.equal(outcome, 'quarantined', type)
    hasText(t, problems[0].problem, problem)
  }
})

t.test('each schema refuses what its type does not have', async (t) => {
  const fits = fitting()
  t.strictSame(fits(EVENT), [])
  t.strictSame(fits({ ...EVENT, added: 1, data: { ...EVENT.data, added: 1 } }), [], 'schemas are open')
  for (const data of [{}, { reservation: { status: 'left' } }, { reservation: { totalRate: { amount: 5 } } }]) {
    t.not(fits({ ...EVENT, data }).length, 0, JSON.stringify(data))
  }
})

t.test('the files in the package are the schemas', async (t) => {
  const folder = join(ROOT, 'dist/event-schemas', `v${EVENT_SCHEMA_VERSION}`)
  const files = eventSchemaFiles()
  t.strictSame(readdirSync(folder).sort(), [...files.keys()].map((name) => `${name}.json`).sort())
  for (const [name, schema] of files) {
    t.strictSame(
      JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')),
      JSON.parse(JSON.stringify(schema)),
      name
    )
  }
})

t.test('the event model lists every type, and the schemas every field of WhatsApp’s further types', async (t) => {
  const model = readFileSync(join(ROOT, 'docs/event-model.md'), 'utf8')
  for (const type of TYPES) hasText(t, model, `\`${type}\``)
  for (const { type, kind, fields = {} } of Object.values(FIELDS)) {
    const { properties } = EVENT_DATA[type as keyof typeof EVENT_DATA]
    const described = Object.keys(properties[kind as keyof typeof properties]['properties'])
    t.strictSame(
      Object.keys(fields).filter((name) => !described.includes(name)),
      [],
      type
    )
  }
})

t.test('the type of an event tells which data it has', async (t) => {
  t.equal(arrivalOf(EVENT), '2024-03-15')
  t.equal(arrivalOf({ ...EVENT, type: 'spa.booked' }), undefined)
  type Status = EventData<'reservation.updated'>['reservation']['status']
  const status: Status = 'no_show'
  // @ts-expect-error: a status is one of a few words
  const other: Status = 'left'
  t.not(status, other)
})

function arrivalOf(event: CloudEvent): string | undefined {
  if (!isKnownEvent(event)) return undefined
  if (event.type === 'reservation.created' || event.type === 'reservation.updated') {
    const stay: EventOf<'reservation.created' | 'reservation.updated'>['data'] = event.data
    return stay.reservation.arrivalDate
  }
  // @ts-expect-error: a message has no reservation
  return event.type === 'message.received' ? event.data.reservation : undefined
}

async function eventsOfFixtures(t: Test, limits: LimitOverrides = {}): Promise<CloudEvent[]> {
  const app = await buildTestApp(t, {}, { limits })
  const cases = await findCases(channelsWith([]), {})
  t.ok(cases.length > 150)
  for (const { name, channel, endpoint, case: title, ...one } of cases) {
    const headers = { ...one.headers, 'content-type': one.contentType }
    for (const body of [one.body, ...laterBodies(name, title)]) {
      const reply = await app.post(`/webhooks/${channel.name}${endpoint}`, bytesOf(one, body), headers)
      t.equal(reply.statusCode, 200, `${name} ${title}`)
    }
  }
  return app.events('limit=1000')
}

/** The deliveries after the first one, in a fixture of several, without those that are sent again. */
function laterBodies(name: string, title: string): unknown[] {
  const { steps = [] } = JSON.parse(readFileSync(join(ROOT, 'test/fixtures', name, `${title}.json`), 'utf8'))
  return steps.slice(1).flatMap(({ body }: { body?: unknown }) => (body === undefined ? [] : [body]))
}

function allFit(t: Test, events: readonly CloudEvent[]): void {
  const fits = fitting()
  for (const event of events) t.strictSame(fits(event), [], `${event.type} ${event.subject.slice(0, 100)}`)
}

/** Checks an event against the published file for events of any type, which refers to the others. */
function fitting(): (event: object) => ErrorObject[] {
  const formats = { date: isCalendarDate, 'date-time': isInstant }
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, formats })
  for (const schema of eventSchemaFiles().values()) ajv.addSchema(schema)
  const check = ajv.compile({ $ref: `urn:bellhook:event:v${EVENT_SCHEMA_VERSION}:event` })
  return (event) => (check(event) ? [] : (check.errors ?? []))
}

function messages(list: readonly object[]) {
  const items = list.map((item, at) => ({ id: `wamid.${at}`, from: '15550001', timestamp: '1700000000', ...item }))
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: '1' }, messages: items }
  return { object: 'whatsapp_business_account', entry: [{ id: '2', changes: [{ field: 'messages', value }] }] }
}
