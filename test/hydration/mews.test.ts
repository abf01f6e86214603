import t from 'tap'
import { startHydrated } from '../support/hydrated-app.ts'
import { until } from '../support/until.ts'

t.test('a thin event of Mews becomes one event with the whole reservation', async (t) => {
  const { fake, events, deliveries, provider, hasBaseline, rows } = await startHydrated(t, 'mews')
  await hasBaseline()
  t.strictSame(await events(), [], 'the baseline is silent')
  t.equal((await provider()).property, '5f0c2f0e-6a1c-4a2f-9b66-0f6f6f1b7c11')

  const [last = {}] = fake.records.all('reservations')
  const id = fake.put('reservations', { ...last, State: 'Started', ActualStartUtc: '2026-11-20T14:02:10Z' })
  t.strictSame(await fake.announce('reservations', id), [200])
  await until(async () => (await events()).length > 0, 'the event of the record')
  const [event, ...others] = await events()
  t.strictSame(others, [])
  const delivery = (await deliveries()).find((one) => one.id === event?.deliveryid)
  t.strictSame(
    [event?.type, event?.subject, event?.hydrated, event?.timebasis, event?.time, delivery?.reason, delivery?.outcome],
    ['guest.checked_in', `reservation/${id}`, true, 'event', '2026-11-20T14:02:10.000Z', 'fetched', 'accepted']
  )
  const changes = Object(event?.data['changes'])
  t.ok(changes.some((one: { path: string }) => one.path === '/status'))
  const reservation = Object(event?.data['reservation'])
  t.strictSame([reservation.externalId, typeof reservation.guest.lastName], [id, 'string'])
  t.strictSame(await rows('select count(*)::int from held_events'), [{ count: 0 }])
  await until(async () => (await provider()).queue.waiting === 0, 'the queue is empty')

  await fake.announce('reservations', id)
  await until(async () => (await deliveries()).filter((one) => one.reason === 'fetched').length === 2, 'a second read')
  t.equal((await events()).length, 1, 'an equal record makes no event')
})

t.test('500 changed reservations cost at most 8 calls', async (t) => {
  const { fake, events, hasBaseline, post } = await startHydrated(t, 'mews')
  await hasBaseline()
  const [pattern = {}] = fake.records.all('reservations')
  const ids = Array.from({ length: 500 }, (_, at) =>
    fake.put('reservations', { ...pattern, Id: `7c1e4e00-0000-4000-8000-1000000${String(at).padStart(5, '0')}` })
  )
  const before = fake.calls.length
  const Events = ids.map((Id) => ({ Discriminator: 'ServiceOrderUpdated', Value: { Id } }))
  const body = JSON.stringify({ EnterpriseId: '5f0c2f0e-6a1c-4a2f-9b66-0f6f6f1b7c11', Events })
  const json = { 'content-type': 'application/json' }
  t.equal((await post('/webhooks/pms/mews?token=test_webhook_token_0123', body, json)).statusCode, 200)
  await until(async () => (await events()).length >= 500, 'all records')
  const all = await events()
  t.equal(all.filter(({ hydrated }) => hydrated).length, 500)
  t.equal(fake.calls.length - before <= 8, true, `${fake.calls.length - before} calls`)
  t.strictSame(fake.refusals(), [])
})

t.test('while the vendor is away, events go out thin, and the records follow', async (t) => {
  const settings = { HYDRATION_WAIT_SECONDS: '2' }
  const { fake, events, hasBaseline } = await startHydrated(t, 'mews', { settings })
  await hasBaseline()
  fake.fail('server_error')
  const [pattern = {}] = fake.records.all('reservations')
  const id = fake.put('reservations', { ...pattern, State: 'Processed' })
  await fake.announce('reservations', id)
  await until(async () => (await events()).length === 1, 'the thin event')
  fake.heal()
  await until(async () => (await events()).length === 2, 'the record')
  const all = await events()
  t.strictSame(
    all.map(({ type, hydrated, subject }) => [type, hydrated, subject]),
    [
      ['reservation.updated', false, `reservation/${id}`],
      ['guest.checked_out', true, `reservation/${id}`]
    ]
  )
})
