import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, SECRETS } from '../../support/test-app.ts'
import { STAY, send } from './stay.ts'

t.test('a room is known by the first name that is one, and an odd word of its status is only a word', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const event = (data: object) => send(app, 'events', { type: 'room.status_changed', source: 'hotelier', data })
  await event({ room: { number: '' }, roomNumber: '7' })
  await event({ room: { number: '8', status: 'constructor' } })
  const [seven, eight] = await app.events()
  matchExactly(t, [seven?.subject, seven?.data['room']], ['room/7', { number: '7' }])
  t.strictSame(eight?.data['room'], { number: '8', status: 'constructor' })
})

t.test('an instant whose year in UTC no calendar has is refused, not quarantined', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const updatedAt of ['0001-01-01T00:00:00+14:00', '9999-12-31T23:59:59-12:00'])
    matchExactly(t, await send(app, 'reservations', { ...STAY, updatedAt }), {
      error: { details: { errors: [{ path: '/updatedAt' }] } }
    })
  for (const updatedAt of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'])
    matchExactly(t, await send(app, 'reservations', { ...STAY, externalId: updatedAt, updatedAt }), {
      events: [String]
    })
})

t.test('of things with one id, that without a hotel can be asked for as well', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  await send(app, 'reservations', STAY)
  await send(app, 'reservations', { ...STAY, propertyId: 'north' })
  const path = '/api/reservations/hotelier/r-1'
  t.match((await app.get(path)).json().error.message, /\(nothing\)/)
  t.notOk('property' in (await app.get(`${path}?property=`)).json())
  matchExactly(t, (await app.get(`${path}?property=north`)).json(), { id: 'r-1', property: 'north' })
})

t.test('what is missing or of another kind is said in plain words', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const { error } = await send(app, 'reservations', { ...STAY, rooms: {} })
  t.strictSame(error.details.errors, [{ path: '/rooms', message: 'must be a list' }])
  const event = await send(app, 'events', { type: 'guest.updated', source: 'hotelier' })
  t.strictSame(event.error.details.errors, [{ path: '/data', message: 'is required' }])
  t.strictSame((await send(app, 'guests', [])).error.details.errors, [{ path: '', message: 'must be an object' }])
})
