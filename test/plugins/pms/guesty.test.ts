import { createHmac } from 'node:crypto'
import t from 'tap'
import { buildTestApp, type TestApp } from '../../support/test-app.ts'

const KEY = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const WHOLE = {
  _id: 'r1',
  status: 'confirmed',
  confirmationCode: 'GY-1',
  checkInDateLocalized: '2026-07-01',
  checkOutDateLocalized: '2026-07-04',
  guestId: 'g1',
  guest: { _id: 'g1', fullName: 'Ada Roy', email: 'ada@example.com', phone: '+46 (0)70 123 45 67', notes: 'nuts' },
  listing: { _id: 'l1', nickname: 'HL1' },
  money: { hostPayout: 330 },
  plannedArrival: '16:00',
  guestsCount: 2
}

let clock = Date.UTC(2026, 4, 1, 8)
let count = 0

t.test('each field of a reservation and of its guest is news when it changes', async (t) => {
  const app = await start(t)
  await whole(app, {})
  for (const [change, path] of [
    [{ listing: { _id: 'l2' } }, '/extra/listing/_id'],
    [{ guestsCount: 3 }, '/extra/guestsCount'],
    [{ money: { hostPayout: 300 } }, '/extra/money/hostPayout'],
    [{ plannedArrival: '18:00' }, '/extra/plannedArrival'],
    [{ guest: { _id: 'g1', notes: 'no nuts' } }, '/guest/extra/notes'],
    [{ guest: { _id: 'g1', dietaryPreferences: ['vegan'] } }, '/guest/extra/dietaryPreferences']
  ] as const) {
    const reply = await whole(app, change)
    t.strictSame([reply.outcome, reply.events.length], ['accepted', path.startsWith('/guest') ? 2 : 1], path)
    const changes = (await app.events()).findLast(({ subject }) => subject === 'reservation/r1')?.data['changes'] as {
      path: string
    }[]
    t.ok(
      changes.some((one) => one.path === path),
      path
    )
  }
  t.strictSame((await whole(app, { guest: { _id: 'g1' }, ...kept() })).outcome, 'duplicate', 'only a newer time')
})

t.test('a guest with only an id and a name keeps the rest, and null empties', async (t) => {
  const app = await start(t)
  await whole(app, {})
  await whole(app, { guest: { _id: 'g1', fullName: 'Ada Roy' }, status: 'canceled' })
  const { guest } = (await stateOf(app)).state
  t.strictSame([guest.lastName, guest.email, guest.phoneE164], ['Ada Roy', 'ada@example.com', '+46701234567'])
  await whole(app, { guest: { _id: 'g1', phone: null, email: null }, confirmationCode: null })
  const { state } = await stateOf(app)
  const { lastName, email, emailValid, phone, phoneE164 } = state.guest
  t.strictSame([lastName, email, emailValid, phone, phoneE164], ['Ada Roy', null, null, null, null])
  t.strictSame(state.confirmationNumber, null)
})

t.test('null empties language, phone, and name, and the events say so', async (t) => {
  const app = await start(t)
  const guest = { _id: 'g1', fullName: 'Ada Roy', phone: '+41 (044) 364 35 33', preferredLanguage: 'sv' }
  await whole(app, { guest })
  await whole(app, { guest: { _id: 'g1', fullName: null, phone: null, preferredLanguage: null } })
  const [reservation, person] = (await app.events()).slice(-2)
  const emptied = [
    ['/lastName', 'Ada Roy'],
    ['/phone', '+41 (044) 364 35 33'],
    ['/phoneE164', '+41443643533'],
    ['/language', 'sv']
  ] as const
  for (const [event, inside] of [
    [reservation, '/guest'],
    [person, '']
  ] as const)
    t.strictSame(
      event?.data['changes'],
      emptied.map(([path, before]) => ({ path: inside + path, before, after: null }))
    )
})

