import { createHmac } from 'node:crypto'
import t, { type Test } from 'tap'
import { buildTestApp, type TestApp } from '../../support/test-app.ts'

// One odd field costs that field. The rest of the delivery becomes events.

const KEY = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const BASIC = { authorization: `Basic ${Buffer.from('u:p').toString('base64')}` }
const STAY = { id: 7, status: 'new', guestFirstName: 'Ana', arrivalDate: '2026-07-01', departureDate: '2026-07-04' }
const MESSAGE = { id: 9, conversationId: 4, body: 'Is there a crib?', isIncoming: 1 }

interface Kept {
  outcome: string
  problems: { path: string }[]
  events: string[]
}

async function readingOf(app: TestApp, kept: Kept) {
  const events = await app.events()
  const own = events.filter(({ id }) => kept.events.includes(id))
  return [kept.outcome, kept.problems.map(({ path }) => path), own.map(({ type, subject }) => `${type} ${subject}`)]
}

t.test('hostaway: an odd envelope costs no more than its field', async (t) => {
  const app = await buildTestApp(t, { HOSTAWAY_WEBHOOK_SECRET: 'u:p' })
  const send = async (body: object) =>
    readingOf(app, (await app.post('/webhooks/pms/hostaway', JSON.stringify(body), BASIC)).json())

  for (const [id, event] of [7, null, '', ['reservation.updated'], undefined].entries())
    t.strictSame(
      await send({ object: 'reservation', event, accountId: 1, data: { ...STAY, id } }),
      ['quarantined', ['/event'], [`reservation.created reservation/${id}`]],
      `event ${JSON.stringify(event)}`
    )
  t.strictSame(await send({ accountId: 1, data: { ...STAY, id: 20 } }), [
    'quarantined',
    ['/event'],
    ['reservation.created reservation/20']
  ])
  t.strictSame(await send({ accountId: 1, event: 'Reservation.Created ', data: { ...STAY, id: 21 } }), [
    'accepted',
    [],
    ['reservation.created reservation/21']
  ])
  t.strictSame(await send({ accountId: 1, event: 5, data: MESSAGE }), [
    'quarantined',
    ['/event'],
    ['message.received message/9']
  ])
  t.strictSame(await send({ accountId: {}, event: 'message.received', data: { ...MESSAGE, id: 10 } }), [
    'quarantined',
    ['/accountId'],
    ['message.received message/10']
  ])
  const { id: _id, ...nameless } = STAY
  t.strictSame(
    await send({ accountId: 1, event: 'reservation.created', data: { ...nameless, hostawayReservationId: '22' } }),
    ['quarantined', ['/data/id'], ['reservation.created reservation/22']]
  )
  t.strictSame(await send({ accountId: 1, event: 'reservation.created', data: nameless }), [
    'quarantined',
    ['/data/id'],
    []
  ])
  for (const data of [undefined, null, [], 'x'])
    t.strictSame(await send({ accountId: 1, event: 'reservation.created', data }), ['quarantined', ['/data'], []])
})

t.test('guesty: an odd envelope costs no more than its field', async (t) => {
  const send = await guesty(t)
  t.strictSame(await send({ event: 4, reservation: { _id: 'r1', status: 'confirmed' } }), [
    'quarantined',
    ['/event'],
    ['reservation.created reservation/r1']
  ])
  t.strictSame(await send({ guest: { _id: 'g1', fullName: 'Ana Ito' } }), [
    'quarantined',
    ['/event'],
    ['guest.updated guest/g1']
  ])
  t.strictSame(await send({ event: null, data: { reservationId: 'r2', status: 'confirmed' } }), [
    'quarantined',
    ['/event'],
    ['reservation.updated reservation/r2']
  ])
  t.strictSame(await send({ event: 'reservation.new', reservation: { status: 'confirmed', guest: { _id: 'g2' } } }), [
    'quarantined',
    ['/reservation/_id'],
    ['guest.updated guest/g2']
  ])
  t.strictSame(await send({ event: 'reservation.new', reservation: { _id: 31, status: 'confirmed' } }), [
    'accepted',
    [],
    ['reservation.created reservation/31']
  ])
  for (const [event, body, path] of [
    ['reservation.updated', { reservation: [] }, '/reservation'],
    ['reservation.updated.v2', { data: {} }, '/data/reservationId'],
    ['guest.updated', { guest: { _id: {} } }, '/guest/_id'],
    ['guest.deleted', {}, '/guest']
  ] as const)
    t.strictSame(await send({ event, ...body }), ['quarantined', [path], []], event)
})

