import t from 'tap'
import type { FakeSource } from '../../src/fakes/vendors.ts'
import { changing } from '../support/changing-reservation.ts'
import { until } from '../support/until.ts'

t.test('cloudbeds: success: false with 200 sets a record aside, and a new webhook brings it back', async (t) => {
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
})

t.test('cloudbeds: a connection that is not active any more is a refused credential', async (t) => {
  const { fake, provider, change, events } = await changing(t, 'cloudbeds')
  fake.fail('refused')
  await change()
  await until(async () => (await provider()).credential.state === 'refused', 'the refusal')
  t.match((await provider()).credential.reason, /^Cloudbeds refuses the API key/)
  await until(async () => (await events()).some(({ type }) => type === 'provider.silent'), 'the alarm')
})

for (const source of ['mews', 'cloudbeds', 'apaleo', 'guesty'] as const) {
  t.test(`${source}: an id that does not exist goes out thin`, async (t) => {
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
