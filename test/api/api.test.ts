import pg from 'pg'
import t from 'tap'
import { matchExactly } from '../support/match-exactly.ts'
import { API_TOKEN, buildTestApp, type TestApp } from '../support/test-app.ts'
import { until } from '../support/until.ts'

t.test('nothing of /api is given without the token', async (t) => {
  const { app } = await buildTestApp(t)
  const paths = [
    'events',
    'deliveries',
    `deliveries/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}/raw`,
    'rooms/a/b',
    'messages/sms/a'
  ]
  const wrong = [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Basic ${API_TOKEN}`,
    `Bearer ${API_TOKEN}x`,
    `Bearer x${API_TOKEN}`,
    API_TOKEN
  ]
  for (const path of paths) {
    for (const authorization of wrong) {
      const headers = authorization === undefined ? {} : { authorization }
      const reply = await app.inject({ url: `/api/${path}`, headers })
      t.equal(reply.statusCode, 401, `${path} ${authorization}`)
      t.equal(reply.json().error.code, 'UNAUTHORIZED')
      t.equal(reply.headers['www-authenticate'], 'Bearer')
    }
  }
  const lower = await app.inject({ url: '/api/events', headers: { authorization: `bearer ${API_TOKEN}` } })
  t.equal(lower.statusCode, 200)
})

t.test('a statement that the database cancels is 503, as when it is away', async (t) => {
  const app = await buildTestApp(t)
  const holder = new pg.Client({ connectionString: app.databaseUrl })
  await holder.connect()
  t.teardown(() => holder.end())
  await holder.query('begin; lock table deliveries in access exclusive mode')
  const asked = app.get('/api/deliveries')
  const cancel = `select pg_cancel_backend(pid) as done from pg_stat_activity
    where datname = current_database() and application_name = 'bellhook' and wait_event_type = 'Lock'`
  await until(async () => (await app.rows(cancel)).length > 0, 'the statement is canceled')
  t.match(await asked, { statusCode: 503, headers: { 'retry-after': String } })
  matchExactly(t, (await asked).json(), { error: { code: 'DATABASE_UNAVAILABLE' } })
})

t.test('pages of the feed put together are the feed, and the cursor is always returned', async (t) => {
  const app = await buildTestApp(t)
  t.strictSame((await app.get('/api/events')).json().events, [])
  await send(app, 25)
  const whole = await app.events()
  t.equal(whole.length, 25)
  const ids: string[] = []
  let cursor = ''
  for (let page = 0; page < 6; page++) {
    const { events, cursor: next } = (await app.get(`/api/events?limit=7${cursor && `&after=${cursor}`}`)).json()
    ids.push(...events.map(({ id }: { id: string }) => id))
    cursor = next
  }
  t.strictSame(
    ids,
    whole.map(({ id }) => id)
  )
  await send(app, 1, 'later')
  const { events } = (await app.get(`/api/events?after=${cursor}`)).json()
  t.equal(events.length, 1)
})

t.test('filters, and a cursor that moves past what does not fit', async (t) => {
  const app = await buildTestApp(t)
  await send(app, 5)
  await app.post('/webhooks/pms/guests', JSON.stringify({ externalId: 'g/1', source: 'acme', lastName: 'Sato' }))
  t.equal((await app.events('channel=sms')).length, 5)
  t.equal((await app.events('source=acme')).length, 1)
  t.equal((await app.events('type=guest.updated')).length, 1)
  t.equal((await app.events('type=message.received,guest.updated')).length, 6)
  t.equal((await app.events('type=message.*')).length, 5)
  t.equal((await app.events('type=guest.*,reservation.created')).length, 1)
  t.equal((await app.events('type=gues_.*')).length, 0, 'an underscore is no wildcard')
  t.equal((await app.events(`entity=${encodeURIComponent('guest/g/1')}`)).length, 1)
  t.equal((await app.events('channel=whatsapp')).length, 0)
  const end = (await app.get('/api/events')).json().cursor
  t.equal((await app.get('/api/events?channel=whatsapp')).json().cursor, end)
  t.strictSame((await app.get('/api/events?after=now')).json(), { events: [], cursor: end })
})

t.test('what cannot be understood is said with the parameter’s name', async (t) => {
  const { get } = await buildTestApp(t)
  for (const query of [
    'limit=0',
    'limit=1001',
    'limit=x',
    'limit=1.5',
    'limit=1&limit=2',
    'unknown=1',
    'channel=telegram',
    'channel=',
    'type=',
    'type=foo',
    'type=*',
    'type=message.received,',
    'type=message.received, guest.updated',
    'type=message.received&type=guest.updated'
  ]) {
    const reply = await get(`/api/events?${query}`)
    t.equal(reply.statusCode, 400, query)
    t.match(reply.json().error.details.errors[0].path, query.split('=')[0])
  }
  for (const after of ['nonsense', 'cDE=', 'MTI', encodeURIComponent("p1' or 1=1")]) {
    matchExactly(t, (await get(`/api/events?after=${after}`)).json(), { error: { code: 'UNKNOWN_CURSOR' } })
  }
  t.equal((await get('/api/deliveries?outcome=lost')).statusCode, 400)
  t.equal((await get('/api/deliveries/not-a-uuid')).statusCode, 400)
  t.equal((await get(`/api/deliveries/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`)).statusCode, 404)
  t.equal((await get('/api/reservations/acme/none')).statusCode, 404)
})

t.test('a delivery tells what became of it and gives its exact bytes as a download', async (t) => {
  const app = await buildTestApp(t)
  const body = Buffer.concat([
    Buffer.from('{"a":"<script>alert(1)</script>'),
    Buffer.from([0xff, 0x00]),
    Buffer.from('"')
  ])
  t.equal((await app.post('/webhooks/whatsapp', body)).statusCode, 400)
  const [delivery] = await app.deliveries('outcome=quarantined&channel=whatsapp')
  matchExactly(t, delivery, { outcome: 'quarantined', bytes: body.length, events: [], verified: false, masked: false })
  t.strictSame((await app.get(`/api/deliveries/${delivery?.id}`)).json(), { ...delivery, replays: [] })
  const raw = await app.get(`/api/deliveries/${delivery?.id}/raw`)
  t.strictSame(raw.rawPayload, body)
  t.equal(raw.headers['content-type'], 'application/octet-stream')
  t.equal(raw.headers['x-content-type-options'], 'nosniff')
  t.match(raw.headers['content-disposition'], /^attachment/)
})

t.test('an unknown path is 404, a known one with another method 405 with what is allowed', async (t) => {
  const { app } = await buildTestApp(t)
  for (const url of ['/webhooks', '/webhooks/telegram', '/webhooks/pms', '/webhooks/pms/guests/1', '/api/nothing']) {
    const reply = await app.inject({ url, headers: { authorization: `Bearer ${API_TOKEN}` } })
    matchExactly(t, [reply.statusCode, reply.json().error.code], [404, 'NOT_FOUND'], url)
  }
  const home = await app.inject({ url: '/' })
  t.strictSame([home.statusCode, home.headers.location], [302, '/app'])
  const wrong = [
    ['PUT', '/webhooks/whatsapp', 'GET, HEAD, POST'],
    ['GET', '/webhooks/sms', 'GET, POST'],
    ['DELETE', '/webhooks/sms/status/', 'GET, POST'],
    ['PATCH', '/webhooks/pms/mews?token=x', 'POST'],
    ['POST', '/api/messages/sms/SM1', 'GET, HEAD']
  ] as const
  for (const [method, url, allow] of wrong) {
    const reply = await app.inject({ method, url })
    matchExactly(t, [reply.statusCode, reply.json().error.code], [405, 'METHOD_NOT_ALLOWED'], `${method} ${url}`)
    t.strictSame(String(reply.headers.allow).split(', ').sort(), allow.split(', ').sort())
  }
})

async function send({ post }: TestApp, count: number, name = 'SM'): Promise<void> {
  for (let n = 0; n < count; n++) {
    const body = new URLSearchParams({
      MessageSid: `${name}${n}`,
      From: '+4915112345678',
      To: '+4930123456',
      Body: `${n}`
    })
    await post('/webhooks/sms', body.toString(), { 'content-type': 'application/x-www-form-urlencoded' })
  }
}
