import { createHmac } from 'node:crypto'
import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, SECRETS, type TestApp } from '../../support/test-app.ts'

const URL = '/webhooks/pms/mews'
const OPEN = `${URL}?token=${SECRETS.MEWS_WEBHOOK_TOKEN}`
const HOTEL = 'b2f0a7c1-0d7e-4f0a-9d56-7c1be3a0f001'

t.test('every documented event of both shapes has its meaning, or none', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [name, becomes] of [
    ['ServiceOrderUpdated', 'reservation.updated reservation/'],
    ['ResourceUpdated', 'room.status_changed room/'],
    ['ResourceBlockUpdated', null],
    ['CustomerAdded', 'guest.updated guest/'],
    ['CustomerUpdated', 'guest.updated guest/'],
    ['MessageAdded', null],
    ['PaymentUpdated', 'payment.updated payment/'],
    ['Reservation', 'reservation.updated reservation/'],
    ['Resource', 'room.status_changed room/'],
    ['DeviceCommand', null],
    ['PriceUpdate', null]
  ] as const) {
    const socket = name === 'Reservation' || name === 'Resource' || name === 'DeviceCommand' || name === 'PriceUpdate'
    const event = socket ? { Type: name, Id: name } : { Discriminator: name, Value: { Id: name, ThreadId: 't' } }
    matchExactly(t, await send(app, [event]), { received: true, outcome: 'accepted' }, name)
    const { events } = (await app.get('/api/events?limit=1000')).json()
    const found = events.filter(({ subject }: { subject: string }) => subject.endsWith(`/${name}`))
    t.strictSame(
      found.map(({ type, subject }: { type: string; subject: string }) => `${type} ${subject}`),
      becomes === null ? [] : [becomes + name]
    )
    const about = { source: 'mews', property: HOTEL, hydrated: false, timebasis: 'received' }
    if (becomes) t.match(found[0], { ...about, data: { vendor: { event: name } } })
  }
})

t.test('a room that is dirty again within one delivery ends as dirty', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const states = ['Dirty', 'Dirty', 'Clean', 'Dirty'].map((State) => ({ Type: 'Resource', Id: 'r', State }))
  matchExactly(t, await send(app, states), { events: [String] })
  t.equal((await app.events()).length, 1, 'of several states of one room the last counts')
  matchExactly(t, (await app.get('/api/rooms/mews/r')).json().state, { housekeeping: 'dirty' })
})

t.test('a state that a relayed event tells is read in our words, and kept in theirs', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [Type, State, told] of [
    ['Reservation', 'Inquired', { status: 'inquiry', sourceStatus: 'Inquired' }],
    ['Reservation', 'Requested', { status: 'waitlisted' }],
    ['Reservation', 'Optional', { status: 'tentative' }],
    ['Reservation', 'Confirmed', { status: 'confirmed' }],
    ['Reservation', 'Started', { status: 'checked_in' }],
    ['Reservation', 'Processed', { status: 'checked_out' }],
    ['Reservation', 'Canceled', { status: 'cancelled', sourceStatus: 'Canceled' }],
    ['Reservation', 'toString', { status: undefined, sourceStatus: 'toString' }],
    ['Resource', 'Dirty', { housekeeping: 'dirty' }],
    ['Resource', 'Clean', { housekeeping: 'clean' }],
    ['Resource', 'Inspected', { housekeeping: 'inspected' }],
    ['Resource', 'OutOfService', { service: 'out_of_service' }],
    ['Resource', 'OutOfOrder', { service: 'out_of_order', housekeeping: undefined }]
  ] as const) {
    await send(app, [{ Type, Id: `x-${State}`, State }])
    const data = (await app.events()).at(-1)?.data
    matchExactly(t, data?.[Type === 'Resource' ? 'room' : 'reservation'], { ...told, externalId: `x-${State}` }, State)
  }
})

t.test('only a signature over the exact bytes or the token in the URL opens', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const body = ` {"EnterpriseId":"${HOTEL}","Events":[]}\n`
  const sign = (text: string, key: string = SECRETS.MEWS_WEBHOOK_SECRET) =>
    createHmac('sha256', key).update(text).digest('hex')
  t.equal((await app.post(URL, body, { 'x-mews-signature': sign(body) })).statusCode, 200)
  for (const name of ['token', 'Token', 'TOKEN'])
    t.equal((await app.post(`${URL}?a=1&${name}=${SECRETS.MEWS_WEBHOOK_TOKEN}`, body)).statusCode, 200, name)
  for (const [url, headers] of [
    [URL, {}],
    [URL, { 'x-mews-signature': sign(body.trim()) }],
    [URL, { 'x-mews-signature': `sha256=${sign(body)}` }],
    [URL, { 'x-mews-signature': sign(body, SECRETS.PMS_WEBHOOK_SECRET) }],
    [URL, { 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET }],
    [`${OPEN}x`, {}],
    [`${URL}?token=`, {}],
    [`${URL}?xtoken=${SECRETS.MEWS_WEBHOOK_TOKEN}`, {}],
    [`${URL}/?token=${SECRETS.MEWS_WEBHOOK_TOKEN}&Token=other`, {}]
  ] as const) {
    const reply = await app.post(url, body, { ...headers })
    if (url.startsWith(`${URL}/`)) t.not(reply.statusCode, 200)
    else t.strictSame([reply.statusCode, reply.json()], [401, { error: 'Invalid signature' }], url)
  }
  t.equal((await app.deliveries()).length, 4)
})

