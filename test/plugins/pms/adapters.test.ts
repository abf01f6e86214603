import t from 'tap'
import { hmac } from '../../../src/contract/verifiers.ts'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, SECRETS } from '../../support/test-app.ts'

const MEWS = '/webhooks/pms/mews'
const CLOUDBEDS = `/webhooks/pms/cloudbeds?token=${SECRETS.CLOUDBEDS_WEBHOOK_TOKEN}`
const PROPERTY = '5f0c2f0e-6a1c-4a2f-9b66-0f6f6f1b7c11'

t.test('mews: by signature or by token, and by nothing else', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const body = JSON.stringify({
    EnterpriseId: PROPERTY,
    Events: [{ Discriminator: 'ResourceUpdated', Value: { Id: 'r1' } }]
  })
  const { headers = {} } = hmac({ header: 'x-mews-signature' }).sign(
    { url: '', body: Buffer.from(body) },
    SECRETS.MEWS_WEBHOOK_SECRET
  )
  t.match((await app.post(MEWS, body, headers)).json(), { received: true })
  for (const name of ['token', 'Token', 'TOKEN'])
    t.equal((await app.post(`${MEWS}?${name}=${SECRETS.MEWS_WEBHOOK_TOKEN}`, body)).statusCode, 200)
  const secret = { 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET }
  for (const [url, bad, sent] of [
    [MEWS, {}, body],
    [MEWS, headers, `${body} `],
    [`${MEWS}?token=`, {}, body],
    [`${MEWS}?token=x`, {}, body],
    [`${MEWS}?token=${SECRETS.MEWS_WEBHOOK_TOKEN}&token=x`, {}, body],
    [MEWS, secret, body]
  ] as const) {
    const reply = await app.post(url, sent, bad)
    matchExactly(t, [reply.statusCode, reply.json()], [401, { error: 'Invalid signature' }], url)
  }
  t.equal((await app.events()).length, 4, 'byte-identical deliveries are facts of their own')
  t.match((await app.rows("select count(*)::int as n from deliveries where endpoint like '%oken%'"))[0], { n: 0 })
})

t.test('mews: both shapes, thin, coalesced within one delivery; what is unknown is named', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const of = (Discriminator: string, Id: string) => ({ Discriminator, Value: { Id, More: 1 } })
  const Events = [
    of('ServiceOrderUpdated', 's1'),
    of('CustomerAdded', 'c1'),
    of('CustomerUpdated', 'c1'),
    of('ServiceOrderUpdated', 's1'),
    of('PaymentUpdated', 'p1'),
    of('ResourceBlockUpdated', 'b1'),
    of('MessageAdded', 'm1'),
    { Type: 'Resource', Id: 'r1', State: 'Dirty' },
    { Type: 'Reservation', Id: 's2', State: 'Started' },
    of('SpaBooked', 'x'),
    null
  ]
  const reply = await app.post(
    `${MEWS}?token=${SECRETS.MEWS_WEBHOOK_TOKEN}`,
    JSON.stringify({ EnterpriseId: PROPERTY, Events })
  )
  matchExactly(t, reply.json(), { received: true, outcome: 'quarantined' })
  const events = await app.events()
  t.strictSame(
    events.map(({ type, subject }) => `${type} ${subject}`),
    [
      'reservation.updated reservation/s1',
      'guest.updated guest/c1',
      'payment.updated payment/p1',
      'room.status_changed room/r1',
      'guest.checked_in reservation/s2'
    ]
  )
  t.ok(
    events.every(({ hydrated, property, timebasis }) => !hydrated && property === PROPERTY && timebasis === 'received')
  )
  matchExactly(t, events[3]?.data, { room: { housekeeping: 'dirty' } })
  matchExactly(t, events[4]?.data, { reservation: { status: 'checked_in', sourceStatus: 'Started' } })
  matchExactly(t, await app.deliveries(), [{ problems: [{ path: '/Events/10' }, { path: '/Events/9/Discriminator' }] }])
})

