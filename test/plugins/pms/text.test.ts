import t from 'tap'
import { buildTestApp, SECRETS } from '../../support/test-app.ts'
import { reservation, STAY, send } from './stay.ts'

const SECRET = { 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET }

t.test('a number becomes text only where a double would change its digits', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const body = JSON.stringify({ ...STAY, externalId: 'n' })
  for (const [sent, kept] of [
    ['4101.842934040806', 4101.842934040806],
    ['4.5', 4.5],
    ['1766005381.816514', 1766005381.816514],
    ['0.30000000000000004', 0.30000000000000004],
    ['9007199254740992', 9007199254740992],
    ['900000000000000000077', '900000000000000000077'],
    ['9007199254740993', '9007199254740993'],
    ['0.1234567890123456789', '0.1234567890123456789']
  ] as const) {
    await app.post('/webhooks/pms/reservations', `${body.slice(0, -1)},"x":${sent}}`, SECRET)
    t.strictSame((await reservation(app, 'n')).state.extra, { x: kept }, sent)
  }
})

t.test('text is decoded as the content type declares it, on every route, or refused', async (t) => {
  const app = await buildTestApp(t, { ...SECRETS, HOSTAWAY_WEBHOOK_SECRET: 'u:p' })
  const latin1 = (value: object) => Buffer.from(JSON.stringify(value), 'latin1')
  const guest = { externalId: 'g', source: 'hotelier', lastName: 'Jürgen' }
  const basic = { authorization: `Basic ${Buffer.from('u:p').toString('base64')}` }
  for (const type of [
    'application/json; charset=ISO-8859-1',
    'application/json;charset="iso-8859-1"',
    'application/json; Charset=latin1',
    'application/json; charset=Latin-1'
  ]) {
    const headers = { ...SECRET, 'content-type': type }
    for (const [route, body] of [
      ['guests', guest],
      ['reservations', { ...STAY, guest }],
      ['events', { type: 'guest.updated', source: 'hotelier', data: { guest } }]
    ] as const)
      t.equal((await app.post(`/webhooks/pms/${route}`, latin1(body), headers)).statusCode, 200)
    t.strictSame((await app.get('/api/guests/hotelier/g')).json().state.lastName, 'Jürgen', type)
    t.strictSame((await reservation(app)).state.guest.lastName, 'Jürgen', type)
    const data = { id: 1, guestLastName: 'Jürgen' }
    const hostaway = latin1({ event: 'reservation.created', data })
    await app.post('/webhooks/pms/hostaway', hostaway, { ...basic, 'content-type': type })
    t.strictSame((await app.get('/api/reservations/hostaway/1')).json().state.guest.lastName, 'Jürgen', type)
  }
  for (const charset of ['windows-1252', 'cp1252', 'latin1']) {
    const body = Buffer.from('{"externalId":"g","source":"hotelier","lastName":"O\x92Neill \x80\x81"}', 'latin1')
    await app.post('/webhooks/pms/guests', body, { ...SECRET, 'content-type': `application/json; charset=${charset}` })
    t.strictSame((await app.get('/api/guests/hotelier/g')).json().state.lastName, 'O’Neill €\u0081', charset)
  }
  const ascii = { ...SECRET, 'content-type': 'application/json; charset=us-ascii' }
  await app.post('/webhooks/pms/guests', JSON.stringify({ ...guest, lastName: 'Łukasz' }), ascii)
  t.strictSame((await app.get('/api/guests/hotelier/g')).json().state.lastName, 'Łukasz', 'ASCII is a part of UTF-8')
  for (const type of ['application/json; charset=utf-16', 'application/json; charset=klingon']) {
    const reply = await app.post('/webhooks/pms/guests', latin1(guest), { ...SECRET, 'content-type': type })
    t.strictSame(reply.statusCode, 415, type)
  }
})

t.test('a long text is no reason to refuse an update', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const long = 'n'.repeat(100_000)
  const guest = { externalId: 'g', source: 'hotelier', lastName: 'Ng' }
  const stay = { ...STAY, notes: [long], specialRequests: [long] }
  t.strictSame((await send(app, 'guests', { ...guest, notes: long })).outcome, 'accepted')
  t.strictSame((await send(app, 'reservations', stay)).outcome, 'accepted')
  t.strictSame((await app.get('/api/guests/hotelier/g')).json().state.notes, long)
  t.strictSame((await reservation(app)).state.notes, [long])
  const preferences = [{ category: 'pillow', value: long }]
  t.strictSame((await send(app, 'guests', { ...guest, externalId: 'h', preferences })).outcome, 'accepted')
  t.strictSame((await send(app, 'guests', { ...guest, externalId: 'i', notes: long.repeat(5) })).outcome, 'accepted')
  const { guest: cut, omitted } = (await app.events()).at(-1)?.data ?? {}
  t.strictSame(Object(cut).notes, long.slice(0, 4096))
  t.strictSame(omitted, [
    { path: '/guest/notes', bytes: 500_002 },
    { path: '/guest/extra', bytes: 2 }
  ])
})

t.test('a long message is an ordinary message, in every channel', async (t) => {
  const app = await buildTestApp(t)
  const long = 'n'.repeat(100_000)
  const message = { id: 'wamid.1', from: '33600000011', type: 'text', text: { body: long } }
  const value = { metadata: { phone_number_id: '9' }, messages: [message] }
  const entry = [{ id: '1', changes: [{ field: 'messages', value }] }]
  const json = { 'content-type': 'application/json' }
  await app.post('/webhooks/whatsapp', JSON.stringify({ object: 'whatsapp_business_account', entry }), json)
  await app.post('/webhooks/sms', JSON.stringify({ MessageSid: 'SM1', From: '+33600000011', Body: long }), json)
  const data = { id: 1, body: long, isIncoming: 1 }
  await app.post('/webhooks/pms/hostaway', JSON.stringify({ event: 'message.received', data }), json)
  t.strictSame(
    (await app.deliveries()).map(({ outcome }) => outcome),
    ['accepted', 'accepted', 'accepted']
  )
  t.strictSame(
    (await app.events()).map(({ data }) => Object(data['message']).text === long),
    [true, true, true]
  )
})

t.test('an amount keeps its sign, in any currency', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [at, [totalRate, currency, amount]] of [
    ['-35.50', 'EUR', '-35.50'],
    [-4.125, 'KWD', '-4.125'],
    [-90, 'JPY', '-90'],
    ['-90', 'EUR', '-90.00'],
    [-0.0000001, 'EUR', '-0.0000001'],
    ['-0.00', 'EUR', '0.00']
  ].entries()) {
    await send(app, 'reservations', { ...STAY, externalId: `a${at}`, totalRate, currency })
    const data = { reservation: { externalId: `b${at}`, totalRate, currency } }
    await send(app, 'events', { type: 'reservation.updated', source: 'hotelier', data })
    for (const id of [`a${at}`, `b${at}`])
      t.strictSame((await reservation(app, id)).state.totalRate, { amount, currency }, String(totalRate))
  }
})
