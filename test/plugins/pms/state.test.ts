import fc from 'fast-check'
import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, SECRETS, type TestApp } from '../../support/test-app.ts'
import { reservation, STAY, send as sendAs } from './stay.ts'

const AUTH = { authorization: `Bearer ${SECRETS.PMS_WEBHOOK_SECRET}` }

t.test('a state that is known already emits nothing, in whatever order its fields come', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const guest = {
    externalId: 'g-9',
    source: 'hotelier',
    lastName: 'Özil',
    preferences: [{ category: 'a', value: 'b' }]
  }
  for (const [route, body] of [['reservations', STAY] as const, ['guests', guest] as const]) {
    t.equal((await send(app, route, body)).events.length, 1)
    const turned = Object.fromEntries(Object.entries(body).reverse())
    for (const again of [body, turned, { ...body, nationality: undefined }])
      matchExactly(t, await send(app, route, again), { received: true, outcome: 'duplicate', events: [] })
  }
  t.equal((await app.events()).length, 2)
  t.strictSame((await app.rows('select count(*)::int as n from deliveries')).at(0), { n: 8 })
})

t.test('many first deliveries at once create a reservation exactly once', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const replies = await Promise.all(Array.from({ length: 64 }, () => send(app, 'reservations', STAY)))
  t.equal(replies.filter(({ outcome }) => outcome === 'accepted').length, 1)
  t.equal(replies.filter(({ outcome }) => outcome === 'duplicate').length, 63)
  t.strictSame(await types(app), ['reservation.created'])
})

t.test('each change of status is exactly one of the contract’s events', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const status of ['confirmed', 'checked_in', 'confirmed', 'cancelled', 'no_show', 'checked_in', 'checked_out'])
    await send(app, 'reservations', { ...STAY, status, adults: 2 })
  t.equal((await send(app, 'reservations', { ...STAY, externalId: 'r-2', status: 'cancelled' })).events.length, 1)
  t.strictSame(await types(app), [
    'reservation.created',
    'guest.checked_in',
    'reservation.updated',
    'reservation.cancelled',
    'reservation.updated',
    'guest.checked_in',
    'guest.checked_out',
    'reservation.cancelled'
  ])
  const changes = (await app.events())[1]?.data['changes']
  matchExactly(t, changes, [{ path: '/status', before: 'confirmed', after: 'checked_in' }, { path: '/sourceStatus' }])
})

t.test('an older account never overwrites a newer one, and its delivery says so', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const at = (updatedAt: string, roomNumber: string) => send(app, 'reservations', { ...STAY, updatedAt, roomNumber })
  await at('2026-03-01T10:00:00.000002Z', '20')
  matchExactly(t, await at('2026-03-01T10:00:00.000001Z', '10'), { outcome: 'accepted', events: [] })
  matchExactly(t, await at('2026-03-01T11:59:59+02:00', '11'), { outcome: 'accepted', events: [] })
  t.equal((await reservation(app)).state.roomNumber, '20')
  t.equal((await app.deliveries()).filter(({ reason }) => reason?.includes('older than the stored state')).length, 2)
  t.equal((await at('2026-03-01T12:30:00+02:00', '30')).events.length, 1)
  matchExactly(t, await reservation(app), { state: { roomNumber: '30', updatedAt: '2026-03-01T10:30:00.000Z' } })
  matchExactly(t, (await app.events()).at(-1), { time: '2026-03-01T10:30:00.000Z', timebasis: 'modified' })
})

t.test('a state that was only touched is no news, and yet newer than what comes later', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const guest = { externalId: 'g-9', source: 'hotelier', lastName: 'Ng' }
  for (const [route, body, change] of [
    ['reservations', STAY, { roomNumber: '1' }],
    ['guests', guest, { notes: 'late' }]
  ] as const) {
    const at = (day: number, more = {}) =>
      send(app, route, { ...body, ...more, updatedAt: `2026-03-0${day}T00:00:00Z` })
    t.equal((await at(1)).events.length, 1, route)
    matchExactly(t, await at(3), { outcome: 'duplicate', events: [] }, route)
    matchExactly(t, await at(2, change), { outcome: 'accepted', events: [] }, route)
    t.equal((await at(4, change)).events.length, 1, route)
    matchExactly(t, (await app.events()).at(-1)?.data['changes'], [{ path: `/${Object.keys(change)[0]}` }], route)
  }
  matchExactly(t, (await reservation(app)).state, { roomNumber: '1', updatedAt: '2026-03-04T00:00:00.000Z' })
})

t.test('a clock that runs ahead does not lock a reservation', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [year, roomNumber] of [
    ['2999', '1'],
    ['2999', '2'],
    ['2998', '3']
  ])
    await send(app, 'reservations', { ...STAY, roomNumber, updatedAt: `${year}-01-01T00:00:00Z` })
  t.equal((await reservation(app)).state.roomNumber, '3')
  await send(app, 'reservations', { ...STAY, roomNumber: '4' })
  t.equal((await reservation(app)).state.roomNumber, '4')
  const [row] = await app.rows(
    "select max(value)::timestamptz < now() + interval '6 min' as ok from entities, json_each_text(clock)"
  )
  t.strictSame(row, { ok: true })
  t.equal((await app.events())[0]?.time, '2999-01-01T00:00:00.000Z', 'the sender’s own time is kept in the event')
})

