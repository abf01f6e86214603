import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, SECRETS } from '../../support/test-app.ts'
import { reservation, STAY, send } from './stay.ts'

const NAMES = [
  ['guest.checked_in', 'checked_in'],
  ['guest.checked_out', 'checked_out'],
  ['reservation.cancelled', 'cancelled']
] as const

t.test('the name of an event says the status, and not what its body has still or already', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [type, status] of NAMES) {
    for (const [at, said] of ['confirmed', 'no_show', status, undefined].entries()) {
      const externalId = `${status}-${at}`
      const data = { reservation: { externalId, status: said } }
      matchExactly(t, await send(app, 'events', { type, source: STAY.source, data }), { events: [String] })
      const { status: told, sourceStatus } = Object((await app.events()).at(-1)?.data['reservation'])
      t.strictSame([told, sourceStatus], [status, said], externalId)
      const { state } = await reservation(app, externalId)
      t.strictSame([state.status, state.sourceStatus], [status, said], externalId)
    }
  }
})

t.test('a state behind such an event does not tell it again', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [type, status] of NAMES) {
    const externalId = status
    const data = { reservation: { externalId, status: 'confirmed' } }
    await send(app, 'events', { type, source: STAY.source, data })
    await send(app, 'reservations', { ...STAY, externalId, status })
    t.strictSame(
      (await app.events()).filter(({ subject }) => subject === `reservation/${externalId}`).map(({ type }) => type),
      [type, 'reservation.updated']
    )
  }
})

t.test('the sender’s own word for a status stays, and other events take the body’s', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const tell = (type: string, told: object) =>
    send(app, 'events', { type, source: STAY.source, data: { reservation: { externalId: STAY.externalId, ...told } } })
  await tell('guest.checked_in', { status: 'confirmed', sourceStatus: 'DueIn' })
  matchExactly(t, (await reservation(app)).state, { status: 'checked_in', sourceStatus: 'DueIn' })
  await tell('reservation.updated', { status: 'no_show' })
  matchExactly(t, (await reservation(app)).state, { status: 'no_show', sourceStatus: 'no_show' })
})
