import t from 'tap'
import { buildTestApp, SECRETS, type TestApp } from '../../support/test-app.ts'

t.test('cloudbeds: without a timestamp each event is a fact, with one a repetition is a duplicate', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const send = async (body: object) =>
    (await app.post(`/webhooks/pms/cloudbeds?token=${SECRETS.CLOUDBEDS_WEBHOOK_TOKEN}`, JSON.stringify(body))).json()
  const room = (condition: string, more: object = {}) =>
    send({ event: 'housekeeping/room_condition_changed', propertyID: 1, roomID: '7', condition, ...more })
  for (const condition of ['dirty', 'clean', 'dirty', 'clean', 'dirty']) {
    t.strictSame((await room(condition)).outcome, 'accepted')
    t.strictSame((await app.get('/api/rooms/cloudbeds/7')).json().state.housekeeping, condition)
  }
  for (const event of [
    'reservation/created',
    'reservation/notes_changed',
    'guest/details_changed',
    'reservation/deleted'
  ])
    for (let n = 0; n < 2; n++)
      t.strictSame(
        (await send({ event, reservationID: event, guestID: 'g', propertyID: 1 })).outcome,
        'accepted',
        event
      )

  const seconds = { timestamp: 1766005022 }
  for (const [condition, outcome] of [
    ['clean', 'accepted'],
    ['dirty', 'accepted'],
    ['clean', 'duplicate']
  ] as const)
    t.strictSame((await room(condition, seconds)).outcome, outcome)
  t.strictSame((await room('clean', { timestamp: 1766005023.5 })).outcome, 'accepted')
  t.strictSame((await room('clean', { timestamp: 1766005023.5 })).outcome, 'duplicate')
})

t.test('mews: what the socket reports is a state, and the last of several counts', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const stay = (State: string, more: object = {}) => ({ Type: 'Reservation', Id: 'r1', State, ...more })
  for (const [events, types] of [
    [[stay('Confirmed')], ['reservation.created']],
    [[stay('Started')], ['guest.checked_in']],
    [[stay('Started')], ['reservation.updated']],
    [[stay('Processed')], ['guest.checked_out']],
    [[stay('Canceled')], ['reservation.cancelled']],
    [[stay('Started'), stay('Canceled')], ['reservation.updated']],
    [
      [stay('Canceled', { AssignedResourceId: 'a' }), stay('Canceled', { AssignedResourceId: 'b' })],
      ['reservation.updated']
    ]
  ] as const) {
    const before = (await app.events()).length
    await mews(app, events)
    t.strictSame(
      (await app.events()).slice(before).map(({ type }) => type),
      types
    )
  }
  const { state } = (await app.get('/api/reservations/mews/r1')).json()
  t.strictSame([state.status, state.extra], ['cancelled', { AssignedResourceId: 'b' }])

  await mews(app, [
    { Type: 'Resource', Id: '7', State: 'Dirty' },
    { Type: 'Resource', Id: '8', State: 'Clean' },
    { Type: 'Resource', Id: '7', State: 'Inspected' }
  ])
  const rooms = (await app.events()).slice(-2).map(({ subject, data }) => [subject, Object(data['room']).status])
  t.strictSame(rooms, [
    ['room/8', 'clean'],
    ['room/7', 'inspected']
  ])
  const odd = await mews(app, [stay('Started'), { Type: 'Resource', Id: '7', State: {} }])
  t.strictSame(odd.problems, [{ path: '/Events/1/State', problem: 'is not a text' }])
  t.strictSame(odd.events.length, 2)
})

t.test('mews: of two states of one reservation that differ in their dates, the last counts', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const stay = (StartUtc: string) => ({ Type: 'Reservation', Id: 'r1', State: 'Started', StartUtc })
  await mews(app, [stay('2026-05-01T10:00:00Z'), stay('2026-05-02T10:00:00Z')])
  t.strictSame(
    (await app.events()).map(({ type, data }) => [type, Object(data['reservation']).extra]),
    [['guest.checked_in', { StartUtc: '2026-05-02T10:00:00Z' }]]
  )
})

