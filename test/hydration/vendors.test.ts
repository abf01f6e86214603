import t from 'tap'
import type { JsonObject } from '../../schemas/reading.ts'
import type { FakeSource } from '../../src/fakes/vendors.ts'
import { startHydrated } from '../support/hydrated-app.ts'
import { until } from '../support/until.ts'

interface Case {
  source: FakeSource
  /** A change of the vendor's, and what it becomes. */
  change: JsonObject
  type: string
  path: string
  id: string
  property: string
  /** Of the event: the moment of the change, the time of modification, or the arrival where the vendor gives no time. */
  timebasis: string
  guest: string
}

const CASES: readonly Case[] = [
  {
    source: 'mews',
    change: { State: 'Canceled', CancelledUtc: '2026-11-20T14:02:10Z' },
    type: 'reservation.cancelled',
    path: '/status',
    id: '7c1e4e00-0000-4000-8000-000000000003',
    property: '5f0c2f0e-6a1c-4a2f-9b66-0f6f6f1b7c11',
    timebasis: 'event',
    guest: '7c1ec100-0000-4000-8000-000000000003'
  },
  {
    source: 'cloudbeds',
    change: { status: 'checked_in' },
    type: 'guest.checked_in',
    path: '/status',
    id: '7700112231',
    property: '318000',
    timebasis: 'modified',
    guest: '9001'
  },
  {
    source: 'apaleo',
    change: { status: 'InHouse', checkInTime: '2026-11-20T15:02:10+01:00' },
    type: 'guest.checked_in',
    path: '/status',
    id: 'XPGMSXGF-1',
    property: 'MUC',
    timebasis: 'event',
    guest: 'XPGMSXGF-1/primary'
  },
  {
    source: 'guesty',
    change: { guestStay: { status: 'checked_in', updatedAt: '2026-11-20T14:02:10.000Z' } },
    type: 'guest.checked_in',
    path: '/status',
    id: '66a000000000000000000001',
    property: '66a000000000000000000002',
    timebasis: 'event',
    guest: '66a000000000000000000301'
  }
]

for (const { source, change, type, path, id, property, timebasis, guest } of CASES) {
  t.test(`a webhook of ${source} becomes one event with the whole reservation`, async (t) => {
    const { fake, get, events, deliveries, provider, hasBaseline } = await startHydrated(t, source)
    await hasBaseline()
    t.strictSame(await events(), [], 'the baseline is silent')
    const about = await provider()
    t.strictSame([about.property, about.credential.state], [property, 'ok'])
    await until(
      async () => (await provider()).subscription.state === (source === 'mews' ? 'unknown' : 'ok'),
      'the check'
    )

    fake.put('reservations', { ...fake.record('reservations', id), ...change })
    t.ok((await fake.announce('reservations', id)).every((status) => status === 200))
    await until(async () => (await events()).length > 0, 'the event of the record')
    const [event, ...others] = await events()
    t.strictSame(others, [])
    t.strictSame(
      [event?.type, event?.subject, event?.source, event?.property, event?.hydrated, event?.timebasis],
      [type, `reservation/${id}`, source, property, true, timebasis]
    )
    const delivery = (await deliveries()).find((one) => one.id === event?.deliveryid)
    t.strictSame([delivery?.reason, delivery?.outcome], ['fetched', 'accepted'])
    const changes: readonly { path: string; before: unknown }[] = Object(event?.data['changes'])
    t.ok(changes.some((one) => one.path === path && one.before === 'confirmed'))
    const reservation = Object(event?.data['reservation'])
    t.strictSame(
      [reservation.externalId, typeof reservation.arrivalDate, typeof reservation.guest.lastName],
      [id, 'string', 'string']
    )
    await until(async () => (await provider()).queue.waiting === 0, 'the queue is empty')

    await fake.announce('reservations', id)
    await until(
      async () => (await deliveries()).filter((one) => one.reason === 'fetched').length === 2,
      'a second read'
    )
    t.equal((await events()).length, 1, 'an equal record makes no event')
    const answer = await get(`/api/guests/${source}/${encodeURIComponent(guest)}`)
    t.equal(answer.statusCode, 200)
    t.equal(typeof answer.json().state.lastName, 'string')
    t.strictSame(fake.refusals(), [])
  })
}
