import { createHmac } from 'node:crypto'
import t from 'tap'
import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { adapterEndpoint } from '../../plugins/pms/adapter-endpoint.ts'
import cloudbeds from '../../plugins/pms/adapters/cloudbeds.ts'
import mews from '../../plugins/pms/adapters/mews.ts'
import { factKey } from '../../plugins/pms/fact-key.ts'
import { normalize } from '../../plugins/whatsapp/normalize.ts'
import { MOST_VIOLATIONS } from '../../schemas/check.ts'
import { MOST_PROBLEMS, MOST_READINGS } from '../../schemas/collect.ts'
import { isProblem, type Reading } from '../../schemas/reading.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { buildTestApp, SECRETS, type TestApp } from '../support/test-app.ts'
import { STAY, send } from './pms/stay.ts'

const UNREAD = 60_000 - MOST_PROBLEMS
const MORE = { path: '', problem: `has ${UNREAD} more items that cannot be read` }
const REST = { path: '/Events', problem: `has more than ${MOST_READINGS} items; the others are not read` }

t.test('whatsapp: 60,000 unreadable messages are counted, and the one behind them is read', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const good = { id: 'wamid.1', from: '4915112345678', type: 'text', text: { body: 'x' } }
  const messages = [...Array.from({ length: 60_000 }, () => ({})), good]
  t.equal((await notify(app, { field: 'messages', value: { messages } })).statusCode, 200)
  t.strictSame(
    (await app.events()).map(({ subject }) => subject),
    ['message/wamid.1']
  )
  const [delivery] = await app.deliveries()
  t.equal(delivery?.outcome, 'quarantined')
  t.equal(
    delivery?.reason,
    '60000 items could not be read, the first one: /entry/0/changes/0/value/messages/0/id is required'
  )
  t.equal(delivery?.problems.length, MOST_PROBLEMS + 1)
  t.strictSame(delivery?.problems[0], { path: '/entry/0/changes/0/value/messages/0/id', problem: 'is required' })
  t.strictSame(delivery?.problems.at(-1), MORE)
})

t.test('whatsapp: what the items of a change share is bounded, because each event repeats it', async (t) => {
  const long = 'x'.repeat(10_000)
  const contacts = [{ wa_id: '4915112345678', profile: { name: long, username: long }, identity_key_hash: long }]
  const metadata = { display_phone_number: long, phone_number_id: long }
  const message = { id: 'm', from: '4915112345678', type: 'text', text: { body: '' } }
  const chunk = { threads: [{ id: long, messages: [{ ...message, from: '1' }] }] }
  const groups = [{ group_id: '1' }]
  for (const [field, value] of [
    ['messages', { contacts, metadata, messages: [message] }],
    ['messages', { metadata, statuses: [{ id: 'm', status: 'read' }] }],
    ['history', { metadata, history: [chunk] }],
    ['group_settings_update', { metadata, groups }]
  ] as const) {
    const entry = [{ id: long, time: { long }, changes: [{ field, value }] }]
    const readings = normalize({ object: 'whatsapp_business_account', entry })
    t.equal(readings.length, 1, field)
    t.notOk(readings.some(isProblem), field)
    const { length } = JSON.stringify(readings)
    t.ok(length < 2_000, `${field}: ${length} characters`)
  }
})

t.test('whatsapp: lists that become several times their size are short', async (t) => {
  const read = (message: object) => {
    const changes = [{ field: 'messages', value: { messages: [{ id: 'm', from: '1', ...message }] } }]
    return normalize({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] })
  }
  const many = (length: number) => Array.from({ length }, () => ({}))
  const path = '/entry/0/changes/0/value/messages/0'
  const problems = (message: object) => read(message).filter(isProblem)
  t.strictSame(problems({ type: 'contacts', contacts: many(1001) }), [
    { path: `${path}/contacts`, problem: 'Expected array length to be less or equal to 1000' }
  ])
  t.strictSame(problems({ type: 'contacts', contacts: [{ phones: many(101) }] }), [
    { path: `${path}/contacts/0/phones`, problem: 'must have at most 100 items' }
  ])
  t.strictSame(problems({ type: 'text', text: { body: 'x' }, errors: many(101) }), [
    { path: `${path}/errors`, problem: 'must have at most 100 items' }
  ])
  t.notOk(read({ type: 'contacts', contacts: [{ phones: many(100) }] }).some(isProblem))
})

t.test('whatsapp: a thread whose id is no text does not spoil its delivery', async (t) => {
  const thread = { id: { toString: 1 }, messages: [{ id: 'm', from: '1', type: 'text', text: { body: 'x' } }] }
  const value = { history: [{ threads: [thread, { ...thread, id: '1' }] }] }
  const changes = [{ field: 'history', value }]
  const readings = normalize({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] })
  t.strictSame(
    readings.map((reading) => (isProblem(reading) ? reading.path : reading.id)),
    ['m', '/entry/0/changes/0/value/history/0/threads/0/id', 'm']
  )
})

