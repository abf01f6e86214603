import t, { type Test } from 'tap'
import type { Failure } from '../../src/fakes/failures.ts'
import type { FakeSource } from '../../src/fakes/vendors.ts'
import { startHydrated } from '../support/hydrated-app.ts'
import { until } from '../support/until.ts'

// Most of the time is spent waiting.
t.jobs = 6
const PARALLEL = { buffered: true }

const IDS: Readonly<Partial<Record<FakeSource, string>>> = {
  mews: '7c1e4e00-0000-4000-8000-000000000001',
  cloudbeds: '7700112231',
  apaleo: 'XPGMSXGF-1',
  guesty: '66a000000000000000000001'
}
const CHANGES: Readonly<Partial<Record<FakeSource, object>>> = {
  mews: { State: 'Started' },
  cloudbeds: { status: 'checked_in' },
  apaleo: { status: 'InHouse' },
  guesty: { status: 'canceled' }
}

/** A gateway after its baseline, and a reservation that changes. */
async function changing(t: Test, source: FakeSource, settings: Record<string, string> = {}) {
  const gateway = await startHydrated(t, source, { settings, limits: { hydration: { againSeconds: 1 } } })
  const { fake, hasBaseline } = gateway
  await hasBaseline()
  const id = IDS[source] ?? ''
  const change = async () => {
    fake.put('reservations', { ...fake.record('reservations', id), ...CHANGES[source] })
    await fake.announce('reservations', id)
  }
  return { ...gateway, id, change }
}

// Failures that pass: the record comes, once.
const PASSING: readonly (readonly [Failure, FakeSource])[] = [
  ['html', 'apaleo'],
  ['html', 'mews'],
  ['half_json', 'apaleo'],
  ['redirect', 'apaleo'],
  ['down', 'apaleo'],
  ['server_error', 'apaleo'],
  ['unauthorized', 'apaleo'],
  ['too_many', 'apaleo'],
  ['too_many_bare', 'apaleo'],
  ['too_many_bare', 'mews'],
  ['too_many_bare', 'guesty']
]
for (const [failure, source] of PASSING) {
  t.test(`${source}: ${failure} delays the record, and changes nothing else`, PARALLEL, async (t) => {
    const { fake, events, provider, change } = await changing(t, source)
    fake.fail(failure, { times: 1, path: 'reservations' })
    await change()
    await until(async () => (await events()).length > 0, 'the record')
    const all = await events()
    t.strictSame(
      all.map(({ hydrated, type }) => [hydrated, type]),
      [[true, source === 'guesty' ? 'reservation.cancelled' : 'guest.checked_in']]
    )
    await until(async () => (await provider()).queue.waiting === 0, 'the queue is empty')
    t.strictSame([(await provider()).credential.state, (await provider()).queue.aside], ['ok', 0])
  })
}

t.test(
  'cloudbeds: success: false with 200 sets a record aside, and a new webhook brings it back',
  PARALLEL,
  async (t) => {
    const { fake, events, provider, change, id } = await changing(t, 'cloudbeds')
    fake.fail('success_false', { path: 'getReservationsWithRateDetails' })
    await change()
    await until(async () => (await events()).length === 1, 'the thin event')
    t.equal((await events())[0]?.hydrated, false)
    t.strictSame((await provider()).queue, { waiting: 0, aside: 1, oldestSeconds: 0 })
    fake.heal()
    await fake.announce('reservations', id)
    await until(async () => (await events()).length === 2, 'the record')
    t.equal((await events())[1]?.hydrated, true)
    t.equal((await provider()).queue.aside, 0)
  }
)

t.test('cloudbeds: a connection that is not active any more is a refused credential', PARALLEL, async (t) => {
  const { fake, provider, change, events } = await changing(t, 'cloudbeds')
  fake.fail('refused')
  await change()
  await until(async () => (await provider()).credential.state === 'refused', 'the refusal')
  t.match((await provider()).credential.reason, /^Cloudbeds refuses the API key/)
  await until(async () => (await events()).some(({ type }) => type === 'provider.silent'), 'the alarm')
})

for (const source of ['mews', 'cloudbeds', 'apaleo', 'guesty'] as const) {
  t.test(`${source}: an id that does not exist goes out thin`, PARALLEL, async (t) => {
    const { fake, events, provider, id } = await changing(t, source, { HYDRATION_WAIT_SECONDS: '60' })
    fake.forget('reservations', id)
    const record = { ...fake.record('reservations', id) }
    const unknown = 'XUNKNOWN-1'
    fake.put('reservations', { ...record, ...named(source, unknown) })
    const announcing = fake.announce('reservations', unknown)
    fake.forget('reservations', unknown)
    await announcing
    await until(async () => (await events()).length === 1, 'the thin event')
    const [event] = await events()
    t.strictSame([event?.hydrated, event?.subject], [false, `reservation/${unknown}`])
    await until(async () => (await provider()).queue.waiting === 0, 'the queue is empty')
    t.equal((await provider()).queue.aside, 0)
  })
}

function named(source: FakeSource, id: string): object {
  switch (source) {
    case 'mews':
      return { Id: id }
    case 'cloudbeds':
      return { reservationID: id }
    case 'guesty':
      return { _id: id, status: 'confirmed' }
    default:
      return { id }
  }
}

for (const hours of [1, -1]) {
  for (const source of ['mews', 'apaleo'] as const) {
    t.test(
      `${source}: a clock that is ${hours} hour off loses no change, and counts none as missed`,
      PARALLEL,
      async (t) => {
        const settings = { RECONCILE_INTERVAL_SECONDS: '1', WEBHOOK_LAG_SECONDS: '2' }
        const gateway = await startHydrated(t, source, { settings, clockOffset: hours * 3_600_000 })
        const { fake, events, provider, hasBaseline, passes } = gateway
        await hasBaseline()
        const id = IDS[source] ?? ''
        fake.setWebhooks({ enabled: false })
        fake.put('reservations', { ...fake.record('reservations', id), ...CHANGES[source] })
        await until(async () => (await events()).length === 1, 'the change is found')
        await until(async () => (await provider()).reconcile.missed === 1, 'it was missed')
        fake.setWebhooks({ enabled: true })
        const other = fake.records.all('reservations').at(-1) ?? {}
        const changed = fake.put('reservations', { ...other, ...CHANGES[source] })
        await fake.announce('reservations', changed)
        await until(async () => (await events()).length === 2, 'the second change')
        await passes(4)
        t.equal((await provider()).reconcile.missed, 1, 'its webhook came')
        t.equal((await events()).length, 2)
      }
    )
  }
}

t.test('a local time that does not exist is no obstacle, because the time in UTC counts', PARALLEL, async (t) => {
  const { fake, events, hasBaseline } = await startHydrated(t, 'cloudbeds')
  await hasBaseline()
  // New York has no such time on that night.
  const times = { dateModified: '2027-03-14 02:30:00', dateModifiedUTC: '2027-03-14 07:30:00' }
  const record = { ...fake.record('reservations', '7700112231'), status: 'canceled', ...times }
  fake.put('reservations', record, { touch: false })
  await fake.announce('reservations', '7700112231')
  await until(async () => (await events()).length === 1, 'the record')
  const [event] = await events()
  t.strictSame(
    [event?.type, event?.time, event?.timebasis],
    ['reservation.cancelled', '2027-03-14T07:30:00.000Z', 'modified']
  )
})
