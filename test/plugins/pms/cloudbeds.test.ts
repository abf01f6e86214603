import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, SECRETS, type TestApp } from '../../support/test-app.ts'

const URL = '/webhooks/pms/cloudbeds'
const OPEN = `${URL}?Token=${SECRETS.CLOUDBEDS_WEBHOOK_TOKEN}`
const IDS = { reservationID: '7061300000099', guestId: 31, guestId_str: '0031', roomId: '9-7', propertyID: 4 }

const UPDATED = 'reservation.updated reservation/7061300000099'
const GUEST = 'guest.updated guest/0031'
const ROOM = 'room.status_changed room/9-7'

t.test('every known event has its meaning, or none', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [event, becomes] of [
    ['reservation/created', 'reservation.created reservation/7061300000099'],
    ['reservation/status_changed', UPDATED],
    ['reservation/dates_changed', UPDATED],
    ['reservation/accommodation_status_changed', ROOM],
    ['reservation/accommodation_type_changed', UPDATED],
    ['reservation/accommodation_changed', UPDATED],
    ['reservation/accommodation_removed', UPDATED],
    ['reservation/deleted', 'reservation.cancelled reservation/7061300000099'],
    ['reservation/notes_changed', UPDATED],
    ['reservation/custom_fields_changed', UPDATED],
    ['guest/created', GUEST],
    ['guest/details_changed', GUEST],
    ['guest/assigned', UPDATED],
    ['guest/removed', UPDATED],
    ['guest/accommodation_changed', GUEST],
    ['housekeeping/room_condition_changed', ROOM],
    ['housekeeping/housekeeping_room_occupancy_status_changed', ROOM],
    ['housekeeping/housekeeping_reservation_status_changed', UPDATED],
    ...'allotmentBlock/created allotmenBlock/deleted integration/appstate_changed integration/appsettings_changed api_queue_task/rate_status_changed night_audit/completed accounting/transaction doorLockKey/key_requested fiscal_document/update transaction/created'
      .split(' ')
      .map((event) => [event, undefined])
  ]) {
    const { outcome, events } = await send(app, { ...IDS, event })
    t.equal(outcome, 'accepted', String(event))
    const made = (await app.events()).filter(({ id }) => events.includes(id))
    t.strictSame(
      made.map(({ type, subject }) => `${type} ${subject}`),
      becomes === undefined ? [] : [becomes],
      String(event)
    )
    if (becomes)
      matchExactly(t, made[0], { source: 'cloudbeds', property: '4', hydrated: false, timebasis: 'received' })
  }
})

t.test('a status is one of our events, a room keeps its dimensions', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [word, status, type] of [
    ['in_progress', 'pending', 'reservation.updated'],
    ['not_confirmed', 'pending', 'reservation.updated'],
    ['confirmed', 'confirmed', 'reservation.updated'],
    ['checked_in', 'checked_in', 'guest.checked_in'],
    ['checked_out', 'checked_out', 'guest.checked_out'],
    ['canceled', 'cancelled', 'reservation.cancelled'],
    ['no_show', 'no_show', 'reservation.updated'],
    ['constructor', undefined, 'reservation.updated']
  ]) {
    await send(app, { ...IDS, event: 'reservation/status_changed', status: word })
    const last = (await app.events()).at(-1)
    t.match(last, { type, data: { reservation: { status, sourceStatus: word } } }, String(word))
  }
  for (const [event, told, room] of [
    ['housekeeping/room_condition_changed', { condition: 'inspected' }, { housekeeping: 'inspected' }],
    ['reservation/accommodation_status_changed', { status: 'occupied' }, { occupancy: 'occupied' }],
    ['reservation/accommodation_status_changed', { status: 'unoccupied' }, { occupancy: 'vacant' }]
  ] as const) {
    await send(app, { ...IDS, event, ...told })
    t.match((await app.events()).at(-1)?.data['room'], room)
  }
  const { state } = (await app.get('/api/rooms/cloudbeds/9-7?property=4')).json()
  matchExactly(t, state, { housekeeping: 'inspected', occupancy: 'vacant' })
})

t.test('ids come in any spelling, as numbers or strings, and stay exact', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [ids, subject, property] of [
    ['"reservationID":"0012","propertyID":318000,"propertyID_str":"0318000"', '0012', '0318000'],
    ['"reservationId":7061300000055,"propertyId":"5"', '7061300000055', '5'],
    [
      '"RESERVATIONid":98765432109876543210,"propertyid":98765432109876543',
      '98765432109876543210',
      '98765432109876543'
    ],
    ['"reservationID":1,"reservationID_str":"98765432109876543211"', '98765432109876543211', undefined],
    ['"reservationID":77,"reservationID_str":null,"propertyId_str":""', '77', undefined],
    ['"reservationID":78,"reservationID_str":""', '78', undefined]
  ] as const) {
    await app.post(OPEN, `{${ids},"event":"reservation/notes_changed"}`)
    const last = (await app.events()).at(-1)
    t.strictSame([last?.subject, last?.property], [`reservation/${subject}`, property])
  }
})

