import t from 'tap'
import twilio from 'twilio'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, SECRETS, type TestApp } from '../../support/test-app.ts'

const URL_BASE = 'https://gw.example.test'
const TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
const TOKEN = SECRETS.TWILIO_AUTH_TOKEN

t.test('a message signed by the official library becomes an event; with one byte changed it is refused', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const parameters = {
    MessageSid: 'SMa1',
    AccountSid: 'ACb2',
    From: '+4915112345678',
    To: '+4930123456',
    Body: 'Grüße 👋 & more',
    NumMedia: '0'
  }
  const { body, headers } = signed('/webhooks/sms', parameters)
  const reply = await app.post('/webhooks/sms', body, headers)
  t.equal(reply.statusCode, 200)
  t.equal(reply.body, TWIML)
  t.match(reply.headers['content-type'], /^text\/xml/)
  matchExactly(t, await app.events(), [
    {
      type: 'message.received',
      source: 'twilio',
      subject: 'message/SMa1',
      channel: 'sms',
      timebasis: 'received',
      verified: true,
      data: {
        message: { from: '+4915112345678', to: '+4930123456', text: 'Grüße 👋 & more', media: [], direction: 'inbound' }
      }
    }
  ])
  for (const bad of [body.replace('SMa1', 'SMa2'), `${body}&x`, body.slice(0, -1)]) {
    const refused = await app.post('/webhooks/sms', bad, headers)
    matchExactly(t, [refused.statusCode, refused.body], [401, 'Invalid signature'])
  }
  t.equal((await app.post('/webhooks/sms/status', body, headers)).statusCode, 401, 'a signature is good for one URL')
  t.equal((await app.post('/webhooks/sms?x=1', body, headers)).statusCode, 401)
  t.equal((await app.post('/webhooks/sms', body, { 'content-type': headers['content-type'] })).statusCode, 401)
  t.equal((await app.deliveries()).length, 1, 'nothing refused is stored')
})

t.test('one message is one event, however often it comes, and media are listed by what is there', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const media = Object.fromEntries(
    Array.from({ length: 10 }, (_, n) => [
      [`MediaUrl${n}`, `https://api.twilio.com/m/${n}`],
      [`MediaContentType${n}`, n % 2 ? 'image/jpeg' : 'application/pdf']
    ]).flat()
  )
  const { body, headers } = signed('/webhooks/sms', {
    SmsMessageSid: 'MM1',
    From: 'GRANDHOTEL',
    To: '73529',
    Body: '',
    ...media
  })
  for (let n = 0; n < 3; n++) t.equal((await app.post('/webhooks/sms', body, headers)).body, TWIML)
  const [event, ...others] = await app.events()
  t.equal(others.length, 0)
  matchExactly(t, event, { subject: 'message/MM1', data: { message: { text: null, from: 'GRANDHOTEL' } } })
  const message = Object(event?.data['message'])
  t.equal(message.media.length, 10)
  t.strictSame(message.media[9], { contentType: 'image/jpeg', url: 'https://api.twilio.com/m/9' })
  t.strictSame(
    (await app.deliveries()).map(({ outcome }) => outcome),
    ['accepted', 'duplicate', 'duplicate']
  )
})

t.test('each status is a fact, and the message knows the best of them', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const report = (sid: string, status: string, more = {}) =>
    send(app, '/webhooks/sms/status', { MessageSid: sid, MessageStatus: status, ...more })
  for (const status of ['delivered', 'sent', 'queued', 'sent']) {
    const reply = await report('SM1', status)
    matchExactly(t, [reply.statusCode, reply.body], [200, 'OK'])
  }
  await report('SM2', 'undelivered', { ErrorCode: '30003', ErrorMessage: 'Unreachable' })
  await report('SM2', 'sent', { ErrorCode: '0' })
  t.equal((await app.events('type=message.status_changed')).length, 5)
  matchExactly(t, (await app.get('/api/messages/sms/SM1')).json(), { state: { status: 'delivered' } })
  matchExactly(t, (await app.get('/api/messages/sms/SM2')).json(), {
    state: { status: 'undelivered', errorCode: '30003' }
  })
  t.equal((await app.get('/api/messages/sms/SM2')).json().events.length, 2)
})

t.test('what is authentic but odd is kept and never answered with text for the guest', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const odd = [
    'From=%2B1&To=%2B2&Body=x',
    'MessageSid=SM1&MessageSid=SM2&From=%2B1&To=%2B2',
    'MessageSid=SM9',
    '',
    '%=%%&&='
  ]
  for (const body of odd) {
    const reply = await app.post('/webhooks/sms', body, sign('/webhooks/sms', body))
    matchExactly(t, [reply.statusCode, reply.body], [200, TWIML], body)
  }
  const kept = await app.deliveries()
  t.strictSame(
    kept.map(({ outcome }) => outcome),
    odd.map(() => 'quarantined')
  )
  t.ok(kept.every(({ reason }) => reason))
  t.equal((await app.events()).length, 0)
})

