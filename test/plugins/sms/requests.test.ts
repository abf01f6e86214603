import t from 'tap'
import twilio from 'twilio'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, type TestApp } from '../../support/test-app.ts'

const TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
const HOST = 'https://gw.example.test'
const [HOTEL, BRANCH] = ['AC00000000000000000000000000000001', 'AC00000000000000000000000000000002']

t.test('both tokens count while one is promoted', async (t) => {
  const app = await buildTestApp(t, { TWILIO_AUTH_TOKEN: 'primary,secondary' })
  for (const [token, code] of [
    ['primary', 200],
    ['secondary', 200],
    ['retired', 401]
  ] as const) {
    t.equal((await post(app, message(`SM-${token}`), token)).statusCode, code, token)
  }
  t.equal((await app.events()).length, 2)
})

t.test('a token of an account is good for that account only', async (t) => {
  const app = await buildTestApp(t, { TWILIO_AUTH_TOKEN: `${HOTEL}:hotel-token,${BRANCH}:branch-token` })
  for (const [account, token, code] of [
    [HOTEL, 'hotel-token', 200],
    [BRANCH, 'branch-token', 200],
    [HOTEL, 'branch-token', 401],
    [BRANCH, 'hotel-token', 401],
    ['AC00000000000000000000000000000003', 'hotel-token', 401],
    [HOTEL, `${HOTEL}:hotel-token`, 401]
  ] as const) {
    const reply = await post(app, { ...message('SM1'), AccountSid: account }, token)
    t.equal(reply.statusCode, code, `${account} ${token}`)
  }
  const query = new URLSearchParams({ ...message('SM2'), AccountSid: BRANCH })
  t.equal((await get(app, `/webhooks/sms?${query}`, 'branch-token')).statusCode, 200)
  t.equal((await get(app, `/webhooks/sms?${query}`, 'hotel-token')).statusCode, 401)
  t.equal((await post(app, message('SM3'), 'branch-token')).statusCode, 200, 'no account is named')
  for (const odd of [`?AccountSid=${HOTEL}&`, `AccountSid=${HOTEL}&`, `%41ccountSid=${HOTEL}&`]) {
    const named = `/webhooks/sms?${odd}${query}`
    t.equal((await get(app, named, 'hotel-token')).statusCode, 401, odd)
  }
  const both = new URLSearchParams([...Object.entries(message('SM4')), ['AccountSid', HOTEL], ['AccountSid', BRANCH]])
  t.equal((await get(app, `/webhooks/sms?${both}`, 'hotel-token')).statusCode, 401, 'two accounts')
})

t.test('a plain token stands in for accounts that have none of their own', async (t) => {
  const app = await buildTestApp(t, { TWILIO_AUTH_TOKEN: `main-token,${BRANCH}:branch-token` })
  const tell = async (AccountSid: string, token: string) =>
    (await post(app, { ...message('SM1'), AccountSid }, token)).statusCode
  t.strictSame(
    [await tell(HOTEL, 'main-token'), await tell(BRANCH, 'branch-token'), await tell(HOTEL, 'branch-token')],
    [200, 200, 401]
  )
})

t.test('the signed URL is the public one, with the prefix that the proxy takes off', async (t) => {
  for (const base of ['https://example.com/hooks/bellhook', 'https://user:pass@example.com:8443/x']) {
    const app = await buildTestApp(t, { TWILIO_AUTH_TOKEN: 'token', PUBLIC_URL: `${base}/` })
    const sign = (url: string) => twilio.getExpectedTwilioSignature('token', url, message('SM1'))
    const body = new URLSearchParams(message('SM1')).toString()
    const send = async (signature: string) =>
      (await app.post('/webhooks/sms?hotel=a%20b', body, form(signature))).statusCode
    t.equal(await send(sign(`${base}/webhooks/sms?hotel=a%20b`)), 200, base)
    t.equal(await send(sign('https://example.com/webhooks/sms?hotel=a%20b')), 401)
    t.equal(await send(sign(`${base}/webhooks/sms?hotel=b`)), 401)
  }
})

t.test('a number that is set to GET: the query is proven, kept, read and answered like a form', async (t) => {
  const app = await buildTestApp(t, { TWILIO_AUTH_TOKEN: 'token' })
  const query = 'MessageSid=SM1&From=%2B4915112345678&To=%2B4930901820&Body=It%27s%20caf%C3%A9%20%2B%201'
  const first = await get(app, `/webhooks/sms?${query}`, 'token')
  matchExactly(t, [first.statusCode, first.body], [200, TWIML])
  const status = await get(app, '/webhooks/sms/status?MessageSid=SM9&MessageStatus=sent', 'token')
  matchExactly(t, [status.statusCode, status.body], [200, 'OK'])
  matchExactly(t, await app.events(), [
    { data: { message: { text: "It's café + 1", sender: { phone: '+4915112345678' } } } },
    { data: { status: { status: 'sent' } } }
  ])
  const [delivery] = await app.deliveries()
  t.equal((await app.get(`/api/deliveries/${delivery?.id}/raw`)).body, query)

  t.equal((await app.app.inject(`/webhooks/sms?${query}`)).statusCode, 401)
  t.equal((await get(app, '/webhooks/sms?MessageSid=a&MessageSid=b&From=1&To=2', 'token')).body, TWIML)
  t.match((await app.deliveries('outcome=quarantined')).length, 1)
  for (const method of ['GET', 'HEAD'] as const)
    t.equal((await app.app.inject({ method, url: '/webhooks/sms' })).statusCode, 405, 'a browser is no provider')
})