t.test('an event with a timestamp is a fact once, without one each time', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const dirty = { type: 'room.status_changed', source: 'hotelier', data: { roomNumber: '7B', newStatus: 'dirty' } }
  const spellings = ['2026-02-03T09:00:00Z', '2026-02-03T09:00:00.000Z', '2026-02-03t10:00:00+01:00']
  const outcomes = []
  for (const timestamp of spellings) outcomes.push((await send(app, 'events', { ...dirty, timestamp })).outcome)
  t.strictSame(outcomes, ['accepted', 'duplicate', 'duplicate'])
  const others = [
    { ...dirty, timestamp: '2026-02-03T09:00:01Z' },
    { ...dirty, timestamp: spellings[0], source: 'other' },
    { ...dirty, timestamp: spellings[0], data: { roomNumber: '8' } },
    dirty,
    dirty,
    { ...dirty, timestamp: null }
  ]
  for (const other of others)
    matchExactly(t, await send(app, 'events', other), { outcome: 'accepted', events: [String] })
  t.equal((await app.events()).length, 7)
  matchExactly(t, (await app.get('/api/rooms/hotelier/7B')).json().state, { housekeeping: 'dirty', status: 'dirty' })
})

t.test('a fact that is told again does not move a thing back', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const fact = (status: string) => ({
    type: `guest.${status}`,
    source: STAY.source,
    timestamp: '2026-05-01T14:00:00Z',
    data: { reservation: { externalId: STAY.externalId, status } }
  })
  const told = ['checked_in', 'checked_out', 'checked_in'].map(fact)
  for (const body of told) await send(app, 'events', body)
  t.equal((await reservation(app)).state.status, 'checked_out')

  const together = await Promise.all(Array.from({ length: 20 }, () => send(app, 'events', fact('checked_in'))))
  t.ok(together.every(({ outcome, events }) => outcome === 'duplicate' && events.length === 0))
  t.equal((await reservation(app)).state.status, 'checked_out')
  t.strictSame(await types(app), ['guest.checked_in', 'guest.checked_out'])
})

t.test('what is known of a thing can be asked for, by hotel where two use the same id', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const guest = { externalId: 'same', source: 'hotelier', lastName: 'Ng' }
  for (const propertyId of ['north', 22]) {
    await send(app, 'guests', { ...guest, propertyId, notes: String(propertyId) })
    await send(app, 'reservations', { ...STAY, propertyId, roomNumber: String(propertyId) })
    const data = { room: { number: '1', occupancy: 'occupied', status: 'dirty' } }
    await send(app, 'events', { type: 'room.status_changed', source: 'hotelier', propertyId, data })
  }
  for (const path of ['guests/hotelier/same', 'reservations/hotelier/r-1', 'rooms/hotelier/1']) {
    const ambiguous = await app.get(`/api/${path}`)
    matchExactly(t, [ambiguous.statusCode, ambiguous.json().error.code], [409, 'AMBIGUOUS_ID'], path)
    t.match(ambiguous.json().error.message, /north/)
    for (const property of ['north', '22']) {
      const { events, ...found } = (await app.get(`/api/${path}?property=${property}`)).json()
      matchExactly(t, [found.property, events.length], [property, 1], path)
    }
    t.equal((await app.get(`/api/${path}?property=south`)).statusCode, 404)
    t.equal((await app.get(`/api/${path.replace('hotelier', 'other')}`)).statusCode, 404)
  }
  matchExactly(t, (await app.get('/api/guests/hotelier/same?property=22')).json(), {
    kind: 'guest',
    state: { notes: '22' }
  })
})

const update = fc.record({
  second: fc.integer({ min: 0, max: 100_000_000 }),
  told: fc.record({
    status: fc.constantFrom('confirmed', 'checked_in', 'checked_out', 'cancelled', 'no_show'),
    roomNumber: fc.option(fc.constantFrom('1', '2A')),
    adults: fc.option(fc.nat(4)),
    totalRate: fc.option(fc.nat(900)),
    notes: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
    spa: fc.constantFrom(undefined, true, null)
  })
})
const shuffledUpdates = fc
  .uniqueArray(update, { selector: ({ second }) => second, minLength: 2, maxLength: 6 })
  .chain((updates) =>
    fc.record({
      updates: fc.constant(updates),
      order: fc
        .shuffledSubarray([...updates, ...updates], { minLength: updates.length * 2 })
        .map((order) => [...order, ...updates.slice(0, 1)])
    })
  )

t.test('timed updates end in the same state, however shuffled and repeated', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  let run = 0
  await fc.assert(
    fc.asyncProperty(shuffledUpdates, async ({ updates, order }) => {
      const [straight, shuffled] = [`s${run}`, `p${run++}`]
      for (const one of [...updates].sort((a, b) => a.second - b.second)) await tell(app, straight, one)
      for (const one of order) await tell(app, shuffled, one)
      const [expected, found] = [await reservation(app, straight), await reservation(app, shuffled)]
      t.strictSame({ ...found.state, externalId: '' }, { ...expected.state, externalId: '' })
      t.ok(found.events.length <= order.length)
    }),
    { numRuns: 30 }
  )
})

function tell(app: TestApp, externalId: string, { second, told }: { second: number; told: object }) {
  const updatedAt = new Date(Date.UTC(2022, 0, 1) + second * 1000).toISOString()
  return send(app, 'reservations', { ...STAY, ...told, externalId, currency: 'EUR', updatedAt })
}

function send(app: TestApp, route: string, body: object) {
  return sendAs(app, route, body, AUTH)
}

async function types(app: TestApp): Promise<string[]> {
  return (await app.events()).map(({ type }) => type)
}
