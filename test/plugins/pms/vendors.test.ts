import { createHmac } from 'node:crypto'
import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, type TestApp } from '../../support/test-app.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const APALEO = '/webhooks/pms/apaleo'
const HOSTAWAY = '/webhooks/pms/hostaway'

t.test('apaleo: by token or by Basic, its health check is answered, one event per delivery id', async (t) => {
  const app = await buildTestApp(t, { APALEO_WEBHOOK_TOKEN: 'tok', APALEO_WEBHOOK_SECRET: 'hook:pa:ss' })
  const check =
    '{"id":"h1","topic":"system","type":"healthcheck","accountId":"EXAM","propertyIds":["MUC"],"timestamp":1}'
  matchExactly(t, (await app.post(`${APALEO}?token=tok`, check)).json(), {
    received: true,
    outcome: 'accepted',
    events: []
  })
  const body =
    '{"topic":"Reservation","type":"checked-in","id":"d1","propertyId":"MUC","timestamp":1692268510605,"data":{"entityId":"X-1"}}'
  const basic = { authorization: `Basic ${Buffer.from('hook:pa:ss').toString('base64')}` }
  matchExactly(t, (await app.post(APALEO, body, basic)).json(), { outcome: 'accepted', events: [String] })
  matchExactly(t, (await app.post(`${APALEO}?token=tok`, body)).json(), { outcome: 'duplicate', events: [] })
  matchExactly(t, (await app.post(APALEO, body.replace('"d1"', '"d2"'), basic)).json(), { outcome: 'accepted' })
  matchExactly(t, await app.events(), [
    { type: 'guest.checked_in', property: 'MUC', time: '2023-08-17T10:35:10.605Z' },
    {}
  ])
  matchExactly(t, (await app.get('/api/reservations/apaleo/X-1')).json().state, { status: 'checked_in' })
  for (const headers of [{}, { authorization: 'Basic aG9vazpwYQ==' }, { authorization: 'Bearer hook:pa:ss' }])
    t.equal((await app.post(APALEO, body, { ...headers })).statusCode, 401)
  for (const [type, problem] of [
    ['"type":"teleported"', '/type'],
    ['"type":"created","x":1', undefined]
  ]) {
    const { outcome } = (await app.post(APALEO, body.replace('"type":"checked-in"', type ?? ''), basic)).json()
    t.equal(outcome, problem ? 'quarantined' : 'accepted')
  }
})

t.test('guesty: a Svix signature over the exact bytes, fresh, and nothing else', async (t) => {
  const app = await buildTestApp(t, { GUESTY_WEBHOOK_SECRET: SECRET, PMS_WEBHOOK_SECRET: 'shared' })
  const body = thin('canceled', '2026-03-02T10:00:00Z')
  matchExactly(t, (await guesty(app, body)).json(), { received: true, outcome: 'accepted' })
  const hourAgo = Math.floor(Date.now() / 1000) - 3600
  const { signature, ...rest } = signed(body)
  for (const headers of [
    {},
    { 'x-webhook-secret': 'shared' },
    svix({ ...rest, signature: '' }),
    svix({ ...rest, signature: signature.replace('v1,', 'v1,A') }),
    svix({ ...signed(body, hourAgo) }),
    svix({ ...signed(body, hourAgo), time: rest.time })
  ]) {
    const reply = await app.post('/webhooks/pms/guesty', body, { ...headers })
    t.strictSame([reply.statusCode, reply.json()], [401, { error: 'Invalid signature' }])
  }
})

t.test('guesty: a state is news once, and an older one undoes nothing', async (t) => {
  const app = await buildTestApp(t, { GUESTY_WEBHOOK_SECRET: SECRET })
  for (const [status, at, events] of [
    ['confirmed', '2026-03-01T10:00:00Z', 1],
    ['confirmed', '2026-03-01T10:00:00Z', 0],
    ['canceled', '2026-03-03T10:00:00Z', 1],
    ['checked_in', '2026-03-02T10:00:00Z', 0],
    ['canceled', '2026-03-04T10:00:00Z', 1]
  ] as const)
    t.equal((await guesty(app, thin(status, at))).json().events.length, events, `${status} ${at}`)
  t.strictSame(
    (await app.events()).map(({ type }) => type),
    ['reservation.created', 'reservation.cancelled', 'reservation.updated']
  )
  matchExactly(t, (await app.get('/api/reservations/guesty/r1')).json().state, {
    status: 'cancelled',
    sourceStatus: 'canceled'
  })
  t.ok((await app.deliveries()).some(({ reason }) => reason?.includes('older than the stored state')))
})

t.test('guesty: an update whose time is not told is an event, once for each delivery of Svix', async (t) => {
  const app = await buildTestApp(t, { GUESTY_WEBHOOK_SECRET: SECRET })
  const body = '{"event":"reservation.updated.v2","data":{"reservationId":"r1","status":"confirmed"}}'
  for (const [id, outcome] of [
    ['msg_1', 'accepted'],
    ['msg_2', 'accepted'],
    ['msg_1', 'duplicate']
  ] as const) {
    const headers = { ...svix(signed(body, undefined, id)), 'svix-id': id }
    t.match((await app.post('/webhooks/pms/guesty', body, headers)).json(), { outcome }, id)
  }
  matchExactly(t, (await app.events()).at(-1), {
    type: 'reservation.updated',
    data: { reservation: { status: 'confirmed' } }
  })
})