t.test('JSON whose hash is in the signed URL is read by the same names', async (t) => {
  const app = await buildTestApp(t, { TWILIO_AUTH_TOKEN: `${HOTEL}:token` })
  for (const [body, outcome] of [
    [JSON.stringify({ ...message('SM1'), NumMedia: 0, Later: { a: [1, null] } }), 'accepted'],
    ['{"From":1}', 'quarantined'],
    ['null', 'quarantined'],
    ['{', 'quarantined']
  ] as const) {
    const path = `/webhooks/sms?bodySHA256=${twilio.getExpectedBodyHash(body)}`
    const signature = twilio.getExpectedTwilioSignature('token', HOST + path, {})
    const headers = { 'content-type': 'application/json', 'x-twilio-signature': signature }
    t.match(await app.post(path, body, headers), { statusCode: 200, body: TWIML }, body)
    t.equal((await app.deliveries()).at(-1)?.outcome, outcome, body)
    t.equal((await app.post(path, `${body} `, headers)).statusCode, 401)
  }
  matchExactly(t, await app.events(), [
    { subject: 'message/SM1', data: { message: { extra: { Later: { a: [1, null] } } } } }
  ])
})

t.test(
  'a parameter that only repeats itself counts once, one that contradicts itself is nobody’s to choose',
  async (t) => {
    const app = await buildTestApp(t, { TWILIO_AUTH_TOKEN: 'token' })
    const body = 'MessageSid=SM1&From=%2B1&From=%2B1&To=%2B2&Body=x&New=a&New=b&New=a'
    const values = { MessageSid: 'SM1', From: ['+1', '+1'], To: '+2', Body: 'x', New: ['a', 'b', 'a'] }
    const signature = twilio.getExpectedTwilioSignature('token', `${HOST}/webhooks/sms`, values)
    t.equal((await app.post('/webhooks/sms', body, form(signature))).statusCode, 200)
    matchExactly(t, await app.events(), [{ data: { message: { from: '+1', extra: { New: ['a', 'b'] } } } }])
  }
)

t.test('the fallback URL brings the same message, which stays one', async (t) => {
  const app = await buildTestApp(t, { TWILIO_AUTH_TOKEN: 'token' })
  await post(app, message('SM1'), 'token')
  const again = { ...message('SM1'), ErrorCode: '11200', ErrorUrl: `${HOST}/webhooks/sms` }
  t.match(await post(app, again, 'token'), { statusCode: 200, body: TWIML })
  t.equal((await app.events()).length, 1)
  matchExactly(t, await app.deliveries(), [{ outcome: 'accepted' }, { outcome: 'duplicate' }])
})

t.test(
  'a URL that was set in the other’s place makes no message of a status, and no status of a message',
  async (t) => {
    const app = await buildTestApp(t)
    const send = (path: string, parameters: Record<string, string>) =>
      app.post(`/webhooks/sms${path}`, new URLSearchParams(parameters).toString(), form(''))
    const { Body, ...told } = message('SM1')
    t.equal((await send('', { ...told, SmsStatus: 'sent', MessageStatus: 'sent' })).body, TWIML)
    t.equal((await send('/status', { ...message('SM2'), SmsStatus: 'received' })).body, TWIML)
    t.equal((await send('/status', message('SM3'))).body, TWIML)
    await send('', { ...message('SM4'), SmsStatus: 'received', MessageStatus: 'received' })
    t.strictSame(
      (await app.events()).map(({ type, subject }) => [type, subject]),
      [
        ['message.status_changed', 'message/SM1'],
        ['message.received', 'message/SM2'],
        ['message.received', 'message/SM3'],
        ['message.received', 'message/SM4']
      ]
    )
    t.strictSame(
      (await app.deliveries()).map(({ outcome }) => outcome),
      ['accepted', 'accepted', 'accepted', 'accepted']
    )
  }
)

function message(MessageSid: string): Record<string, string> {
  return { MessageSid, From: '+4915112345678', To: '+4930901820', Body: 'Hello' }
}

function form(signature: string): Record<string, string> {
  return { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature }
}

function post(app: TestApp, parameters: Record<string, string>, token: string) {
  const signature = twilio.getExpectedTwilioSignature(token, `${HOST}/webhooks/sms`, parameters)
  return app.post('/webhooks/sms', new URLSearchParams(parameters).toString(), form(signature))
}

function get(app: TestApp, url: string, token: string) {
  const signature = twilio.getExpectedTwilioSignature(token, HOST + url, {})
  return app.app.inject({ url, headers: { 'x-twilio-signature': signature } })
}