t.test('the text of the timestamp tells a repetition from a second fact, to the microsecond', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const at = async (timestamp: string, more = '"guestId":5') =>
    (await app.post(OPEN, `{"event":"guest/details_changed",${more},"timestamp":${timestamp}}`)).json()
  for (const [timestamp, outcome, time] of [
    ['1766005381.816514', 'accepted', '2025-12-17T21:03:01.816514Z'],
    ['1766005381.816514', 'duplicate', undefined],
    ['"1766005381.816514"', 'duplicate', undefined],
    ['1766005381.816515', 'accepted', '2025-12-17T21:03:01.816515Z'],
    ['1766005381.8', 'accepted', '2025-12-17T21:03:01.800Z'],
    ['1766005381', 'accepted', '2025-12-17T21:03:01.000Z'],
    ['"soon"', 'quarantined', undefined]
  ] as const) {
    t.match(await at(timestamp), { outcome }, timestamp)
    const last = (await app.events()).at(-1)
    if (time) matchExactly(t, last, { time, timebasis: 'event' })
  }
  t.equal((await app.events()).at(-1)?.timebasis, 'received')
  for (const more of ['"guestId":6', '"guestId":5,"propertyId":1', '"guestID":5,"propertyId":2'])
    matchExactly(t, await at('1766005381.816514', more), { outcome: 'accepted' }, more)
  for (const [more, outcome] of [
    [{}, 'accepted'],
    [{}, 'accepted'],
    [{ timestamp: null }, 'accepted'],
    [{ note: 'x' }, 'accepted'],
    [{ note: 'x' }, 'accepted']
  ] as const)
    t.equal((await send(app, { event: 'guest/created', guestId: 5, ...more })).outcome, outcome)
  const twice = await Promise.all(Array.from({ length: 16 }, () => at('1766005999.000001')))
  t.equal(twice.filter(({ outcome }) => outcome === 'accepted').length, 1)
})

t.test('the token in the URL opens, or the shared secret where there is no token, and nothing else', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const shared = await buildTestApp(t, { PMS_WEBHOOK_SECRET: 'shared' })
  const body = '{"event":"night_audit/completed"}'
  const secret = { 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET }
  for (const [on, url, headers] of [
    [app, OPEN, {}],
    [app, OPEN.replace('Token', 'token'), {}],
    [shared, URL, { 'x-webhook-secret': 'shared' }],
    [shared, URL, { authorization: 'BEARER shared' }]
  ] as const)
    t.equal((await on.post(url, body, { ...headers })).statusCode, 200, url)
  for (const [on, url, headers] of [
    [app, URL, {}],
    [app, URL, secret],
    [app, URL, { authorization: `Bearer ${SECRETS.PMS_WEBHOOK_SECRET}` }],
    [app, `${OPEN}0`, {}],
    [app, `${URL}?token=${SECRETS.PMS_WEBHOOK_SECRET}`, {}],
    [app, URL, { 'x-webhook-secret': SECRETS.CLOUDBEDS_WEBHOOK_TOKEN }],
    [app, URL, { 'x-cloudbeds-signature': SECRETS.CLOUDBEDS_WEBHOOK_TOKEN }],
    [shared, `${URL}?token=shared`, {}],
    [shared, URL, {}]
  ] as const) {
    const reply = await on.post(url, body, { ...headers })
    t.strictSame([reply.statusCode, reply.json()], [401, { error: 'Unauthorized' }], url)
  }
  t.notMatch(
    JSON.stringify([await app.deliveries(), await app.rows('select endpoint from deliveries')]),
    /cloudbeds_token/
  )
})

t.test('an unknown event, a missing id and a wrong shape are kept with a reason', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const bodies = [
    { event: 'spa/booked' },
    { event: 'toString/x' },
    { event: 'guest/created' },
    { event: 'guest/created', guestId: {} },
    { event: 'guest' },
    { event: 5 },
    []
  ]
  for (const body of bodies)
    matchExactly(t, await send(app, body), { received: true, outcome: 'quarantined', events: [] })
  t.equal((await app.post(OPEN, 'event=guest')).statusCode, 400)
  const kept = await app.deliveries('limit=50&outcome=quarantined')
  t.equal(kept.filter(({ reason }) => reason).length, bodies.length + 1)
  t.notMatch(JSON.stringify(kept), 'spa')
})

async function send(app: TestApp, body: object) {
  return (await app.post(OPEN, JSON.stringify(body))).json()
}
