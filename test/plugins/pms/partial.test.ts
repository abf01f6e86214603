import t from 'tap'
import { buildTestApp, SECRETS, type TestApp } from '../../support/test-app.ts'
import { reservation, STAY, send } from './stay.ts'

const PERSON = { externalId: 'g-1', firstName: 'Lea', lastName: 'Roy', email: 'lea@example.com', phone: '+33600000011' }
const GUEST = {
  externalId: 'g-1',
  firstName: 'Lea',
  lastName: 'Roy',
  email: 'lea@example.com',
  emailValid: true,
  phone: '+33600000011',
  phoneE164: '+33600000011',
  language: null,
  nationality: null,
  loyaltyTier: null,
  vipStatus: null,
  preferences: [],
  notes: null,
  extra: {},
  source: 'hotelier'
}

t.test('a guest in an event keeps what the event does not mention', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  await send(app, 'reservations', { ...STAY, guest: { ...PERSON, spa: { pool: true } } })
  await event(app, { guest: { phone: '+33600000022', spa: { sauna: true } } })
  const { guest } = (await reservation(app)).state
  const expected = { ...GUEST, phone: '+33600000022', phoneE164: '+33600000022' }
  t.strictSame(guest, { ...expected, extra: { spa: { pool: true, sauna: true } } })

  await event(app, { guest: { externalId: 'g-1', email: null } })
  const emptied = { ...expected, email: null, emailValid: null, extra: { spa: { pool: true, sauna: true } } }
  t.strictSame((await reservation(app)).state.guest, emptied, 'null empties')
})

t.test('a reservation that names its guest again keeps the rest of the guest', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  await send(app, 'reservations', { ...STAY, guest: PERSON })
  const named = { externalId: 'g-1', firstName: 'Lea', lastName: 'Roy' }
  t.strictSame((await send(app, 'reservations', { ...STAY, guest: named })).outcome, 'duplicate')
  t.strictSame((await reservation(app)).state.guest, GUEST)
})

t.test('another guest replaces the one before, and takes over nothing', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  await send(app, 'reservations', { ...STAY, guest: PERSON })
  await event(app, { guest: { externalId: 'g-2', lastName: 'Kim' } })
  t.strictSame((await reservation(app)).state.guest, { externalId: 'g-2', source: 'hotelier', lastName: 'Kim' })
})

t.test('an older account of another guest changes nothing, in any order', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const told = [
    [{ externalId: 'g-1', email: 'lea@example.com' }, '2026-03-01T10:00:00Z'],
    [{ externalId: 'g-2', lastName: 'Kim' }, '2026-03-01T11:00:00Z'],
    [{ externalId: 'g-2', phone: null }, '2026-03-01T12:00:00Z']
  ] as const
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [2, 1, 0]
  ]
  for (const [run, order] of orders.entries()) {
    for (const at of order) {
      const [guest, timestamp] = told[at] ?? []
      await event(app, { externalId: `run-${run}`, guest }, { timestamp })
    }
    const { guest } = (await reservation(app, `run-${run}`)).state
    const expected = { externalId: 'g-2', lastName: 'Kim', phone: null, phoneE164: null, source: 'hotelier' }
    t.strictSame(Object.fromEntries(Object.entries(guest).sort()), expected, String(order))
  }
})

t.test('unknown fields of reservations and guests are merged one by one', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  await send(app, 'reservations', { ...STAY, spa: true, parking: { level: 1, place: 7 } })
  await event(app, { pool: 'east', parking: { place: 8 } })
  t.strictSame((await reservation(app)).state.extra, { spa: true, parking: { level: 1, place: 8 }, pool: 'east' })
  await send(app, 'reservations', { ...STAY, spa: null })
  t.strictSame((await reservation(app)).state.extra, { spa: null, parking: { level: 1, place: 8 }, pool: 'east' })

  const guest = { externalId: 'g-1', source: 'hotelier', lastName: 'Roy' }
  await send(app, 'guests', { ...guest, club: 'blue', tags: ['a'] })
  const data = { guest: { externalId: 'g-1', lastName: 'Roy', tags: ['b'] } }
  await send(app, 'events', { type: 'guest.updated', source: 'hotelier', data })
  t.strictSame((await app.get('/api/guests/hotelier/g-1')).json().state.extra, { club: 'blue', tags: ['b'] })
})

