import t from 'tap'
import { buildTestApp, SECRETS } from '../../support/test-app.ts'
import { reservation, STAY, send } from './stay.ts'

const AT = { source: 'hotelier', timestamp: '2026-02-03T09:00:00Z' }

t.test('different content at the same second is another fact, the same content a repetition', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const stay = (fields: object) => ({ reservation: { externalId: 'r-1', ...fields } })
  const sharer = (externalId: string) => ({ ...stay({}), guest: { externalId, lastName: externalId } })
  for (const [type, first, second] of [
    ['reservation.updated', stay({ roomNumber: '7' }), stay({ departureDate: '2026-05-09' })],
    ['room.status_changed', { roomNumber: '7', newStatus: 'dirty' }, { roomNumber: '7', newStatus: 'clean' }],
    ['guest.updated', { guest: { externalId: 'g', notes: 'a' } }, { guest: { externalId: 'g', notes: 'b' } }],
    ['guest.checked_in', sharer('one'), sharer('two')],
    ['guest.checked_out', stay({ spa: { at: 1 } }), stay({ spa: { at: 2 } })]
  ] as const) {
    const outcomes = []
    for (const data of [first, second, first, JSON.parse(JSON.stringify(second))])
      outcomes.push((await send(app, 'events', { ...AT, type, data })).outcome)
    t.strictSame(outcomes, ['accepted', 'accepted', 'duplicate', 'duplicate'], type)
  }
  t.strictSame((await reservation(app)).state.departureDate, '2026-05-09')
  t.strictSame((await reservation(app)).state.roomNumber, '7')
})

t.test('an event that is stored under the key of an earlier version is a repetition', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const body = { ...AT, type: 'reservation.updated', data: { reservation: { externalId: 'r-1', roomNumber: '7' } } }
  const [id] = (await send(app, 'events', body)).events
  const parts = ['pms', 'hotelier', 'reservation.updated', '2026-02-03T09:00:00.000Z', '', 'r-1', '', '', '', '']
  await app.rows("update events set key = sha256(convert_to($1, 'UTF8')) where id = $2", [JSON.stringify(parts), id])
  t.strictSame((await send(app, 'events', body)).outcome, 'duplicate')
  const { events } = (await app.app.inject(replay((await app.deliveries()).at(-1)?.id))).json()
  t.strictSame(events ?? [], [])
  t.strictSame((await app.events()).length, 1)
})

t.test('a clock that is ahead hides nothing that comes later', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const now = Date.now()
  const at = (ms: number) => new Date(now + ms).toISOString()
  const days = 24 * 60 * 60_000
  for (const [run, ahead] of [2 * days, 4 * 60_000, 30_000].entries()) {
    const externalId = `s-${run}`
    await send(app, 'reservations', { ...STAY, externalId, updatedAt: at(ahead) })
    const cancelled = await send(app, 'reservations', { ...STAY, externalId, status: 'cancelled', updatedAt: at(0) })
    t.strictSame([cancelled.outcome, cancelled.events.length], ['accepted', 1])
    t.strictSame((await reservation(app, externalId)).state.status, 'cancelled')

    const data = (status: string) => ({ reservation: { externalId: `e-${run}`, status } })
    const event = { type: 'reservation.updated', source: 'hotelier' }
    await send(app, 'events', { ...event, timestamp: at(ahead), data: data('confirmed') })
    await send(app, 'events', { ...event, timestamp: at(0), data: data('no_show') })
    t.strictSame((await reservation(app, `e-${run}`)).state.status, 'no_show')
  }
  await send(app, 'reservations', { ...STAY, externalId: 'late', updatedAt: at(2 * days) })
  await send(app, 'reservations', { ...STAY, externalId: 'late', roomNumber: '1', updatedAt: at(-days) })
  t.strictSame((await reservation(app, 'late')).state.roomNumber, null, 'an update of yesterday is still older')
})

function replay(id: string | undefined) {
  return {
    method: 'POST' as const,
    url: `/api/deliveries/${id}/replay`,
    headers: { authorization: 'Bearer test-api-token-0123456789' }
  }
}
