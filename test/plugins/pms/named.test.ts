import { createHmac } from 'node:crypto'
import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, SECRETS, type TestApp } from '../../support/test-app.ts'

// Bodies are open, so an event that is not read can carry whatever one that is read has.

const KEY = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

t.test('hostaway: an event is what its name says, also where it carries data', async (t) => {
  const app = await buildTestApp(t, { HOSTAWAY_WEBHOOK_SECRET: 'u:p' })
  const authorization = `Basic ${Buffer.from('u:p').toString('base64')}`
  const send = async (event: string, data: object) => {
    const body = JSON.stringify({ event, accountId: 1, data })
    return (await app.post('/webhooks/pms/hostaway', body, { authorization })).json()
  }
  matchExactly(t, await send('reservation.created', { id: 7, status: 'new', guestFirstName: 'Ana' }), {
    events: [String]
  })
  for (const [event, data] of [
    ['task.created', { id: 7, status: 'pending' }],
    ['reservation.deleted', { id: 7, status: 'cancelled' }],
    ['message.deleted', { id: 7, body: 'crib?', isIncoming: 1 }]
  ] as const)
    matchExactly(
      t,
      await send(event, data),
      { outcome: 'quarantined', problems: [{ path: '/event' }], events: [] },
      event
    )
  const { state } = (await app.get('/api/reservations/hostaway/7?property=1')).json()
  matchExactly(t, state, { status: 'confirmed', guest: { firstName: 'Ana' } })
  t.equal((await app.events()).length, 1)
})

t.test('guesty: an event is what its name says, also where it carries a reservation, a guest or data', async (t) => {
  const app = await buildTestApp(t, { GUESTY_WEBHOOK_SECRET: `whsec_${KEY}` })
  const reservation = { _id: 'r1', status: 'confirmed' }
  const guest = { _id: 'g1', firstName: 'Ana' }
  const data = { reservationId: 'r1', status: 'confirmed' }
  const [kept, unknown] = ['accepted', 'quarantined']
  for (const [event, body, outcome] of [
    // They lack the message.
    ['reservation.messageReceived', { reservation, guest }, unknown],
    ['reservation.messageSent', { data }, unknown],
    ['payments.received', { reservation, guest, data }, kept],
    ['task.updated', { reservation, guest, data }, kept],
    ['guest.merged', { guest }, unknown],
    ['reservation.archived', { reservation }, unknown],
    ['reservation.created.v3', { data }, unknown]
  ] as const)
    matchExactly(t, await guesty(app, { event, ...body }), { outcome, events: [] }, event)
  t.equal((await app.events()).length, 0)
  for (const path of ['reservations/guesty/r1', 'guests/guesty/g1'])
    t.equal((await app.get(`/api/${path}`)).statusCode, 404, path)

  matchExactly(t, await guesty(app, { event: 'reservation.updated', reservation, data: {} }), { events: [String] })
  matchExactly(t, await guesty(app, { event: 'guest.updated', guest, reservation: {}, data: {} }), { events: [String] })
  matchExactly(t, await app.events(), [{ subject: 'reservation/r1' }, { subject: 'guest/g1' }])
})

t.test('guesty: a calendar has no name, and a folio is of the books; both are known and become nothing', async (t) => {
  const app = await buildTestApp(t, { GUESTY_WEBHOOK_SECRET: `whsec_${KEY}` })
  const dateRange = { start: '2026-05-01', end: '2026-05-04' }
  const calendar = { listingId: 'l1', accountId: 'a1', currency: 'EUR', dateRange }
  for (const known of [
    calendar,
    { ...calendar, event: 'calendar.updated.v2' },
    { event: 'guest-folio.created', reservationId: 'r1' },
    { event: 'guest-folio.updated', reservationId: 'r1' }
  ])
    matchExactly(t, await guesty(app, known), { outcome: 'accepted', problems: [], events: [] }, JSON.stringify(known))
  for (const [strange, path] of [
    [{ ...calendar, dateRange: undefined }, '/event'],
    [{ ...calendar, event: 'reservation.created.v2', data: {} }, '/data/reservationId'],
    [{ ...calendar, event: 7 }, '/event'],
    [{ ...calendar, event: 'guest-folio.closed' }, '/event']
  ] as const) {
    matchExactly(t, await guesty(app, strange), { outcome: 'quarantined', events: [] }, path)
    const { problems, reason } = (await app.deliveries()).at(-1) ?? {}
    t.ok(problems?.[0]?.path === path || reason?.startsWith(`${path}: `), `${path} is named`)
  }
})

t.test('mews: an integration webhook is one, whatever else it carries', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const more of [{ Events: 'none' }, { Events: {} }, { EnterpriseId: 5, Events: [] }]) {
    const body = JSON.stringify({ Action: 'IntegrationEnabled', ...more })
    const reply = await app.post(`/webhooks/pms/mews?token=${SECRETS.MEWS_WEBHOOK_TOKEN}`, body)
    matchExactly(t, reply.json(), { outcome: 'accepted', events: [] }, body)
  }
})

async function guesty(app: TestApp, told: object) {
  const body = JSON.stringify(told)
  const time = String(Math.floor(Date.now() / 1000))
  const mac = createHmac('sha256', Buffer.from(KEY, 'base64')).update(`msg_1.${time}.${body}`).digest('base64')
  const headers = { 'svix-id': 'msg_1', 'svix-timestamp': time, 'svix-signature': `v1,${mac}` }
  return (await app.post('/webhooks/pms/guesty', body, headers)).json()
}
