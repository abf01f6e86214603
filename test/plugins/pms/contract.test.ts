import { Type } from '@sinclair/typebox'
import t from 'tap'
import { defineAdapter, type PmsAdapter } from '../../../plugins/pms/adapter.ts'
import { sharedSecret, usernameToken } from '../../../src/contract/verifiers.ts'
import { buildTestApp, type TestApp } from '../../support/test-app.ts'

const SECRET = { 'x-webhook-secret': 'shared' }
const about = {
  name: 'acme',
  title: 'Acme',
  docs: 'https://docs.acme.example',
  evidence: 'documented',
  verify: sharedSecret()
} as const

async function start(t: Parameters<typeof buildTestApp>[0], adapter: unknown, environ = {}): Promise<TestApp> {
  return buildTestApp(t, { PMS_WEBHOOK_SECRET: 'shared', ...environ }, { adapters: [adapter as PmsAdapter] })
}

const post = async (app: TestApp, body: unknown) =>
  (await app.post('/webhooks/pms/acme', JSON.stringify(body), SECRET)).json()

t.test('two updates of one room under one key of the delivery both count, and a retry counts once', async (t) => {
  const rooms = defineAdapter({
    ...about,
    payload: Type.Object({ batch: Type.String(), rooms: Type.Array(Type.Unknown()) }),
    key: ({ batch }) => [batch],
    normalize: (_payload, { fields }) =>
      fields.list('rooms').map((room) => ({
        type: 'room.status_changed',
        room: { externalId: room.id('number'), status: room.text('is') }
      }))
  })
  const app = await start(t, rooms)
  const body = {
    batch: 'b',
    rooms: [
      { number: '101', is: 'dirty' },
      { number: '101', is: 'inspected' }
    ]
  }
  t.equal((await post(app, body)).events.length, 2)
  t.equal((await post(app, body)).outcome, 'duplicate')
  t.equal((await app.get('/api/rooms/acme/101')).json().state.housekeeping, 'inspected')
})

const stays = defineAdapter({
  ...about,
  payload: Type.Object({ id: Type.String() }),
  ids: 'global',
  property: (_payload, { fields }) => fields.id('hotel'),
  key: ({ id }) => [id],
  normalize: (_payload, { fields }) => [
    {
      reservation: {
        externalId: fields.id('stay'),
        ...fields.status('status', { ok: 'confirmed', off: 'cancelled' }),
        guest: { externalId: fields.id('guest'), ...fields.name({ full: 'name' }) }
      }
    }
  ]
})

t.test('a key guards states: an earlier delivery, sent again, does not undo a later one', async (t) => {
  const app = await start(t, stays)
  const booked = { id: '1', hotel: 'H', stay: 'r', status: 'ok', guest: 'g', name: 'Ada' }
  const cancelled = { ...booked, id: '3', status: 'off' }
  t.equal((await post(app, booked)).events.length, 2)
  t.strictSame((await post(app, { ...booked, id: '2' })).outcome, 'duplicate', 'the same state under another key')
  t.equal((await post(app, cancelled)).events.length, 1)
  for (const again of [booked, { ...booked, id: '2' }, cancelled])
    t.equal((await post(app, again)).outcome, 'duplicate')
  t.equal((await app.get('/api/reservations/acme/r')).json().state.status, 'cancelled')
  t.equal((await app.get('/api/guests/acme/g')).json().state.lastName, 'Ada', 'the guest is one of its own')
})

t.test('where ids are global, a deletion without a hotel finds the reservation', async (t) => {
  const app = await start(t, stays)
  await post(app, { id: '1', hotel: 'H', stay: 'r', status: 'ok' })
  const { events } = await post(app, { id: '2', stay: 'r', status: 'off' })
  const last = (await app.events()).find(({ id }) => id === events[0])
  t.strictSame([last?.type, last?.property], ['reservation.cancelled', 'H'])
  const found = await app.get('/api/reservations/acme/r')
  t.strictSame([found.statusCode, found.json().property, found.json().events.length], [200, 'H', 2])
})

t.test('XML is read, its password is nowhere, and the reply says what became of it', async (t) => {
  const soap = defineAdapter({
    ...about,
    verify: usernameToken(),
    decode: 'xml',
    payload: Type.Object({ Envelope: Type.Object({ Body: Type.Object({}) }) }),
    normalize: (_payload, { fields }) =>
      fields
        .in('Envelope')
        .in('Body')
        .list('Stay')
        .map((stay) => ({ reservation: { externalId: stay.id('@id') } })),
    reply: (payload, { outcome, fields }) => ({
      contentType: 'text/xml',
      body: `<A o="${outcome}" t="${fields.in('Envelope').id('@token') ?? ''}">${payload === undefined ? '<Errors/>' : '<Success/>'}</A>`
    })
  })
  const app = await start(t, soap, { ACME_WEBHOOK_SECRET: 'user:LEAK-me-not' })
  const message = (password: string, body: string) =>
    `<s:Envelope xmlns:s="u" token="t1"><s:Header><w:Security xmlns:w="w"><w:UsernameToken><w:Username>user</w:Username><w:Password>${password}</w:Password></w:UsernameToken></w:Security></s:Header>${body}</s:Envelope>`
  const xml = { 'content-type': 'text/xml; charset=utf-8' }
  const send = async (text: string) => {
    const reply = await app.post('/webhooks/pms/acme', text, xml)
    return [reply.statusCode, reply.headers['content-type'], reply.body]
  }
  const good = message('LEAK-me-not', '<s:Body><Stay id="0077"/></s:Body>')
  t.strictSame(await send(good), [200, 'text/xml', '<A o="accepted" t="t1"><Success/></A>'])
  t.strictSame(await send(good), [200, 'text/xml', '<A o="duplicate" t="t1"><Success/></A>'])
  t.strictSame(await send(message('LEAK-me-not', '<Other/>')), [
    200,
    'text/xml',
    '<A o="quarantined" t="t1"><Errors/></A>'
  ])
  t.strictSame(await send(message('wrong', '<s:Body/>')), [401, 'text/xml', '<A o="refused" t=""><Errors/></A>'])
  t.equal((await app.events()).at(-1)?.subject, 'reservation/0077')
  const rows = await app.rows("select convert_from(body, 'UTF8') as text from deliveries")
  t.notMatch(JSON.stringify(rows), 'LEAK')
})

t.test('an adapter for the contract of before is told what changed', async (t) => {
  const { outdatedIn } = await import('../../../plugins/pms/adapter-settings.ts')
  t.equal(outdatedIn({ proof: 'documented', duplicateKey: () => [] })?.includes('proof is now evidence'), true)
  t.equal(outdatedIn(stays), undefined)
})
