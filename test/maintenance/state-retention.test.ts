import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t, { type Test } from 'tap'
import { LIMITS } from '../../src/config/limits.ts'
import { createRetention, type RetentionOptions } from '../../src/maintenance/retention.ts'
import { openDatabase, silent } from '../ledger/fixture.ts'
import { read } from '../observability/series.ts'
import { buildTestApp, type TestApp } from '../support/test-app.ts'

/** The gateway's own round must not interfere. */
const KEEP = { RETAIN_BODIES_DAYS: 'keep', RETAIN_STATE_DAYS: 'keep' }
const DAYS = { deliveries: Number.POSITIVE_INFINITY, events: Number.POSITIVE_INFINITY, entities: 400 }
const JSON_BODY = { 'content-type': 'application/json' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

t.test('a reservation stays until 400 days after its departure, its cancellation, or its last update', async (t) => {
  const gateway = await buildTestApp(t, KEEP)
  const stays: Record<string, { departs: number; status?: string; updated: number }> = {
    departed: { departs: -402, updated: -500 },
    'departed lately': { departs: -399, updated: -500 },
    'departs later': { departs: 20, updated: -500 },
    'updated after departure': { departs: -500, updated: -399 },
    cancelled: { departs: 20, status: 'cancelled', updated: -401 },
    'cancelled lately': { departs: -500, status: 'cancelled', updated: -399 },
    'no-show': { departs: -402, status: 'no_show', updated: -402 }
  }
  for (const [id, { departs, status = 'confirmed', updated }] of Object.entries(stays)) {
    await postReservation(gateway, id, { departureDate: day(departs), status })
    await age(gateway, id, -updated)
  }
  const lines: object[] = []
  const retention = retain(t, gateway, { log: { ...silent, info: (fields) => lines.push(fields) } })
  t.equal(await retention.run(), true)

  t.strictSame(await left(gateway), [
    'reservation/cancelled lately',
    'reservation/departed lately',
    'reservation/departs later',
    'reservation/updated after departure'
  ])
  t.strictSame(retention.status(), { deliveries: 0, quarantined: 0, events: 0, entities: 3 })
  t.strictSame(lines, [{ deliveries: 0, quarantined: 0, events: 0, entities: 3 }])
  t.equal((await read(gateway))('bellhook_removed_entities_total'), 0, 'the gateway itself removed none')
})

t.test('a guest stays as long as a reservation of theirs, rooms and messages by their last update', async (t) => {
  const gateway = await buildTestApp(t, KEEP)
  for (const id of ['arrives', 'left', 'profile only', 'updated lately']) await postGuest(gateway, id)
  await postReservation(gateway, 'R-1', { departureDate: day(20) }, 'arrives')
  await postReservation(gateway, 'R-2', { departureDate: day(-500) }, 'left')
  for (const sid of ['SM-old', 'SM-new']) await postStatus(gateway, sid)
  for (const id of ['arrives', 'left', 'profile only', 'R-1', 'R-2', 'SM-old']) await age(gateway, id, 401)
  await age(gateway, 'updated lately', 399)
  await gateway.rows(
    `insert into entities (key, kind, channel, source, external_id, state, clock, updated_at)
     select '\\x01', 'room', 'pms', 'opera', 'ROOM-1', '{"number":"12"}', '{}', now() - interval '401 days'`
  )
  const retention = retain(t, gateway)
  await retention.run()
  t.strictSame(await left(gateway), ['guest/arrives', 'guest/updated lately', 'message/SM-new', 'reservation/R-1'])
})

t.test('with more current guests than fit in memory, every guest stays', async (t) => {
  const gateway = await buildTestApp(t, KEEP)
  for (const id of ['G-1', 'G-2', 'G-3']) await postGuest(gateway, id)
  for (const n of [1, 2]) await postReservation(gateway, `R-${n}`, { departureDate: day(20) }, `G-${n}`)
  for (const id of ['G-1', 'G-2', 'G-3']) await age(gateway, id, 401)
  await runOnce(t, gateway, { limits: { bookedGuests: 1 } })
  t.strictSame((await left(gateway)).length, 5)
  await runOnce(t, gateway, { limits: { bookedGuests: 2 } })
  t.strictSame((await left(gateway)).length, 4)
})

t.test('a late update creates a removed reservation again, and is an event', async (t) => {
  const gateway = await buildTestApp(t, KEEP)
  await postReservation(gateway, 'R-1', { departureDate: day(-500) })
  await postGuest(gateway, 'G-1')
  await postStatus(gateway, 'SM-1')
  for (const id of ['R-1', 'G-1', 'SM-1']) await age(gateway, id, 401)
  await runOnce(t, gateway)
  t.strictSame(await left(gateway), [])
  t.equal((await gateway.get('/api/reservations/opera/R-1')).statusCode, 404)

  t.equal((await postReservation(gateway, 'R-1', { departureDate: day(-500), roomNumber: '12' })).statusCode, 200)
  await postGuest(gateway, 'G-1')
  await postStatus(gateway, 'SM-1')
  const { state } = (await gateway.get('/api/reservations/opera/R-1')).json()
  t.equal(state.roomNumber, '12')
  t.strictSame(await left(gateway), ['guest/G-1', 'message/SM-1', 'reservation/R-1'])
  t.strictSame(
    (await gateway.events()).map(({ type, subject }) => `${type} ${subject}`),
    [
      'reservation.created reservation/R-1',
      'guest.updated guest/G-1',
      'message.status_changed message/SM-1',
      'reservation.created reservation/R-1',
      'guest.updated guest/G-1'
    ],
    'the status was on the feed before'
  )
})

t.test('removes many batches and many pages, and nothing that a gateway is writing', async (t) => {
  const gateway = await buildTestApp(t, KEEP)
  await gateway.rows(
    `insert into entities (key, kind, channel, source, external_id, state, clock, updated_at)
     select sha256(n::text::bytea), 'message', 'sms', 'twilio', 'SM' || n, json_build_object('text', repeat('x', 500)),
       '{}', now() - case when n % 10 = 0 then interval '1 day' else interval '401 days' end
     from generate_series(1, 700) as n`
  )
  const client = new pg.Client({ connectionString: gateway.databaseUrl })
  await client.connect()
  t.teardown(() => client.end())
  await client.query('begin')
  await client.query(`update entities set clock = '{}' where external_id = 'SM1'`)
  t.equal((await runOnce(t, gateway)).entities, 629)
  await client.query('rollback')
  t.equal((await runOnce(t, gateway)).entities, 1)
  t.strictSame(await gateway.rows('select count(*)::int as left from entities'), [{ left: 70 }])
})

t.test('an update between two looks keeps an entity', async (t) => {
  const gateway = await buildTestApp(t, KEEP)
  const ids = Array.from({ length: 20 }, (_, n) => `R-${n}`)
  for (const id of ids) await postReservation(gateway, id, { departureDate: day(-500) })
  for (const id of ids) await age(gateway, id, 401)
  const retention = retain(t, gateway)
  const removing = retention.run()
  for (let round = 0; round < 3; round++) {
    const replies = await Promise.all(
      ids.map((id) => postReservation(gateway, id, { departureDate: day(-500), roomNumber: `${round}` }))
    )
    t.ok(replies.every(({ statusCode }) => statusCode === 200))
    await sleep(10)
  }
  await removing
  t.equal((await left(gateway)).length, ids.length)
  for (const id of ids) {
    const subject = `reservation/${id}`
    const numbers = (await gateway.events(`limit=1000&entity=${subject}`)).map(({ data }) => roomOf(data))
    t.strictSame(numbers.slice(-3), ['0', '1', '2'], `${id}: every update is on the feed`)
  }
})

/** A round that ends before another one begins: a second after its start, a retention makes rounds of its own. */
async function runOnce(t: Test, gateway: TestApp, options?: Partial<RetentionOptions>) {
  const retention = retain(t, gateway, options)
  t.equal(await retention.run(), true)
  await retention.close()
  return retention.status()
}

function retain(t: Test, { databaseUrl }: TestApp, options: Partial<RetentionOptions> = {}) {
  const database = openDatabase(t, databaseUrl)
  const retention = createRetention({ database, days: DAYS, limits: LIMITS.maintenance, log: silent, ...options })
  t.teardown(() => retention.close())
  return retention
}

function postReservation(gateway: TestApp, externalId: string, stay: object, guestId = 'G-0') {
  const body = {
    externalId,
    source: 'opera',
    guest: { externalId: guestId, firstName: 'Ida', lastName: 'Åkesson' },
    arrivalDate: '2020-01-01',
    status: 'confirmed',
    ...stay
  }
  return gateway.post('/webhooks/pms/reservations', JSON.stringify(body), JSON_BODY)
}

function postGuest(gateway: TestApp, externalId: string) {
  const body = { externalId, source: 'opera', firstName: 'Ida', lastName: 'Åkesson' }
  return gateway.post('/webhooks/pms/guests', JSON.stringify(body), JSON_BODY)
}

async function postStatus(gateway: TestApp, sid: string): Promise<void> {
  const body = `MessageSid=${sid}&AccountSid=AC0&MessageStatus=delivered`
  const { statusCode } = await gateway.post('/webhooks/sms/status', body, FORM)
  if (statusCode !== 200) throw new Error(`answered ${statusCode}`)
}

async function age({ rows }: TestApp, id: string, days: number): Promise<void> {
  await rows(`update entities set updated_at = now() - $2 * interval '1 day' where external_id = $1`, [id, days])
}

async function left({ rows }: TestApp): Promise<string[]> {
  const found = await rows(`select kind || '/' || external_id as name from entities`)
  return found.map(({ name }) => String(name)).sort()
}

function roomOf(data: object): unknown {
  return 'reservation' in data ? Object(data.reservation).roomNumber : undefined
}

function day(distance: number): string {
  return new Date(Date.now() + distance * 86_400_000).toISOString().slice(0, 10)
}
