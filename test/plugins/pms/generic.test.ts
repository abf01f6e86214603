import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, SECRETS, type TestApp } from '../../support/test-app.ts'

// The contract's bodies say `mews`. Where Mews has a credential of its own, the shared secret may not speak for it.
const PMS = { PMS_WEBHOOK_SECRET: SECRETS.PMS_WEBHOOK_SECRET }
const AUTH = { 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET }

// The contract's own JSON. As text: JSON.stringify would turn 599.00 into 599.
const GUEST = `{
  "externalId": "guest-123",
  "source": "mews",
  "firstName": "John", "lastName": "Doe",
  "email": "john@example.com", "phone": "+1234567890", "language": "en",
  "loyaltyTier": "gold", "vipStatus": "VIP",
  "preferences": [
    { "category": "room", "value": "high-floor" },
    { "category": "pillow", "value": "firm" }
  ]
}`
const RESERVATION = `{
  "externalId": "res-456",
  "source": "mews",
  "confirmationNumber": "CONF123",
  "guest": { "externalId": "guest-123", "source": "mews", "firstName": "John", "lastName": "Doe" },
  "roomNumber": "501", "roomType": "deluxe-king",
  "arrivalDate": "2024-03-15", "departureDate": "2024-03-18",
  "status": "confirmed", "adults": 2, "children": 0,
  "rateCode": "BAR", "totalRate": 599.00, "currency": "USD",
  "specialRequests": ["late checkout", "extra pillows"]
}`
const EVENT = `{ "type": "guest.checked_in", "source": "mews", "timestamp": "2024-03-15T14:00:00Z",
  "data": { "reservation": ${RESERVATION}, "guest": { "externalId": "guest-123" } } }`
const STAY = {
  source: 'acme',
  guest: { externalId: 'g', lastName: 'Ōe' },
  arrivalDate: '2025-07-01',
  departureDate: '2025-07-04',
  status: 'confirmed'
}

t.test('the contract’s bodies become the right events, money as an exact decimal', async (t) => {
  const app = await buildTestApp(t, PMS)
  const bodies = [GUEST, RESERVATION, EVENT]
  for (const [n, route] of ['guests', 'reservations', 'events'].entries()) {
    const reply = await app.post(`/webhooks/pms/${route}`, bodies[n] ?? '', AUTH)
    t.equal(reply.statusCode, 200)
    matchExactly(t, reply.json(), { received: true, outcome: 'accepted', events: [String] })
  }
  const [guest, created, checkIn] = await app.events()
  const about = { source: 'mews', channel: 'pms', verified: true, hydrated: false }
  matchExactly(t, guest, { ...about, type: 'guest.updated', subject: 'guest/guest-123' })
  matchExactly(t, guest?.data['guest'], { firstName: 'John', vipStatus: 'VIP', preferences: [{}, { value: 'firm' }] })
  matchExactly(t, created, {
    ...about,
    type: 'reservation.created',
    subject: 'reservation/res-456',
    timebasis: 'received'
  })
  matchExactly(t, checkIn, { ...about, type: 'guest.checked_in', time: '2024-03-15T14:00:00.000Z', timebasis: 'event' })
  for (const event of [created, checkIn]) {
    const told = Object(event?.data['reservation'])
    t.strictSame(told.totalRate, { amount: '599.00', currency: 'USD' })
    matchExactly(t, told, { confirmationNumber: 'CONF123', roomNumber: '501', adults: 2, children: 0 })
  }
})