t.test('mews: live credentials of an integration are nowhere in the database', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const body = JSON.stringify({
    Action: 'IntegrationCreated',
    Data: { Integration: { Id: 'i', Name: 'n' }, AccessToken: 'LIVE-TOKEN/1', ApiKey: { Value: 'LIVE-KEY' } }
  })
  t.equal((await app.post(`${MEWS}?token=${SECRETS.MEWS_WEBHOOK_TOKEN}`, body)).statusCode, 200)
  const [delivery] = await app.deliveries()
  matchExactly(t, delivery, { outcome: 'accepted', masked: true, events: [] })
  const raw = (await app.get(`/api/deliveries/${delivery?.id}/raw`)).body
  t.notMatch(raw, /LIVE/)
  matchExactly(t, JSON.parse(raw), { Action: 'IntegrationCreated', Data: { Integration: { Id: 'i' } } })
})

t.test('cloudbeds: both spellings of ids, numbers and strings, exact times, one event per fact', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const bodies = [
    '{"reservationID":"7061300000011","propertyID":318000,"propertyID_str":"318000","status":"canceled","event":"reservation/status_changed","timestamp":1766005381.816514}',
    '{"reservationId":7061300000012,"propertyId":"318000","status":"checked_in","event":"reservation/status_changed","timestamp":1766005381}',
    '{"reservationId":12345678901234567890,"propertyId":"318000","startDate":"2026-03-27","endDate":"2026-03-30","event":"reservation/created","timestamp":"1766005022.073195"}',
    '{"propertyId":1,"guestId":5,"guestId_str":"0005","event":"guest/created","timestamp":1766005021.042568}',
    '{"propertyId":1,"roomId":"128837-7","condition":"inspected","event":"housekeeping/room_condition_changed","timestamp":1766005020}'
  ]
  for (const body of [...bodies, ...bodies]) t.match((await app.post(CLOUDBEDS, body)).json(), { received: true })
  const events = await app.events()
  t.strictSame(
    events.map(({ type, subject, time }) => `${type} ${subject} ${time}`),
    [
      'reservation.cancelled reservation/7061300000011 2025-12-17T21:03:01.816514Z',
      'guest.checked_in reservation/7061300000012 2025-12-17T21:03:01.000Z',
      'reservation.created reservation/12345678901234567890 2025-12-17T20:57:02.073195Z',
      'guest.updated guest/0005 2025-12-17T20:57:01.042568Z',
      'room.status_changed room/128837-7 2025-12-17T20:57:00.000Z'
    ]
  )
  t.equal(events[0]?.property, '318000')
  for (const [body, outcome] of [
    ['{"event":"night_audit/completed"}', 'accepted'],
    ['{"event":"spa/booked"}', 'quarantined'],
    ['{"event":"guest/created"}', 'quarantined'],
    ['[]', 'quarantined']
  ]) {
    t.match((await app.post(CLOUDBEDS, body ?? '')).json(), { received: true, outcome })
  }
  t.equal((await app.post(CLOUDBEDS, '{')).statusCode, 400)
  const authorization = `Bearer ${SECRETS.PMS_WEBHOOK_SECRET}`
  t.equal((await app.post('/webhooks/pms/cloudbeds', bodies[0] ?? '', { authorization })).statusCode, 401)
  const refused = await app.post('/webhooks/pms/cloudbeds?token=wrong', bodies[0] ?? '')
  matchExactly(t, [refused.statusCode, refused.json()], [401, { error: 'Unauthorized' }])
})

t.test('an adapter with nothing of its own set is guarded by the shared secret', async (t) => {
  const app = await buildTestApp(t, { PMS_WEBHOOK_SECRET: 'shared' })
  const body = '{"Events":[]}'
  const refused = await app.post(MEWS, body)
  t.equal(refused.statusCode, 401)
  t.equal((await app.post(MEWS, body, { 'x-webhook-secret': 'shared' })).statusCode, 200)
})