t.test('empty parts of a name count as missing', async (t) => {
  const app = await start(t)
  for (const [firstName, lastName, expected] of [
    ['', '', [null, 'Ada Roy']],
    [' ', null, [null, 'Ada Roy']],
    [undefined, undefined, [null, 'Ada Roy']],
    ['Ada', '', ['Ada', null]]
  ] as const) {
    await whole(app, { guest: { _id: 'g1', fullName: 'Ada Roy', firstName, lastName } })
    const { guest } = (await stateOf(app)).state
    t.strictSame([guest.firstName, guest.lastName], expected)
  }
})

t.test('the same words of a guest twice, without an id, are two messages', async (t) => {
  const app = await start(t)
  const received = { event: 'reservation.messageReceived', conversation: { _id: 'c' }, message: { body: 'Yes' } }
  t.strictSame(
    [
      (await guesty(app, received, { id: 'msg_y1' })).outcome,
      (await guesty(app, received, { id: 'msg_y2' })).outcome,
      (await guesty(app, received, { id: 'msg_y1' })).outcome
    ],
    ['accepted', 'accepted', 'duplicate']
  )
})

t.test('a time of modification without a zone still puts updates in order', async (t) => {
  const app = await start(t)
  await whole(app, { status: 'canceled', lastUpdatedAt: '2026-05-01T10:00:00' })
  await whole(app, { status: 'confirmed', lastUpdatedAt: '2026-05-01T09:59:00Z' })
  await whole(app, { status: 'confirmed', lastUpdatedAt: '2026-05-01T09:58:00' })
  t.equal((await stateOf(app)).state.status, 'cancelled')
  t.strictSame(
    (await app.deliveries()).map(({ problems }) => problems),
    [[], [], []]
  )
})

t.test('one odd field costs that field, in a reservation and in its guest', async (t) => {
  const app = await start(t)
  const odd = {
    status: 7,
    checkInDateLocalized: 'soon',
    confirmationCode: [],
    guest: { _id: 'g1', email: {}, phone: '+46701234567' }
  }
  const reply = await whole(app, odd)
  t.strictSame([reply.outcome, reply.events.length], ['quarantined', 2])
  t.strictSame(reply.problems.map(({ path }: { path: string }) => path).sort(), [
    '/reservation/checkInDateLocalized',
    '/reservation/confirmationCode',
    '/reservation/guest/email'
  ])
  const { state } = await stateOf(app)
  t.strictSame([state.departureDate, state.guest.phoneE164, state.sourceStatus], ['2026-07-04', '+46701234567', '7'])
})

t.test('the stay of a v2 event is told', async (t) => {
  const app = await start(t)
  const stay = {
    checkInDateLocalized: '2026-08-02',
    checkOutDateLocalized: '2026-08-05',
    unitId: 'u1',
    guestsCount: 3,
    numberOfGuests: { numberOfAdults: 2, numberOfChildren: 1 }
  }
  for (const [at, form] of [{ stay: [stay] }, { stay }, stay].entries()) {
    const data = { reservationId: `v${at}`, status: 'confirmed', confirmationCode: 'GY-9', keyCode: '4711', ...form }
    const meta = { eventId: 'e', publishedAt: '2026-05-01T10:00:00Z', subTypes: ['dates'] }
    await guesty(app, { event: 'reservation.updated.v2', meta, data })
    const { state } = (await app.get(`/api/reservations/guesty/v${at}`)).json()
    const { arrivalDate, departureDate, adults, children, confirmationNumber } = state
    t.strictSame([arrivalDate, departureDate, adults, children], ['2026-08-02', '2026-08-05', 2, 1])
    t.strictSame([confirmationNumber, state.extra.keyCode], ['GY-9', '4711'])
    t.strictSame(state.extra.stay ?? state.extra.unitId, 'stay' in form ? form.stay : 'u1')
    const { vendor } = Object((await app.events()).at(-1)?.data)
    t.strictSame(vendor.meta, { eventId: 'e', subTypes: ['dates'] })
  }
})

