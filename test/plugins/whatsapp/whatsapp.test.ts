import { createHmac } from 'node:crypto'
import { sign as octokitSign } from '@octokit/webhooks-methods'
import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, SECRETS, type TestApp } from '../../support/test-app.ts'

const URL = '/webhooks/whatsapp'
const SECRET = SECRETS.WHATSAPP_APP_SECRET

t.test('the handshake echoes the challenge as it is, and anything else is forbidden', async (t) => {
  const { app } = await buildTestApp(t, SECRETS)
  const ask = (query: string) => app.inject(`${URL}?${query}`)
  const good = `hub.mode=subscribe&hub.verify_token=${SECRETS.WHATSAPP_VERIFY_TOKEN}`
  for (const challenge of ['1158201444', '0012', '9'.repeat(40), '<b>x</b>']) {
    const reply = await ask(`${good}&hub.challenge=${encodeURIComponent(challenge)}`)
    matchExactly(t, [reply.statusCode, reply.body], [200, challenge])
    t.match(reply.headers['content-type'], /^text\/plain/)
  }
  const bad = [
    '',
    'hub.mode=subscribe&hub.challenge=1',
    `${good}x&hub.challenge=1`,
    `${good}&hub.verify_token=b&hub.challenge=1`,
    good
  ]
  for (const query of [...bad, `${good.replace('subscribe', 'unsubscribe')}&hub.challenge=1`]) {
    const reply = await ask(query)
    matchExactly(t, [reply.statusCode, reply.body], [403, 'Forbidden'], query)
  }
})

t.test('without a token there is no handshake, not even with none', async (t) => {
  const { app } = await buildTestApp(t)
  for (const token of ['', '&hub.verify_token=', '&hub.verify_token=undefined']) {
    const reply = await app.inject(`${URL}?hub.mode=subscribe&hub.challenge=1${token}`)
    matchExactly(t, [reply.statusCode, reply.body], [403, 'Forbidden'])
  }
})

t.test('the signature is over the exact bytes', async (t) => {
  // The secret that the signature below was made with, by hand.
  const app = await buildTestApp(t, { ...SECRETS, WHATSAPP_APP_SECRET: 'test_app_secret' })
  const line =
    '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"1","phone_number_id":"2"},"messages":[{"from":"3","id":"wamid.X","timestamp":"1","type":"text","text":{"body":"caf\\u00e9 \\ud83d\\udc4b a\\/b"}}]}}]}]}'
  const header = 'sha256=588844a71640628563a66ebdbe5d61f91c53ade62bca6ad9761617b69cba550f'
  const accepted = await app.post(URL, line, { 'x-hub-signature-256': header, 'content-type': 'application/json' })
  matchExactly(t, [accepted.statusCode, accepted.body], [200, 'OK'])
  matchExactly(t, await app.events(), [
    { data: { message: { text: 'café 👋 a/b' } }, time: '1970-01-01T00:00:01.000Z' }
  ])

  const headers = [header, header.toUpperCase(), header.slice(7), 'sha256=', 'sha256=zz', '', 'sha1=aa', `${header}00`]
  for (const value of headers) {
    const refused = await app.post(URL, JSON.stringify(JSON.parse(line)), { 'x-hub-signature-256': value })
    matchExactly(t, [refused.statusCode, refused.body], [401, 'Invalid signature'], value)
  }
  t.match(await app.post(URL, '['.repeat(3_000_000)), { statusCode: 401 })
  t.equal((await app.deliveries()).length, 1)
})

t.test(
  'a signature made by an independent library is accepted, also with an older secret, and not after one byte',
  async (t) => {
    const app = await buildTestApp(t, { ...SECRETS, WHATSAPP_APP_SECRET: `new-secret, ${SECRET}` })
    const body = notification([{ messages: [text('wamid.a', '49151')] }])
    for (const secret of ['new-secret', SECRET]) {
      const headers = { 'x-hub-signature-256': await octokitSign(secret, body) }
      t.equal((await app.post(URL, body, headers)).statusCode, 200)
      t.equal((await app.post(URL, `${body} `, headers)).statusCode, 401)
    }
    t.equal((await app.events()).length, 1)
  }
)

t.test('whole batches: senders matched by id, one without a phone number, each item once', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const userId = 'US.13491208655302741918'
  const contacts = [
    { profile: { name: 'Ana' }, user_id: userId },
    { wa_id: '111' },
    { profile: { name: 'Bo' }, wa_id: '222' }
  ]
  const silent = { id: 'wamid.c', from_user_id: userId, timestamp: 1_700_000_000, type: 'text', text: { body: 'c' } }
  const one = { contacts, messages: [text('wamid.a', '222'), text('wamid.b', '111'), silent, text('wamid.a', '222')] }
  const two = {
    messages: [text('wamid.d', '222')],
    statuses: [status('wamid.s', 'sent'), status('wamid.s', 'read'), status('wamid.s', 'sent')]
  }
  await send(app, notification([one, two], 2))
  await send(app, notification([two, one]))
  const events = await app.events()
  t.strictSame(
    events.map(({ subject }) => subject),
    ['message/wamid.a', 'message/wamid.b', 'message/wamid.c', 'message/wamid.d', 'message/wamid.s', 'message/wamid.s']
  )
  matchExactly(t, events[0]?.data, {
    message: { contactName: 'Bo', from: '222', sender: { phone: null, waId: '222' } }
  })
  t.match(events[1]?.data, { message: { contactName: null } })
  matchExactly(t, events[2]?.data, {
    message: { contactName: 'Ana', from: userId, sender: { phone: null, waId: null, userId } }
  })
  t.strictSame(
    (await app.deliveries()).map(({ outcome }) => outcome),
    ['accepted', 'duplicate']
  )
})