t.test('an amount keeps every digit that was sent and has the places of its currency', async (t) => {
  const app = await buildTestApp(t, PMS)
  for (const [at, [sent, currency, amount]] of [
    ['0', 'EUR', '0.00'],
    ['0.00', 'JPY', '0'],
    ['84500', 'jpy', '84500'],
    ['84500.50', 'JPY', '84500.5'],
    ['7.1', 'kwd', '7.100'],
    ['"7"', 'BHD', '7.000'],
    ['"00019.90"', 'chf', '19.90'],
    ['0.30000000000000004', 'USD', '0.30000000000000004'],
    ['0.00000012345', 'USD', '0.00000012345'],
    ['9007199254740993', 'IDR', '9007199254740993.00'],
    ['98765432109876543.21', 'USD', '98765432109876543.21'],
    ['"12345678901234567890.1234567890"', 'USD', '12345678901234567890.123456789'],
    ['12.5e1', 'USD', '125.00']
  ].entries()) {
    const body = JSON.stringify({ ...STAY, externalId: `m${at}`, currency, totalRate: 0 })
    const reply = await app.post(
      '/webhooks/pms/reservations',
      body.replace('"totalRate":0', `"totalRate":${sent}`),
      AUTH
    )
    t.equal(reply.statusCode, 200, String(sent))
    const { state } = (await app.get(`/api/reservations/acme/m${at}`)).json()
    t.strictSame(state.totalRate, { amount, currency: currency?.toUpperCase() }, String(sent))
  }
  for (const totalRate of ['--1', '+1', '1,5', '1e3', 'NaN', '', true, [1], 1e300]) {
    const reply = await send(app, 'reservations', { ...STAY, externalId: 'bad', currency: 'EUR', totalRate })
    matchExactly(t, [reply.statusCode, failing(reply)], [400, ['/totalRate']], String(totalRate))
  }
})

t.test('only the exact secret opens, and nothing of a refused request is kept', async (t) => {
  const app = await buildTestApp(t, { PMS_WEBHOOK_SECRET: 'old-key,new-key' })
  for (const headers of [
    { 'x-webhook-secret': 'old-key' },
    { 'X-Webhook-Secret': 'new-key' },
    { authorization: 'Bearer new-key' },
    { authorization: 'bearer old-key' },
    { authorization: 'BEARER  new-key', 'x-webhook-secret': 'wrong' }
  ])
    t.equal((await app.post('/webhooks/pms/guests', GUEST, { ...headers })).statusCode, 200, JSON.stringify(headers))
  const before = await app.deliveries()
  for (const headers of [
    {},
    { 'x-webhook-secret': 'new-ke' },
    { 'x-webhook-secret': 'new-key2' },
    { 'x-webhook-secret': 'Bearer new-key' },
    { 'x-webhook-secret': 'NEW-KEY' },
    { 'x-webhook-secret': 'old-key,new-key' },
    { authorization: 'new-key' },
    { authorization: 'Basic new-key' },
    { authorization: 'Bearernew-key' },
    { authorization: 'Token Bearer new-key' },
    { authorization: 'Bearer new-key x' },
    { authorization: 'Bearer' }
  ])
    for (const [route, body] of [['guests', GUEST] as const, ['reservations', '{"broken'] as const]) {
      const reply = await app.post(`/webhooks/pms/${route}`, body, { ...headers })
      t.strictSame([reply.statusCode, reply.json()], [401, { error: 'Unauthorized' }], JSON.stringify(headers))
    }
  t.strictSame(await app.deliveries(), before)
})

t.test('a wrong shape names every failing field and no value, and is kept without an event', async (t) => {
  const app = await buildTestApp(t, PMS)
  const wrong = {
    source: 7,
    guest: { externalId: '', firstName: '', lastName: ' ', nationality: 'S3CRET' },
    arrivalDate: '2024-02-30',
    departureDate: 'S3CRET',
    status: 'S3CRET',
    adults: 1.5,
    children: '2',
    roomNumber: 501,
    specialRequests: 'S3CRET',
    currency: 'S3CRET'
  }
  const reply = await send(app, 'reservations', wrong)
  t.equal(reply.json().error.code, 'VALIDATION_ERROR')
  const names = Object.keys(wrong).filter((name) => name !== 'guest')
  const inGuest = ['externalId', 'lastName', 'nationality'].map((name) => `/guest/${name}`)
  t.strictSame(failing(reply), [...names.map((name) => `/${name}`), ...inGuest, '/externalId'].sort())
  t.equal((await send(app, 'guests', { ...STAY, externalId: 'g' })).statusCode, 400)
  t.strictSame(failing(await send(app, 'events', { type: 'S3CRET', source: 'a' })), ['/data', '/type'])
  for (const body of ['', 'S3CRET', '{"a":S3CRET}', '[]', 'null', '"S3CRET"', '{"externalId":"x"'])
    t.equal((await app.post('/webhooks/pms/guests', body, AUTH)).json().error.code, 'VALIDATION_ERROR', body)
  const kept = await app.deliveries()
  t.equal(kept.length, 10)
  t.ok(kept.every(({ outcome, reason, events }) => outcome === 'rejected' && reason && events.length === 0))
  t.notMatch(JSON.stringify([reply.json(), kept]), 'S3CRET')
  t.equal((await app.events()).length, 0)
})