t.test('with a token alone, or the shared secret alone, a stranger reads Unauthorized', async (t) => {
  const byToken = await buildTestApp(t, { MEWS_WEBHOOK_TOKEN: 'só-1', PMS_WEBHOOK_SECRET: 'shared' })
  const shared = await buildTestApp(t, { PMS_WEBHOOK_SECRET: 'shared' })
  t.equal((await byToken.post(`${URL}?Token=${encodeURIComponent('só-1')}`, '{"Events":[]}')).statusCode, 200)
  t.equal((await shared.post(URL, '{"Events":[]}', { authorization: 'bearer shared' })).statusCode, 200)
  for (const [app, headers] of [
    [byToken, { 'x-webhook-secret': 'shared' }],
    [shared, { 'x-webhook-secret': 'share' }],
    [shared, {}]
  ] as const) {
    const reply = await app.post(`${URL}?token=shared`, '{"Events":[]}', { ...headers })
    t.strictSame([reply.statusCode, reply.json()], [401, { error: 'Unauthorized' }])
  }
})

t.test('two deliveries of the same bytes are two facts, a repetition within one is not', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const customer = { Value: { Id: 'c-1' } }
  const events = [
    { Discriminator: 'CustomerAdded', ...customer },
    { Discriminator: 'CustomerUpdated', ...customer },
    { Discriminator: 'ServiceOrderUpdated', ...customer },
    { Discriminator: 'CustomerUpdated', ...customer }
  ]
  for (let n = 0; n < 2; n++)
    matchExactly(t, await send(app, events), { outcome: 'accepted', events: [String, String] })
  const subjects = ['guest/c-1', 'reservation/c-1']
  t.strictSame(
    (await app.events()).map(({ subject }) => subject),
    [...subjects, ...subjects]
  )
})

t.test('what is unknown or misshapen is kept with its reason, and the rest goes through', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const events = [{ Discriminator: 'GoldenTicket', Value: { Id: 'z' } }, 7, { Discriminator: 'CustomerAdded' }]
  const good = { Discriminator: 'ResourceUpdated', Value: { Id: 'r' } }
  matchExactly(t, await send(app, [...events, good]), { received: true, outcome: 'quarantined', events: [String] })
  for (const body of ['{}', '[]', '7', '{"Events":{}}', '{"EnterpriseId":5}', 'null']) {
    const reply = await app.post(OPEN, body)
    matchExactly(
      t,
      [reply.statusCode, reply.json()],
      [200, { received: true, outcome: 'quarantined', events: [] }],
      body
    )
  }
  t.equal((await app.post(OPEN, '{"Events":')).statusCode, 400)
  const kept = await app.deliveries('limit=100&outcome=quarantined')
  t.equal(kept.length, 8)
  t.ok(kept.every(({ reason }) => reason))
  t.strictSame(
    kept[0]?.problems.map(({ path }) => path),
    ['/Events/1', '/Events/0/Discriminator', '/Events/2/Type']
  )
  t.notMatch(JSON.stringify(kept), 'GoldenTicket')
})

t.test('the live credentials of a new integration are nowhere in the database', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const data = { Integration: { Id: 'i-1', Name: 'Bell' }, AccessToken: 'LEAK-1"\\é', ApiKey: 55501234 }
  const created = JSON.stringify({ Action: 'IntegrationCreated', Data: data, Also: [{ ApiKey: ['LEAK-2'] }] })
  const escaped = created.replace('AccessToken', 'Access\\u0054oken')
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const [body, headers] of [[created, {}] as const, [escaped, {}] as const, [created, form] as const])
    matchExactly(t, (await app.post(OPEN, body, { ...headers })).json(), {
      received: true,
      outcome: 'accepted',
      events: []
    })
  matchExactly(t, await app.deliveries(), [{ masked: true }, { masked: true }, { masked: true }])
  const stored = await app.rows("select convert_from(body, 'UTF8') as text from deliveries")
  const read = await app.rows('select data::text as text from events union all select state::text from entities')
  t.equal(stored.length, 3)
  t.notMatch(JSON.stringify([stored, read]), /LEAK|5550123/)
  for (const { text } of stored) matchExactly(t, JSON.parse(String(text)).Data.Integration, { Id: 'i-1', Name: 'Bell' })
  matchExactly(t, await send(app, []), { outcome: 'accepted' })
  t.equal((await app.deliveries()).at(-1)?.masked, false)
})

async function send(app: TestApp, Events: readonly unknown[]) {
  return (await app.post(OPEN, JSON.stringify({ EnterpriseId: HOTEL, IntegrationId: 'i', Events }))).json()
}