t.test('a deleted guest is told, and nothing personal stays in the state', async (t) => {
  const app = await start(t)
  const guest = { _id: 'g1', firstName: 'Ada', lastName: 'Roy', email: 'ada@example.com', phones: ['+46701234567'] }
  await guesty(app, { event: 'guest.created', guest })
  const reply = await guesty(app, { event: 'guest.deleted', guest: { _id: 'g1' } }, { id: 'msg_2' })
  t.strictSame([reply.outcome, reply.events.length], ['accepted', 1])
  const { type, subject } = (await app.events()).at(-1) ?? {}
  t.strictSame([type, subject], ['guest.deleted', 'guest/g1'])
  const { state } = (await app.get('/api/guests/guesty/g1')).json()
  t.strictSame([state.deleted, state.firstName, state.lastName, state.email, state.extra], [true, null, null, null, {}])
})

t.test('an older lastUpdatedAt changes nothing, and one from the future hides nothing', async (t) => {
  const app = await start(t)
  const at = (ms: number, fields: object) =>
    whole(app, { ...fields, lastUpdatedAt: new Date(Date.now() + ms).toISOString() })
  await at(-60_000, { status: 'canceled' })
  t.strictSame((await at(-120_000, { status: 'confirmed', plannedArrival: '9:00' })).events, [])
  t.strictSame((await stateOf(app)).state.status, 'cancelled')
  await at(2 * 86_400_000, { status: 'confirmed' })
  t.strictSame((await at(0, { status: 'canceled' })).events.length, 1)
  t.strictSame((await stateOf(app)).state.status, 'cancelled')
})

t.test('the headers of Standard Webhooks are accepted, and their id is the dedup key', async (t) => {
  const app = await start(t)
  const body = { event: 'reservation.updated.v2', data: { reservationId: 'r9', status: 'confirmed' } }
  for (const [prefix, id, outcome] of [
    ['webhook', 'msg_a', 'accepted'],
    ['webhook', 'msg_a', 'duplicate'],
    ['svix', 'msg_a', 'duplicate'],
    ['webhook', 'msg_b', 'accepted']
  ] as const)
    t.strictSame((await guesty(app, body, { prefix, id })).outcome, outcome, `${prefix} ${id}`)
  const forged = await app.post('/webhooks/pms/guesty', JSON.stringify(body), {
    'webhook-id': 'x',
    'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
    'webhook-signature': 'v1,AAAA'
  })
  t.strictSame(forged.statusCode, 401)
})

function start(t: Parameters<typeof buildTestApp>[0]) {
  return buildTestApp(t, { GUESTY_WEBHOOK_SECRET: `whsec_${KEY}` })
}

/** The fields as the loop over changes leaves them. */
function kept() {
  return { listing: { _id: 'l1', nickname: 'HL1' } }
}

function whole(app: TestApp, fields: object) {
  clock += 1000
  const lastUpdatedAt = new Date(clock).toISOString()
  return guesty(app, { event: 'reservation.updated', reservation: { ...WHOLE, lastUpdatedAt, ...fields } })
}

async function guesty(app: TestApp, told: object, { prefix = 'svix', id = `msg_${++count}` } = {}) {
  const body = JSON.stringify(told)
  const time = String(Math.floor(Date.now() / 1000))
  const mac = createHmac('sha256', Buffer.from(KEY, 'base64')).update(`${id}.${time}.${body}`).digest('base64')
  const headers = { [`${prefix}-id`]: id, [`${prefix}-timestamp`]: time, [`${prefix}-signature`]: `v1,${mac}` }
  return (await app.post('/webhooks/pms/guesty', body, headers)).json()
}

async function stateOf(app: TestApp) {
  return (await app.get('/api/reservations/guesty/r1')).json()
}
