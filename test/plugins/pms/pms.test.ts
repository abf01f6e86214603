import fc from 'fast-check'
import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, SECRETS, type TestApp } from '../../support/test-app.ts'

// The contract's bodies say `mews`. Where Mews has a credential of its own, the shared secret may not speak for it.
const PMS = { PMS_WEBHOOK_SECRET: SECRETS.PMS_WEBHOOK_SECRET }
const AUTH = { 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET, 'content-type': 'application/json' }

// The contract's own examples, to the letter: JSON.stringify would turn 599.00 into 599.
const GUEST = `{ "externalId": "guest-123", "source": "mews", "firstName": "John", "lastName": "Doe", "email": "john@Example.COM",
  "phone": "+1234567890", "language": "en_gb", "loyaltyTier": "gold", "vipStatus": "VIP",
  "preferences": [ { "category": "room", "value": "high-floor" }, { "category": "pillow", "value": "firm" } ] }`
const RESERVATION = `{ "externalId": "res-456", "source": "mews", "confirmationNumber": "CONF123",
  "guest": { "externalId": "guest-123", "source": "mews", "firstName": "John", "lastName": "Doe" },
  "roomNumber": "501", "roomType": "deluxe-king", "arrivalDate": "2024-03-15", "departureDate": "2024-03-18",
  "status": "confirmed", "adults": 2, "children": 0, "rateCode": "BAR", "totalRate": 599.00, "currency": "USD",
  "specialRequests": ["late checkout", "extra pillows"] }`

t.test('the contract’s examples become the right events', async (t) => {
  const app = await buildTestApp(t, PMS)
  t.match((await app.post('/webhooks/pms/guests', GUEST, AUTH)).json(), { received: true })
  t.match((await app.post('/webhooks/pms/reservations', RESERVATION, AUTH)).json(), { received: true })
  const checkIn = {
    type: 'guest.checked_in',
    source: 'mews',
    timestamp: '2024-03-15T14:00:00Z',
    data: { reservation: { externalId: 'res-456' }, guest: { externalId: 'guest-123' } }
  }
  t.match((await post(app, 'events', checkIn)).json(), { received: true })
  const [guest, reservation, event] = await app.events()
  matchExactly(t, guest, {
    type: 'guest.updated',
    subject: 'guest/guest-123',
    source: 'mews',
    timebasis: 'received',
    verified: true
  })
  matchExactly(t, guest?.data, {
    guest: { email: 'john@example.com', emailValid: true, phoneE164: '+1234567890', language: 'en-GB', notes: null }
  })
  matchExactly(t, reservation, { type: 'reservation.created', subject: 'reservation/res-456' })
  matchExactly(t, reservation?.data, {
    reservation: { totalRate: { amount: '599.00', currency: 'USD' }, guest: { lastName: 'Doe' }, adults: 2 }
  })
  matchExactly(t, event, {
    type: 'guest.checked_in',
    time: '2024-03-15T14:00:00.000Z',
    timebasis: 'event',
    subject: 'reservation/res-456'
  })
  matchExactly(t, (await app.get('/api/reservations/mews/res-456')).json(), {
    state: { status: 'checked_in', roomNumber: '501' }
  })
})

t.test('amounts are exact decimals', async (t) => {
  const app = await buildTestApp(t, PMS)
  const cases = [
    ['12000', 'jpy', '12000'],
    ['5.5', 'KWD', '5.500'],
    ['"1234567890123456.789"', 'EUR', '1234567890123456.789'],
    ['12345678901234567.89', 'USD', '12345678901234567.89'],
    ['0', 'EUR', '0.00'],
    ['0.1', 'USD', '0.10'],
    ['1e2', 'USD', '100.00']
  ]
  for (const [n, [total = '', currency = '', amount = '']] of cases.entries()) {
    const body = RESERVATION.replace('599.00', total).replace('USD', currency).replace('res-456', `r${n}`)
    t.equal((await app.post('/webhooks/pms/reservations', body, AUTH)).statusCode, 200, total)
    const { state } = (await app.get(`/api/reservations/mews/r${n}`)).json()
    t.strictSame(state.totalRate, { amount, currency: currency.toUpperCase() })
  }
})

t.test('only the secret opens, as header or bearer token', async (t) => {
  const app = await buildTestApp(t, { PMS_WEBHOOK_SECRET: 'one, two' })
  const good = [
    { 'x-webhook-secret': 'one' },
    { 'x-webhook-secret': 'two' },
    { authorization: 'Bearer one' },
    { authorization: 'bEARER two' },
    { authorization: 'bearer x', 'x-webhook-secret': 'one' }
  ]
  for (const headers of good) t.equal((await app.post('/webhooks/pms/guests', GUEST, headers)).statusCode, 200)
  const bad = [
    {},
    { 'x-webhook-secret': '' },
    { 'x-webhook-secret': 'one, two' },
    { 'x-webhook-secret': 'on' },
    { 'x-webhook-secret': 'one1' },
    { authorization: 'one' },
    { authorization: 'Basic one' },
    { authorization: 'Bearer one two' }
  ]
  for (const headers of bad) {
    const reply = await app.post('/webhooks/pms/guests', '{"broken', Object.fromEntries(Object.entries(headers)))
    matchExactly(t, [reply.statusCode, reply.json()], [401, { error: 'Unauthorized' }])
  }
  t.equal((await app.deliveries()).length, good.length)
})

