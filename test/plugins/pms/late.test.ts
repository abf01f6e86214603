import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, SECRETS } from '../../support/test-app.ts'
import { reservation, STAY, send } from './stay.ts'

t.test('an older event is told, changes nothing that is known, and its delivery says so', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const event = (type: string, when: object, reservation: object = {}) =>
    send(app, 'events', {
      type,
      source: 'hotelier',
      ...when,
      data: { reservation: { externalId: 'r-1', ...reservation } }
    })
  await event('guest.checked_out', { timestamp: '2026-05-03T09:00:00Z' })
  matchExactly(t, await event('guest.checked_in', { timestamp: '2026-05-01T15:00:00Z' }), {
    outcome: 'accepted',
    events: [String]
  })
  t.equal((await app.deliveries()).at(-1)?.reason, 'some of it is older than the stored state, which stays as it is')
  t.equal((await reservation(app)).state.status, 'checked_out')
  await event('reservation.updated', {}, { updatedAt: '2026-05-02T00:00:00Z', status: 'checked_in' })
  matchExactly(t, (await app.events()).at(-1), { time: '2026-05-02T00:00:00.000Z', timebasis: 'modified' })
  t.equal((await reservation(app)).state.status, 'checked_out')
})

t.test('a change names the field, also inside the guest', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  await send(app, 'reservations', { ...STAY, totalRate: 10, currency: 'EUR' })
  const guest = { ...STAY.guest, phone: '+4930123456' }
  await send(app, 'reservations', { ...STAY, guest, totalRate: 12, currency: 'EUR', 'a/b~c': { deep: [1] } })
  const changes = JSON.parse(JSON.stringify((await app.events()).at(-1)?.data['changes']))
  changes.sort((one: { path: string }, other: { path: string }) => (one.path < other.path ? -1 : 1))
  t.strictSame(changes, [
    { path: '/extra/a~1b~0c', before: null, after: { deep: [1] } },
    { path: '/guest/phone', before: null, after: '+4930123456' },
    { path: '/guest/phoneE164', before: null, after: '+4930123456' },
    { path: '/totalRate/amount', before: '10.00', after: '12.00' }
  ])
})