t.test('rooms of a reservation are merged by their ids, and a complete list replaces them', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const rooms = [
    { externalId: 'a', roomNumber: '1', status: 'confirmed' },
    { externalId: 'b', roomNumber: '2', status: 'confirmed' }
  ]
  await send(app, 'reservations', { ...STAY, rooms })
  await event(app, { rooms: [{ externalId: 'b', status: 'checked_in' }] })
  t.strictSame((await reservation(app)).state.rooms, [rooms[0], { ...rooms[1], status: 'checked_in' }])
  await send(app, 'reservations', { ...STAY, rooms: rooms.slice(0, 1) })
  t.strictSame((await reservation(app)).state.rooms, rooms.slice(0, 1))
})

t.test('a currency never stands beside an amount in another one', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  await send(app, 'reservations', { ...STAY, totalRate: '70.00', currency: 'EUR' })
  for (const currency of ['CHF', null]) {
    const { error } = await event(app, { currency })
    t.strictSame(error.details.errors, [{ path: '/data/reservation/totalRate', message: 'is needed with currency' }])
  }
  const { state } = await reservation(app)
  t.strictSame([state.totalRate, state.currency], [{ amount: '70.00', currency: 'EUR' }, 'EUR'])
  await event(app, { currency: 'CHF', totalRate: 65 })
  const changed = (await reservation(app)).state
  t.strictSame([changed.totalRate, changed.currency], [{ amount: '65.00', currency: 'CHF' }, 'CHF'])
  await send(app, 'reservations', { ...STAY, currency: 'USD' })
  const alone = (await reservation(app)).state
  t.strictSame([alone.totalRate, alone.currency], [null, 'USD'])
})

t.test('a guest may have no id, and a reservation no guest', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const { guest: _guest, ...stay } = STAY
  for (const [id, guest, expected] of [
    ['walk-in', { lastName: 'Walk-in' }, { ...nobody(), lastName: 'Walk-in' }],
    ['null', { externalId: null, lastName: 'Walk-in' }, { ...nobody(), lastName: 'Walk-in' }],
    ['none', null, null],
    ['absent', undefined, null]
  ] as const) {
    const reply = await send(app, 'reservations', {
      ...stay,
      externalId: id,
      ...(guest === undefined ? {} : { guest })
    })
    t.strictSame([reply.outcome, reply.events.length], ['accepted', 1], id)
    t.strictSame((await reservation(app, id)).state.guest, expected, id)
  }
  await event(app, { externalId: 'walk-in', guest: { lastName: 'Walk-in', phone: '+33600000011' } })
  t.strictSame((await reservation(app, 'null')).state.guest, { ...nobody(), lastName: 'Walk-in' }, 'two people')
  t.strictSame((await reservation(app, 'walk-in')).state.guest.phoneE164, '+33600000011')

  const guests = [{ lastName: 'Ng' }, { lastName: 'Li' }, { externalId: null, lastName: 'Ng', phone: null }]
  for (const guest of guests) {
    const reply = await send(app, 'events', { type: 'guest.checked_in', source: 'hotelier', data: { guest } })
    t.strictSame([reply.outcome, reply.events.length], ['accepted', 1])
  }
  const subjects = (await app.events()).slice(-3).map(({ subject }) => subject)
  t.strictSame(new Set(subjects).size, 3)
})

function nobody() {
  const { externalId: _id, firstName: _first, email: _email, phone: _phone, ...rest } = GUEST
  return { externalId: null, firstName: null, email: null, phone: null, ...rest, emailValid: null, phoneE164: null }
}

function event(app: TestApp, fields: object, more: object = {}) {
  const data = { reservation: { externalId: STAY.externalId, ...fields } }
  return send(app, 'events', { type: 'reservation.updated', source: 'hotelier', ...more, data })
}