t.test('every failing field is named at once, and the delivery is kept as rejected', async (t) => {
  const app = await buildTestApp(t, PMS)
  const wrong = {
    externalId: '',
    source: 'acme',
    guest: { externalId: 'g', firstName: ' ' },
    roomNumber: 501,
    arrivalDate: '2023-02-29',
    departureDate: '2023-02-01',
    status: 'gone',
    adults: -1,
    totalRate: 'hidden-value'
  }
  const reply = await post(app, 'reservations', wrong)
  t.equal(reply.statusCode, 400)
  const { code, details } = reply.json().error
  t.equal(code, 'VALIDATION_ERROR')
  const paths = [
    '/externalId',
    '/guest/lastName',
    '/roomNumber',
    '/arrivalDate',
    '/departureDate',
    '/status',
    '/adults',
    '/totalRate',
    '/currency'
  ]
  t.strictSame(details.errors.map(({ path }: { path: string }) => path).sort(), paths.sort())
  t.notMatch(reply.body, 'hidden-value')
  matchExactly(t, await app.deliveries(), [{ outcome: 'rejected', source: 'acme' }])
  t.equal((await app.post('/webhooks/pms/guests', 'nonsense', AUTH)).json().error.code, 'VALIDATION_ERROR')
  t.equal((await post(app, 'events', { type: 'guest.checked_in', source: 'a', data: {} })).statusCode, 400)
  t.equal((await post(app, 'events', { type: 'night.audit', source: 'a', data: {} })).statusCode, 400)
  t.equal((await app.events()).length, 0)
})

t.test('dates of the calendar, nulls, long ids and unknown fields are taken as they are', async (t) => {
  const app = await buildTestApp(t, PMS)
  const stay = {
    source: 'acme',
    guest: { externalId: 1, lastName: '佐藤' },
    arrivalDate: '2024-02-29',
    departureDate: '2024-02-29',
    status: 'no_show'
  }
  const nulls = {
    confirmationNumber: null,
    roomNumber: null,
    totalRate: null,
    currency: null,
    adults: null,
    specialRequests: null,
    notes: null,
    updatedAt: null,
    rooms: null
  }
  t.equal(
    (await post(app, 'reservations', { ...stay, ...nulls, externalId: 7, spaTreatment: { at: 'noon' } })).statusCode,
    200
  )
  const { state } = (await app.get('/api/reservations/acme/7')).json()
  matchExactly(t, state, {
    adults: 1,
    specialRequests: [],
    totalRate: null,
    extra: { spaTreatment: { at: 'noon' } },
    guest: { externalId: '1' }
  })
  const long = JSON.stringify({ ...stay, externalId: 0 }).replace('"externalId":0', '"externalId":12345678901234567890')
  t.equal((await app.post('/webhooks/pms/reservations', long, AUTH)).statusCode, 200)
  t.equal((await app.get('/api/reservations/acme/12345678901234567890')).statusCode, 200)
})

t.test('a state that is known changes nothing, a new one is exactly one event', async (t) => {
  const app = await buildTestApp(t, PMS)
  const firsts = await Promise.all(
    Array.from({ length: 32 }, () => app.post('/webhooks/pms/reservations', RESERVATION, AUTH))
  )
  t.ok(firsts.every(({ statusCode }) => statusCode === 200))
  for (const status of ['checked_in', 'checked_in', 'checked_out', 'cancelled'])
    await app.post('/webhooks/pms/reservations', RESERVATION.replace('confirmed', status), AUTH)
  await app.post(
    '/webhooks/pms/reservations',
    RESERVATION.replace('confirmed', 'cancelled').replace('501', '502'),
    AUTH
  )
  const events = await app.events()
  t.strictSame(
    events.map(({ type }) => type),
    ['reservation.created', 'guest.checked_in', 'guest.checked_out', 'reservation.cancelled', 'reservation.updated']
  )
  t.strictSame(events.at(-1)?.data['changes'], [{ path: '/roomNumber', before: '501', after: '502' }])
})

t.test('an older state never overwrites a newer one, in any order and number', async (t) => {
  const app = await buildTestApp(t, PMS)
  const versions = Array.from({ length: 5 }, (_, n) => ({
    updatedAt: `2026-01-0${n + 1}T00:00:00Z`,
    roomNumber: `${n}`
  }))
  const base = { ...JSON.parse(RESERVATION), externalId: '' }
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...versions, ...versions], { minLength: 10 }), async (order) => {
      const externalId = `run-${run++}`
      for (const version of order) await post(app, 'reservations', { ...base, ...version, externalId })
      const { state, events } = (await app.get(`/api/reservations/mews/${externalId}`)).json()
      t.equal(state.roomNumber, '4')
      t.ok(events.length <= 5)
    }),
    { numRuns: 15 }
  )
  t.ok((await app.deliveries()).some(({ reason }) => reason?.includes('older than the stored state')))
})

t.test('events with a timestamp are facts once, without one each time; rooms keep their dimensions', async (t) => {
  const app = await buildTestApp(t, PMS)
  const cleaned = {
    type: 'room.status_changed',
    source: 'acme',
    data: { roomNumber: '12', previousStatus: 'dirty', newStatus: 'clean' }
  }
  for (let n = 0; n < 2; n++) await post(app, 'events', { ...cleaned, timestamp: '2026-01-01T10:00:00+02:00' })
  for (let n = 0; n < 2; n++) await post(app, 'events', cleaned)
  await post(app, 'events', { ...cleaned, propertyId: 'H2', data: { room: { number: '12', occupancy: 'occupied' } } })
  t.equal((await app.events()).length, 4)
  const ambiguous = await app.get('/api/rooms/acme/12')
  matchExactly(t, [ambiguous.statusCode, ambiguous.json().error.code], [409, 'AMBIGUOUS_ID'])
  matchExactly(t, (await app.get('/api/rooms/acme/12?property=H2')).json(), {
    property: 'H2',
    state: { occupancy: 'occupied' }
  })
})

function post(app: TestApp, route: string, body: object) {
  return app.post(`/webhooks/pms/${route}`, JSON.stringify(body), AUTH)
}