t.test('a phone number is E.164 where it can be, never made of a user id, and the raw form stays', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const froms = ['4915112345678', '+49 1511 2345678', '5215512345678', '1234567890', 'US.13491208655302741918', 'x']
  await send(app, notification([{ messages: froms.map((from, at) => text(`wamid.${at}`, from)) }]))
  const messages = (await app.events()).map(({ data }) => Object(data['message']))
  t.strictSame(
    messages.map(({ sender }) => sender.phone),
    ['+4915112345678', '+4915112345678', '+525512345678', null, null, null]
  )
  t.strictSame(
    messages.map(({ from }) => from),
    froms
  )
  matchExactly(t, messages[1], { sender: { waId: '4915112345678' } })
})

t.test('the status of a message is the best that was ever reported', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const id = 'wamid.HBgL+MTU1/NQ=='
  for (const name of ['read', 'sent', 'delivered', 'sent'])
    await send(app, notification([{ statuses: [status(id, name)] }]))
  const failed = {
    ...status('wamid.f', 'failed'),
    errors: [{ code: 131026, title: 'Undeliverable', error_data: { details: 'no' } }]
  }
  await send(app, notification([{ statuses: [failed, status('wamid.f', 'sent')] }]))
  matchExactly(t, (await app.get(`/api/messages/whatsapp/${encodeURIComponent(id)}`)).json(), {
    id,
    state: { status: 'read' }
  })
  matchExactly(t, (await app.get('/api/messages/whatsapp/wamid.f')).json(), {
    state: { status: 'failed', errorCode: '131026', errorMessage: 'no' }
  })
})

t.test('a poison item spoils only itself, wherever it is, and a message with an id is always an event', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const bad = [
    null,
    5,
    {},
    { id: 7, type: 'text' },
    { ...text('wamid.x', '1'), text: {} },
    { ...text('wamid.y', '1'), type: 'image' }
  ]
  const changes = [
    {
      field: 'messages',
      value: { messages: [text('wamid.1', '1'), ...bad, text('wamid.2', '2')], statuses: {}, errors: [{}] }
    }
  ]
  const entry = [null, { id: '1' }, { changes: [null, { field: 'no_such_field', value: {} }, ...changes] }, { changes }]
  const reply = await send(app, JSON.stringify({ object: 'whatsapp_business_account', entry }))
  matchExactly(t, [reply.statusCode, reply.body], [200, 'OK'])
  t.strictSame(
    (await app.events()).map(({ subject }) => subject),
    ['message/wamid.1', 'message/7', 'message/wamid.x', 'message/wamid.y', 'message/wamid.2']
  )
  const [delivery] = await app.deliveries('outcome=quarantined')
  t.ok(delivery?.problems.some(({ path }) => path === '/entry/2/changes/1/field'))
  t.ok(delivery?.problems.some(({ path }) => path.startsWith('/entry/3/changes/0/value/messages/1')))
  t.equal(delivery?.events.length, 5)
})

t.test('what is signed and cannot be read is kept with its exact bytes', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const cases = [
    ['not json', 400],
    ['', 400],
    ['[]', 200],
    ['{"object":"page","entry":[]}', 200],
    ['null', 200],
    ['{"entry":{}}', 200]
  ] as const
  for (const [body, code] of cases) t.equal((await send(app, body)).statusCode, code, body)
  const kept = await app.deliveries('outcome=quarantined')
  t.equal(kept.length, cases.length)
  for (const [at, { id }] of kept.entries()) t.equal((await app.get(`/api/deliveries/${id}/raw`)).body, cases[at]?.[0])
  matchExactly(t, await send(app, '{"object":"whatsapp_business_account","entry":[]}'), { statusCode: 200, body: 'OK' })
})

function text(id: string, from: string) {
  return { id, from, timestamp: '1699999999', type: 'text', text: { body: `from ${from}` }, new_field: { any: 1 } }
}

function status(id: string, name: string) {
  return { id, status: name, timestamp: '1700000000', recipient_id: '111', conversation: { id: 'c' } }
}

function notification(values: readonly object[], entries = 1): string {
  const changes = values.map((value) => ({ value: { messaging_product: 'whatsapp', ...value }, field: 'messages' }))
  const entry = entries === 1 ? [{ id: '1', changes }] : changes.map((change, n) => ({ id: `${n}`, changes: [change] }))
  return JSON.stringify({ object: 'whatsapp_business_account', entry })
}

async function send(app: TestApp, body: string) {
  // The library refuses to sign nothing at all.
  const empty = `sha256=${createHmac('sha256', SECRET).digest('hex')}`
  return app.post(URL, body, { 'x-hub-signature-256': body === '' ? empty : await octokitSign(SECRET, body) })
}