t.test('a wrong shape is quarantined with the path that failed, also where there are several shapes', async (t) => {
  const app = await buildTestApp(t, { GUESTY_WEBHOOK_SECRET: SECRET, HOSTAWAY_WEBHOOK_SECRET: 'u:p' })
  for (const [body, reason] of [
    ['{"event":"reservation.created.v2","data":{}}', /^1 item could not be read: \/data\/reservationId is missing$/],
    [
      '{"event":"reservation.updated","reservation":{"_id":[],"status":7}}',
      /^1 item could not be read: \/reservation\/_id is not an id$/
    ],
    ['{"event":7}', /^1 item could not be read: \/event is not a text$/]
  ] as const) {
    matchExactly(t, (await guesty(app, body)).json(), { received: true, outcome: 'quarantined', events: [] })
    t.match((await app.deliveries()).at(-1)?.reason, reason, body)
  }
  await app.post(HOSTAWAY, '{"event":"reservation.created","data":{"id":1,"arrivalDate":"2026-02-30"}}', USER)
  const { outcome, problems, events } = (await app.deliveries()).at(-1) ?? {}
  const problem = { path: '/data/arrivalDate', problem: 'is not a calendar date (YYYY-MM-DD)' }
  t.strictSame([outcome, problems, events?.length], ['quarantined', [problem], 1])
})

t.test('hostaway: whole reservations become states, messages come once', async (t) => {
  const app = await buildTestApp(t, { HOSTAWAY_WEBHOOK_SECRET: 'u:p' })
  const send = async (status: string, more = '') => {
    const data = `"id":9007199254740993,"status":"${status}","totalPrice":0.1,"currency":"usd"${more}`
    return (await app.post(HOSTAWAY, `{"event":"reservation.updated","accountId":7,"data":{${data}}}`, USER)).json()
  }
  for (const status of ['new', 'new', 'modified', 'cancelled', 'futureWord']) await send(status)
  t.strictSame(
    (await app.events()).map(({ type }) => type),
    ['reservation.created', 'reservation.updated', 'reservation.cancelled', 'reservation.updated']
  )
  const { state } = (await app.get('/api/reservations/hostaway/9007199254740993?property=7')).json()
  matchExactly(t, state, {
    status: 'cancelled',
    sourceStatus: 'futureWord',
    totalRate: { amount: '0.10', currency: 'USD' }
  })
  matchExactly(t, await send('futureWord', ',"listingMapId":12'), { events: [String] }, 'another listing is news')
  matchExactly(t, (await app.events()).at(-1)?.data['changes'], [{ path: '/extra/listingMapId', after: 12 }])
  const message = '{"event":"message.received","accountId":7,"data":{"id":5,"body":"crib?","isIncoming":1}}'
  matchExactly(t, (await app.post(HOSTAWAY, message, USER)).json(), { events: [String] })
  matchExactly(t, (await app.post(HOSTAWAY, message, USER)).json(), { outcome: 'duplicate' })
  const told = { direction: 'inbound', type: 'unknown', from: null, to: null, text: 'crib?', media: [], accountId: '7' }
  const about = { type: 'message.received', channel: 'pms', subject: 'message/5' }
  matchExactly(t, (await app.events()).at(-1), { ...about, data: { message: told } })
})

t.test('an adapter for which nothing is set is guarded by the shared secret, also one that wants Basic', async (t) => {
  const app = await buildTestApp(t, { PMS_WEBHOOK_SECRET: 'shared' })
  for (const name of ['apaleo', 'guesty', 'hostaway']) {
    const post = (headers = {}) => app.post(`/webhooks/pms/${name}`, '[]', headers)
    t.equal((await post({ 'x-webhook-secret': 'shared' })).statusCode, 200, name)
    t.equal((await post()).statusCode, 401, name)
  }
})

const USER = { authorization: `Basic ${Buffer.from('u:p').toString('base64')}` }

function thin(status: string, publishedAt: string): string {
  const data = { reservationId: 'r1', status }
  return JSON.stringify({ event: 'reservation.updated.v2', meta: { eventId: 'e', publishedAt }, data })
}

let count = 10

function guesty(app: TestApp, body: string) {
  const id = `msg_${++count}`
  return app.post('/webhooks/pms/guesty', body, { ...svix(signed(body, undefined, id)), 'svix-id': id })
}

function signed(body: string, time = Math.floor(Date.now() / 1000), id = 'msg_1') {
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
  const signature = `v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`
  return { time: String(time), signature }
}

function svix({ time, signature }: { time: string; signature: string }) {
  return { 'svix-id': 'msg_1', 'svix-timestamp': time, 'svix-signature': signature }
}