t.test('mews: unreadable events are counted, and the first 20,000 readable ones are read', async (t) => {
  const readings = readWith(mews, { Events: Array.from({ length: 60_000 }, () => 1) })
  t.equal(readings.length, MOST_PROBLEMS + 1)
  t.strictSame(readings.at(-1), { ...MORE, items: UNREAD })
  const known = readWith(mews, {
    Events: Array.from({ length: 30_000 }, (_, at) => ({ Type: 'Reservation', Id: `${at}` }))
  })
  t.equal(known.length, MOST_READINGS + 1)
  t.strictSame(known[0], REST)
})

t.test('cloudbeds: the copies of a room block are bounded', async (t) => {
  const block = { event: 'roomblock/created', roomBlockType: 'out_of_service', timestamp: 1766005023 }
  const readRooms = (rooms: number) => {
    const list = Array.from({ length: rooms }, (_, at) => ({ roomID: `r${at}` }))
    const payload = { ...block, rooms: list }
    return readWith(cloudbeds, payload)
  }
  t.strictSame(
    readRooms(3).map((reading) => ('data' in reading ? reading.data['vendor'] : reading)),
    Array.from({ length: 3 }, () => ({
      event: 'roomblock/created',
      payload: { ...block, rooms: [{ roomID: 'r0' }, { roomID: 'r1' }, { roomID: 'r2' }] }
    }))
  )
  const many = readRooms(10_000)
  t.equal(many.length, 10_000)
  t.ok(JSON.stringify(many).length < 5_000_000)
  matchExactly(t, many[9_999], {
    type: 'room.status_changed',
    kind: 'room',
    id: 'r9999',
    time: '2025-12-17T20:57:03.000Z',
    data: {
      room: { externalId: 'r9999' },
      vendor: { event: 'roomblock/created', payload: { event: 'roomblock/created', rooms: [{ roomID: 'r9999' }] } }
    }
  })
})

t.test('pms: a short key of a fact stays as it is, a long one becomes a digest', async (t) => {
  t.strictSame(factKey(['a', 'b']), ['a', 'b'])
  const long = 'x'.repeat(100_000)
  t.equal(factKey([long]).join('').length, 44)
  t.strictSame(factKey([long]), factKey([long]))
  t.notSame(factKey([long, 'a']), factKey([`${long}a`]))
})

t.test('pms: 10,000 unknown fields are all kept, and more than fit into a state are named', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const unknown = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`k${at.toString(36)}`, at]))
  matchExactly(t, await send(app, 'guests', { externalId: 'g', source: 'acme', lastName: 'N', ...unknown }), {
    outcome: 'accepted',
    problems: []
  })
  const [row] = await app.rows(`select state from entities where kind = 'guest'`)
  t.strictSame(Object(row?.['state']).extra, unknown)

  const many = Object.fromEntries(Array.from({ length: 80_000 }, (_, at) => [`k${at.toString(36)}`, at]))
  t.equal((await send(app, 'guests', { externalId: 'h', source: 'acme', lastName: 'N', ...many })).outcome, 'accepted')
  const [large] = await app.rows(`select state from entities where kind = 'guest' and external_id = 'h'`)
  const { extra, omitted } = Object(large?.['state'])
  t.strictSame([extra, omitted], [undefined, [{ path: '/extra', bytes: JSON.stringify(many).length }]])
})

t.test('pms: a 400 counts what it does not list, and so does the reason of the delivery', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const rooms = Array.from({ length: 1000 }, () => ({ adults: 'two', roomNumber: 7 }))
  const { error } = await send(app, 'reservations', { ...STAY, rooms })
  t.equal(error.code, 'VALIDATION_ERROR')
  t.equal(error.details.errors.length, MOST_VIOLATIONS + 1)
  const last = { path: '', message: `has ${2000 - MOST_VIOLATIONS} more violations, which are not listed` }
  t.strictSame(error.details.errors.at(-1), last)
  const [delivery] = await app.deliveries()
  t.equal(delivery?.outcome, 'rejected')
  t.ok(delivery?.reason?.endsWith(`the body: ${last.message}`), delivery?.reason ?? '')
})

function notify(app: TestApp, change: object) {
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [change] }] })
  const signature = createHmac('sha256', SECRETS.WHATSAPP_APP_SECRET).update(body).digest('hex')
  return app.post('/webhooks/whatsapp', body, { 'x-hub-signature-256': `sha256=${signature}` })
}

function readWith(adapter: PmsAdapter, value: unknown): readonly Reading[] {
  const settings = { secrets: () => [] }
  const payload = adapterEndpoint(adapter).validate(value, settings)
  if (payload.violations) throw new Error('the payload is not valid')
  return payload.normalize({ headers: {}, settings })
}
