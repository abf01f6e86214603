import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, SECRETS, type TestApp } from '../../support/test-app.ts'

const OPEN = `/webhooks/pms/cloudbeds?token=${SECRETS.CLOUDBEDS_WEBHOOK_TOKEN}`

t.test('a block out of service is news of each of its rooms, a block of dates is not', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const rooms = [{ roomID: '9-1' }, { roomId: 92, roomId_str: '9-2' }, {}, null]
  const block = { event: 'roomblock/created', propertyID: 4, timestamp: 1766005023.25, rooms }
  const kept = await send(app, { ...block, roomBlockType: 'out_of_service' })
  matchExactly(t, kept, { outcome: 'quarantined', events: [String, String] })
  t.strictSame(
    (await app.events()).map(({ type, subject, time }) => `${type} ${subject} ${time}`),
    ['9-1', '9-2'].map((room) => `room.status_changed room/${room} 2025-12-17T20:57:03.250Z`)
  )
  t.equal((await app.get('/api/rooms/cloudbeds/9-1')).json().state.service, undefined, 'the block may lie ahead')
  for (const [roomBlockType, outcome] of [
    ['blocked_dates', 'accepted'],
    ['courtesy_hold', 'accepted'],
    ['party', 'quarantined']
  ])
    matchExactly(t, await send(app, { ...block, roomBlockType }), { outcome, events: [] }, String(roomBlockType))
  matchExactly(t, await send(app, { ...block, roomBlockType: 'out_of_service', rooms: 5 }), { outcome: 'quarantined' })
})

t.test('a hotel that is not ours is kept without an event, where it is said which ones are', async (t) => {
  const app = await buildTestApp(t, { ...SECRETS, CLOUDBEDS_PROPERTIES: '4, 318000' })
  const created = { event: 'guest/created', guestId: 5 }
  for (const property of [{ propertyID: 4 }, { propertyId: 99, propertyId_str: '318000' }, {}])
    matchExactly(t, await send(app, { ...created, ...property, timestamp: 1766005023 }), { outcome: 'accepted' })
  matchExactly(t, await send(app, { ...created, propertyID: 5 }), {
    received: true,
    outcome: 'quarantined',
    events: []
  })
  matchExactly(t, (await app.deliveries()).at(-1)?.problems, [{ problem: /not in CLOUDBEDS_PROPERTIES/ }])
  t.equal((await app.events()).length, 3)
})

t.test('one action that is about several guests or rooms is several facts, and one again is none', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const assigned = { event: 'guest/assigned', propertyId: 4, reservationId: '7', timestamp: 1766005023.25 }
  for (const told of [{ guestId: 1 }, { guestId: 2 }, { guestId: 2, roomID: '9-1' }])
    matchExactly(t, await send(app, { ...assigned, ...told }), { outcome: 'accepted' })
  matchExactly(t, await send(app, { ...assigned, guestId: 2 }), { outcome: 'duplicate' })
})

t.test('the word for a room is no status of its reservation', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const told = { propertyId: 4, reservationId: '7', roomId: '9-1', status: 'unoccupied' }
  await send(app, { ...told, event: 'housekeeping/housekeeping_reservation_status_changed' })
  await send(app, { ...told, event: 'reservation/accommodation_status_changed' })
  t.strictSame((await app.get('/api/reservations/cloudbeds/7')).json().state, { externalId: '7' })
  matchExactly(t, (await app.get('/api/rooms/cloudbeds/9-1')).json().state, { occupancy: 'vacant', status: 'vacant' })
})

async function send(app: TestApp, body: object) {
  return (await app.post(OPEN, JSON.stringify(body))).json()
}