t.test('media are read past a gap, and one that comes twice quarantines the delivery, not the message', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const gap = 'MessageSid=MM7&From=%2B1&To=%2B2&NumMedia=1&MediaUrl3=https%3A%2F%2Fm%2F3'
  const twice = 'MessageSid=MM8&From=%2B1&To=%2B2&MediaUrl0=a&MediaUrl0=b&MediaUrl1=c'
  for (const body of [gap, twice]) {
    const reply = await app.post('/webhooks/sms', body, sign('/webhooks/sms', body))
    matchExactly(t, [reply.statusCode, reply.body], [200, TWIML])
  }
  t.strictSame(
    (await app.events()).map(({ data }) => Object(data['message']).media),
    [[{ contentType: null, url: 'https://m/3' }], [{ contentType: null, url: 'c' }]]
  )
  matchExactly(t, await app.deliveries(), [
    { outcome: 'accepted', problems: [] },
    { outcome: 'quarantined', problems: [{ path: 'MediaUrl0' }] }
  ])
})

t.test('NUL and broken UTF-8 in a text do not stop it', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const body = 'MessageSid=SM%001&From=%2B1&To=%2B2&Body=a%00b%FF%ED%A0%BD'
  const reply = await app.post('/webhooks/sms', body, sign('/webhooks/sms', body))
  t.equal(reply.statusCode, 200)
  matchExactly(t, await app.events(), [{ subject: 'message/SM\u24001' }])
  const [delivery] = await app.deliveries()
  t.equal((await app.get(`/api/deliveries/${delivery?.id}/raw`)).body, body)
})

t.test('an authentic form of 2,000 parameters is accepted, and of more than 10,000 it gets a 413', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const many = (most: number) => Array.from({ length: most }, (_, n) => `a${n}=`).join('&')
  for (const [path, first] of [
    ['/webhooks/sms', 'MessageSid=SM2&From=%2B1&To=%2B2'],
    ['/webhooks/sms/status', 'MessageSid=SM3&MessageStatus=sent&To=%2B2']
  ] as const) {
    const long = `${first}&${many(2_000)}`
    t.equal((await app.post(path, long, sign(path, long))).statusCode, 200, path)
    const flood = many(10_001)
    t.equal((await app.post(path, flood, sign(path, flood))).statusCode, 413, path)
  }
  const told = (await app.events()).map(({ type, subject }) => [type, subject])
  t.strictSame(told, [
    ['message.received', 'message/SM2'],
    ['message.status_changed', 'message/SM3']
  ])
})

t.test('a JSON body needs its hash in the URL, and giants are turned away', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const json = '{"a":1}'
  const bare = twilio.getExpectedTwilioSignature(TOKEN, `${URL_BASE}/webhooks/sms`, {})
  const headers = { 'content-type': 'application/json', 'x-twilio-signature': bare }
  t.equal((await app.post('/webhooks/sms', json, headers)).statusCode, 401)
  const path = `/webhooks/sms?bodySHA256=${twilio.getExpectedBodyHash(json)}`
  const covered = { ...headers, 'x-twilio-signature': twilio.getExpectedTwilioSignature(TOKEN, URL_BASE + path, {}) }
  t.match(await app.post(path, json, covered), { statusCode: 200, body: TWIML })
  matchExactly(t, await app.deliveries(), [{ outcome: 'quarantined' }])
  const giant = `Body=${'x'.repeat(256 * 1024)}`
  t.equal((await app.post('/webhooks/sms', giant, sign('/webhooks/sms', giant))).statusCode, 413)
})

function signed(path: string, parameters: Record<string, string>) {
  const body = new URLSearchParams(parameters).toString()
  const signature = twilio.getExpectedTwilioSignature(TOKEN, URL_BASE + path, parameters)
  return { body, headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature } }
}

/** For bodies that the library cannot express: the same text, from the pairs as they are. */
function sign(path: string, body: string): Record<string, string> {
  const values: Record<string, string[]> = {}
  for (const [name, value] of new URLSearchParams(body)) values[name] = [...(values[name] ?? []), value]
  const signature = twilio.getExpectedTwilioSignature(TOKEN, URL_BASE + path, values)
  return { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature }
}

function send(app: TestApp, path: string, parameters: Record<string, string>) {
  const { body, headers } = signed(path, parameters)
  return app.post(path, body, headers)
}