t.test('mews: an event that is not in a list is read', async (t) => {
  const app = await buildTestApp(t, { MEWS_WEBHOOK_TOKEN: 'tok' })
  const Events = { Discriminator: 'ServiceOrderUpdated', Value: { Id: 'r1' } }
  const reply = await app.post('/webhooks/pms/mews?token=tok', JSON.stringify({ EnterpriseId: 'e1', Events }))
  t.strictSame([reply.json().outcome, reply.json().events.length], ['accepted', 1])
  t.equal((await app.events())[0]?.subject, 'reservation/r1')
})

t.test('cloudbeds: numbers in vendor are numbers, unless a double would change them', async (t) => {
  const app = await buildTestApp(t, { CLOUDBEDS_WEBHOOK_TOKEN: 'tok' })
  const numbers = '"timestamp":1766005381.816514,"rate":4101.842934040806,"id":900000000000000000077'
  const body = `{"event":"reservation/notes_changed","reservationID":"5",${numbers}}`
  await app.post('/webhooks/pms/cloudbeds?token=tok', body)
  const { payload } = Object((await app.events())[0]?.data['vendor'])
  t.strictSame(
    [payload.timestamp, payload.rate, payload.id],
    [1766005381.816514, 4101.842934040806, '900000000000000000077']
  )
})

t.test('mews: a token with a plus opens, pasted as it is and encoded', async (t) => {
  const app = await buildTestApp(t, { MEWS_WEBHOOK_TOKEN: 'q+r/s==' })
  for (const [token, status] of [
    ['q+r/s==', 200],
    ['q%2Br%2Fs%3D%3D', 200],
    ['q%2br/s==', 200],
    ['q r/s==', 401],
    ['q%20r/s==', 401],
    ['q+r/s=', 401]
  ] as const)
    t.strictSame((await app.post(`/webhooks/pms/mews?token=${token}`, '{"Events":[]}')).statusCode, status, token)
  const spaced = await buildTestApp(t, { CLOUDBEDS_WEBHOOK_TOKEN: 'a b%25' })
  const body = '{"event":"night_audit/completed"}'
  for (const token of ['a+b%2525', 'a%20b%2525'])
    t.strictSame((await spaced.post(`/webhooks/pms/cloudbeds?token=${token}`, body)).statusCode, 200, token)
})

t.test('apaleo: null is nothing, and names may be capitalized', async (t) => {
  const app = await buildTestApp(t, { APALEO_WEBHOOK_TOKEN: 'tok' })
  const send = async (body: object) => (await app.post('/webhooks/pms/apaleo?token=tok', JSON.stringify(body))).json()
  const booking = { topic: 'Booking', type: 'changed', id: 'b1', propertyId: null, data: { entityId: 'B-1' } }
  const check = { topic: 'system', type: 'healthcheck', id: 'h1', propertyId: null, data: null }
  for (const body of [booking, check]) {
    const { outcome, problems, events } = await send(body)
    t.strictSame([outcome, problems, events], ['accepted', [], []])
  }
  await send({ topic: 'Reservation', type: 'created', id: 'r1', propertyId: null, data: { entityId: 'X-1' } })
  await send({ Topic: 'Reservation', Type: 'checked-in', Id: 'r2', PropertyId: 'MUC', Data: { EntityId: 'X-2' } })
  const heads = (await app.events()).map(({ type, subject, property }) => [type, subject, property])
  t.strictSame(heads, [
    ['reservation.created', 'reservation/X-1', undefined],
    ['guest.checked_in', 'reservation/X-2', 'MUC']
  ])
})

async function mews(app: TestApp, Events: readonly unknown[]) {
  const body = JSON.stringify({ EnterpriseId: 'e1', Events })
  return (await app.post(`/webhooks/pms/mews?token=${SECRETS.MEWS_WEBHOOK_TOKEN}`, body)).json()
}