t.test('guesty: a guest who writes is heard', async (t) => {
  const send = await guesty(t)
  const conversation = { _id: 'c1', conversationWith: 'Guest' }
  const message = { _id: 'm1', type: 'fromGuest', body: 'Is there a crib?', module: 'airbnb2' }
  const received = { event: 'reservation.messageReceived', reservationId: 'r1', conversation }
  t.strictSame(await send({ ...received, message }), ['accepted', [], ['message.received message/m1']])
  const [event] = await send.app.events()
  t.strictSame(
    [event?.data['message'], event?.data['vendor']],
    [
      {
        externalId: 'm1',
        channel: 'pms:guesty',
        direction: 'inbound',
        type: 'airbnb2',
        from: null,
        to: null,
        text: 'Is there a crib?',
        media: [],
        accountId: null,
        conversationId: 'c1',
        reservationId: 'r1'
      },
      { event: 'reservation.messageReceived', payload: { ...received, message } }
    ]
  )
  const { _id: _, ...nameless } = message
  const [outcome, problems, types] = await send({ ...received, message: nameless })
  t.strictSame([outcome, problems], ['accepted', []])
  t.match(String(types), /^message\.received message\/anonymous-[\w-]{43}$/)
  t.strictSame(await send({ ...received, message: { ...message, _id: 'm2', body: ['odd'] } }), [
    'quarantined',
    ['/message/body'],
    ['message.received message/m2']
  ])
  t.strictSame(await send({ ...received, event: 'reservation.messageSent', message: { ...message, _id: 'm3' } }), [
    'accepted',
    [],
    ['message.sent message/m3']
  ])
  t.strictSame(
    await send({ ...received, conversation: { conversationWith: 'Owner' }, message: { ...message, _id: 'm4' } }),
    ['accepted', [], ['message.observed message/m4']]
  )
  t.strictSame(await send({ ...received, message: [] }), ['quarantined', ['/message'], []])
})

t.test('mews and apaleo: an odd id of the hotel or of the delivery costs no more than itself', async (t) => {
  const app = await buildTestApp(t, { MEWS_WEBHOOK_TOKEN: 'tok', APALEO_WEBHOOK_TOKEN: 'tok' })
  const post = async (name: string, body: object) =>
    readingOf(app, (await app.post(`/webhooks/pms/${name}?token=tok`, JSON.stringify(body))).json())
  const Events = [
    { Discriminator: 'ServiceOrderUpdated', Value: { Id: 'r1' } },
    { Discriminator: 'ServiceOrderUpdated' }
  ]
  t.strictSame(await post('mews', { EnterpriseId: {}, Events }), [
    'quarantined',
    ['/EnterpriseId', '/Events/1/Type'],
    ['reservation.updated reservation/r1']
  ])
  for (const id of [undefined, {}, ''])
    t.strictSame(await post('apaleo', { topic: 'Reservation', type: 'changed', id, data: { entityId: 'r2' } }), [
      'quarantined',
      ['/id'],
      ['reservation.updated reservation/r2']
    ])
})

t.test('lodgify and hostify: an event without a name is what it carries, and a guest is heard', async (t) => {
  const app = await buildTestApp(t)
  const post = async (name: string, body: object) =>
    readingOf(app, (await app.post(`/webhooks/pms/${name}`, JSON.stringify(body))).json())
  const booking = { id: 1, status: 'Booked' }
  const message = { message_id: 5, message: 'Hello', thread_uid: 't' }
  const kept = (path: string, event: string) => ['quarantined', [path], [event]]
  t.strictSame(await post('lodgify', [{ booking }]), kept('/0/action', 'reservation.created reservation/1'))
  t.strictSame(
    await post('lodgify', { action: null, booking: { id: 2 } }),
    kept('/action', 'reservation.created reservation/2')
  )
  t.strictSame(await post('lodgify', [message]), kept('/0/action', 'message.received message/5'))
  t.strictSame(
    await post('lodgify', [{ ...message, message_id: 6, action: 'guest_wrote' }]),
    kept('/0/action', 'message.received message/6')
  )
  t.strictSame(await post('lodgify', [{ action: 'booking_seen', booking }]), ['quarantined', ['/0/action'], []])
  const Message = JSON.stringify({ reservation_id: 1, status: 'accepted', checkIn: '2026-09-01' })
  t.strictSame(
    await post('hostify', { Type: 'Notification', MessageId: 'm', TopicArn: 't', Message }),
    kept('/Message/action', 'reservation.created reservation/1')
  )
})

async function guesty(t: Test) {
  const app = await buildTestApp(t, { GUESTY_WEBHOOK_SECRET: `whsec_${KEY}` })
  let count = 0
  const send = async (body: object) => {
    const [id, time, text] = [`msg_${++count}`, String(Math.floor(Date.now() / 1000)), JSON.stringify(body)]
    const signature = createHmac('sha256', Buffer.from(KEY, 'base64')).update(`${id}.${time}.${text}`).digest('base64')
    const headers = { 'svix-id': id, 'svix-timestamp': time, 'svix-signature': `v1,${signature}` }
    return readingOf(app, (await app.post('/webhooks/pms/guesty', text, headers)).json())
  }
  return Object.assign(send, { app })
}
