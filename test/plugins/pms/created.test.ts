import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, createDatabase, SECRETS, type TestApp } from '../../support/test-app.ts'
import { reservation, STAY, send } from './stay.ts'

const CREATED = {
  type: 'reservation.created',
  source: STAY.source,
  data: { reservation: { externalId: STAY.externalId, status: 'confirmed' } }
}
const AT = { ...CREATED, timestamp: '2026-04-01T10:00:00Z' }

t.test('an event that tells a creation leaves only changes to the state behind it', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  t.equal((await send(app, 'events', AT)).events.length, 1)
  t.equal((await send(app, 'reservations', STAY)).events.length, 1)
  matchExactly(t, await send(app, 'events', AT), { outcome: 'duplicate', events: [] })
  t.strictSame(await types(app), ['reservation.created', 'reservation.updated'])
  matchExactly(t, await send(app, 'events', { ...AT, timestamp: '2026-04-01T10:00:01Z' }), { events: [String] })
})

t.test('a creation that a state has told is not told again, with or without a time', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  await send(app, 'reservations', STAY)
  for (const event of [AT, CREATED, { ...CREATED, timestamp: '2026-04-02T10:00:00Z' }])
    matchExactly(t, await send(app, 'events', event), { outcome: 'duplicate', events: [] })
  const more = { ...AT, data: { reservation: { externalId: STAY.externalId, roomNumber: '12' } } }
  t.equal((await send(app, 'events', { ...more, timestamp: '2026-04-03T10:00:00Z' })).events.length, 1)
  matchExactly(t, (await app.events()).at(-1), {
    type: 'reservation.updated',
    data: { changes: [{ path: '/roomNumber', before: null, after: '12' }] }
  })
  t.equal((await reservation(app)).state.roomNumber, '12')
  for (const other of [
    { ...AT, source: 'other' },
    { ...AT, propertyId: 'north' }
  ])
    t.equal((await send(app, 'events', other)).events.length, 1)
  t.equal((await types(app)).filter((type) => type === 'reservation.created').length, 3)
})

t.test('a creation that comes late, behind other events of the stay, is still told', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  await send(app, 'events', { ...AT, type: 'guest.checked_in', timestamp: '2026-05-01T15:00:00Z' })
  t.equal((await send(app, 'events', AT)).events.length, 1)
  t.strictSame(await types(app), ['guest.checked_in', 'reservation.created'])
})

t.test('64 first states and creations at once, on two gateways, create a reservation once', async (t) => {
  const databaseUrl = await createDatabase(t)
  const gateways = [
    await buildTestApp(t, SECRETS, { databaseUrl }),
    await buildTestApp(t, SECRETS, { databaseUrl })
  ] as const
  const told = Array.from({ length: 64 }, (_, at) =>
    send(gateways[at % 2 === 0 ? 0 : 1], at % 3 === 0 ? 'events' : 'reservations', at % 3 === 0 ? AT : STAY)
  )
  const replies = await Promise.all(told)
  t.ok(replies.every(({ received }) => received))
  t.equal((await types(gateways[0])).filter((type) => type === 'reservation.created').length, 1)
  matchExactly(t, (await reservation(gateways[1])).state, { status: 'confirmed', arrivalDate: STAY.arrivalDate })
})

async function types(app: TestApp): Promise<string[]> {
  return (await app.events()).map(({ type }) => type)
}