t.test('dates are those of the calendar, and a stay does not end before it begins', async (t) => {
  const app = await buildTestApp(t, PMS)
  const stay = async (arrivalDate: string, departureDate: string) =>
    failing(await send(app, 'reservations', { ...STAY, externalId: 'd', arrivalDate, departureDate }))
  for (const day of ['2024-02-29', '2000-02-29', '2023-12-31', '2025-04-30'])
    t.strictSame(await stay(day, day), [], day)
  for (const day of ['2023-02-29', '2024-02-30', '1900-02-29', '2025-04-31', '2025-13-01', '2025-00-10', '2025-1-1'])
    t.strictSame(await stay(day, '2999-01-01'), ['/arrivalDate'], day)
  for (const day of ['2025-07-04T00:00:00Z', '04.07.2025', ''])
    matchExactly(t, await stay('2025-01-01', day), ['/departureDate'])
  t.strictSame(await stay('2025-03-02', '2025-03-01'), ['/departureDate'])
})

t.test('nulls, numeric ids of any length and fields nobody described are kept as they are', async (t) => {
  const app = await buildTestApp(t, PMS)
  const nothing = Object.fromEntries(
    'confirmationNumber roomNumber roomType adults children rateCode totalRate currency specialRequests notes sourceStatus updatedAt rooms propertyId'
      .split(' ')
      .map((name) => [name, null])
  )
  const nobody = 'firstName email phone language nationality loyaltyTier vipStatus preferences notes source'.split(' ')
  const guest = { ...STAY.guest, ...Object.fromEntries(nobody.map((name) => [name, null])) }
  const unknown = { toString: 'odd', x_spa: { at: ['noon', 1.5, null] } }
  t.equal((await send(app, 'reservations', { ...STAY, ...nothing, guest, externalId: 42, ...unknown })).statusCode, 200)
  const { id, state } = (await app.get('/api/reservations/acme/42')).json()
  matchExactly(t, [id, state.adults, state.specialRequests, state.guest.source], ['42', 1, [], 'acme'])
  t.strictSame(state.extra, unknown)
  for (const number of ['0', '9007199254740993', '123456789012345678901234567890']) {
    await app.post('/webhooks/pms/guests', `{"externalId":${number},"source":"acme","lastName":"Li"}`, AUTH)
    t.equal((await app.get(`/api/guests/acme/${number}`)).json().state.externalId, number)
  }
})

function send(app: TestApp, route: string, body: object) {
  return app.post(`/webhooks/pms/${route}`, JSON.stringify(body), AUTH)
}

function failing(reply: { statusCode: number; json(): { error: { details: { errors: { path: string }[] } } } }) {
  return reply.statusCode === 200
    ? []
    : reply
        .json()
        .error.details.errors.map(({ path }) => path)
        .sort()
}

t.test('a further field of a preference is kept, and a blank address is none', async (t) => {
  const app = await buildTestApp(t, PMS)
  const guest = { externalId: 'g', source: 'hotelier', lastName: 'Dahl', email: ' ', phone: '' }
  const preferences = [{ category: 'pillow', value: 'firm', count: 2 }]
  await app.post('/webhooks/pms/guests', JSON.stringify({ ...guest, preferences }), AUTH)
  const { state } = (await app.get('/api/guests/hotelier/g')).json()
  t.strictSame(
    [state.preferences, state.email, state.emailValid, state.phone, state.phoneE164],
    [preferences, null, null, null, null]
  )
  const more = [{ category: 'pillow', value: 'firm', count: 3 }]
  await app.post('/webhooks/pms/guests', JSON.stringify({ ...guest, preferences: more }), AUTH)
  t.equal((await app.deliveries()).at(-1)?.outcome, 'accepted')
})
