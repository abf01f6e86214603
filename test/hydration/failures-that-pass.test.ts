import t from 'tap'
import type { Failure } from '../../src/fakes/failures.ts'
import type { FakeSource } from '../../src/fakes/vendors.ts'
import { changing } from '../support/changing-reservation.ts'
import { until } from '../support/until.ts'

// The record comes, once.
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
  t.test(`${source}: ${failure} delays the record, and changes nothing else`, async (t) => {
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
