import t from 'tap'
import twilio from 'twilio'
import { SmsMessage, SmsStatus } from '../../../schemas/sms.ts'
import { listenOnPort } from '../../support/raw-http.ts'
import { buildTestApp, type TestApp } from '../../support/test-app.ts'

const HOST = 'https://gw.example.test'
const TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
const BSUID = 'FR.5520001'
const NOBODY = { phone: null, waId: null, userId: null }

t.test('a business-scoped id is identity on statuses and messages, wherever it is', async (t) => {
  const app = await buildTestApp(t)
  const lea = { phone: '+33600000011', waId: '33600000011', userId: BSUID }
  const status = { MessageSid: 'SM1', MessageStatus: 'delivered', To: 'whatsapp:+33600000011' }
  await send(app, '/status', { ...status, ExternalUserId: `whatsapp:${BSUID}` })
  await send(app, '', { ...status, MessageSid: 'SM2', From: 'whatsapp:+49301', ExternalUserId: BSUID })
  await send(app, '/status', { ...status, MessageSid: 'SM3', To: `whatsapp:${BSUID}`, WaId: '33600000011' })
  const message = { From: `whatsapp:${BSUID}`, To: 'whatsapp:+4930901820', Body: 'x' }
  await send(app, '', { ...message, MessageSid: 'SM4', WaId: BSUID })
  await send(app, '', {
    ...message,
    MessageSid: 'SM5',
    From: 'whatsapp:+33600000011',
    ExternalUserId: 'whatsapp:FR.ENT.1'
  })
  t.strictSame(
    (await app.events()).map(({ data }) => [
      Object(data['status']).recipient ?? Object(data['message']).sender,
      extraIn(data)
    ]),
    [
      [lea, undefined],
      [lea, undefined],
      [lea, undefined],
      [{ phone: null, waId: null, userId: BSUID }, undefined],
      [{ phone: '+33600000011', waId: '33600000011', userId: null, parentUserId: 'FR.ENT.1' }, undefined]
    ]
  )
})

t.test('own parameters of a callback URL come back with the event, and with its replay', async (t) => {
  const app = await buildTestApp(t, { TWILIO_AUTH_TOKEN: 'token' })
  const message = { MessageSid: 'SM1', From: '+4915112345678', To: '+4930901820', Body: 'x' }
  const status = { MessageSid: 'SM2', MessageStatus: 'sent' }
  t.equal(await signed(app, '/webhooks/sms/status?job=77', status), 200)
  t.equal(await signed(app, '/webhooks/sms?hotel=a%20b&tag=1&tag=2', message), 200)
  t.equal(await signed(app, '/webhooks/sms/status', { ...status, MessageStatus: 'read' }), 200)
  t.equal(await signedGet(app, '/webhooks/sms/status?job=78&MessageSid=SM3&MessageStatus=sent&Later=1'), 200)
  const body = JSON.stringify({ ...status, MessageSid: 'SM4' })
  const path = `/webhooks/sms/status?job=79&bodySHA256=${twilio.getExpectedBodyHash(body)}`
  const signature = twilio.getExpectedTwilioSignature('token', HOST + path, {})
  const headers = { 'content-type': 'application/json', 'x-twilio-signature': signature }
  t.equal((await app.post(path, body, headers)).statusCode, 200)
  t.strictSame(
    (await app.events()).map(({ data }) => [Object(data['status'] ?? data['message']).query, extraIn(data)]),
    [
      [{ job: '77' }, undefined],
      [{ hotel: 'a b', tag: ['1', '2'] }, undefined],
      [undefined, undefined],
      [{ job: '78' }, { Later: '1' }],
      [{ job: '79' }, undefined]
    ]
  )
  t.strictSame((await app.deliveries()).map(({ endpoint }) => endpoint).slice(0, 3), [
    '/webhooks/sms/status?job=77',
    '/webhooks/sms?hotel=a%20b&tag=1&tag=2',
    '/webhooks/sms/status'
  ])
  for (const { id } of await app.deliveries()) {
    const reply = await app.app.inject({
      method: 'POST',
      url: `/api/deliveries/${id}/replay`,
      headers: { authorization: 'Bearer test-api-token-0123456789' }
    })
    t.equal(reply.statusCode, 200)
  }
  t.equal((await app.events()).length, 5, 'a replay finds nothing new')
})

t.test('null in JSON is as if the parameter were absent', async (t) => {
  const app = await buildTestApp(t)
  const about = { AccountSid: null, From: null, To: null, ErrorCode: null, ErrorMessage: null, ChannelPrefix: null }
  const status = { MessageSid: 'SM1', MessageStatus: 'sent', SmsStatus: null, RawDlrDoneDate: null, ...about }
  const names = ['Body', 'NumMedia', 'WaId', 'Latitude', 'FlowData', 'MediaUrl0', 'MessageStatus', 'SmsSid', 'Later']
  const message = { MessageSid: 'SM2', From: '+4915112345678', To: '+4930901820' }
  const json = { 'content-type': 'application/json' }
  await app.post('/webhooks/sms/status', JSON.stringify(status), json)
  await app.post(
    '/webhooks/sms',
    JSON.stringify({ ...message, ...Object.fromEntries(names.map((name) => [name, null])) }),
    json
  )
  t.strictSame(
    (await app.events()).map(({ data }) => data),
    [
      {
        status: {
          channel: 'sms',
          externalId: 'SM1',
          status: 'sent',
          time: null,
          accountId: null,
          from: null,
          to: null,
          recipient: NOBODY,
          errorCode: null,
          errorMessage: null
        }
      },
      {
        message: {
          channel: 'sms',
          externalId: 'SM2',
          direction: 'inbound',
          type: 'text',
          from: '+4915112345678',
          to: '+4930901820',
          transport: 'sms',
          sender: { phone: '+4915112345678', waId: null, userId: null },
          contactName: null,
          text: null,
          media: [],
          accountId: null
        }
      }
    ]
  )
})

t.test('null in each parameter is as if it were absent', async (t) => {
  const app = await buildTestApp(t)
  const json = { 'content-type': 'application/json' }
  const about = { MessageSid: 'SM1', From: '+4915112345678', To: '+4930901820', Body: 'x' }
  const report = { MessageSid: 'SM2', MessageStatus: 'sent', To: '+4915112345678' }
  for (const [path, schema, parameters] of [
    ['', SmsMessage, about],
    ['/status', SmsStatus, report]
  ] as const) {
    const nulls = Object.fromEntries(Object.keys(schema.properties).map((name) => [name, null]))
    const url = `/webhooks/sms${path}`
    await app.post(url, JSON.stringify({ ...nulls, NotYetKnown: null, ...parameters }), json)
    const id = `${parameters.MessageSid}-alone`
    await app.post(url, JSON.stringify({ ...parameters, MessageSid: id }), json)
    const [withNulls, alone] = (await app.events()).slice(-2)
    t.strictSame(JSON.stringify(withNulls?.data), JSON.stringify(alone?.data).replaceAll(id, parameters.MessageSid))
    t.strictSame(
      (await app.deliveries()).slice(-2).map(({ outcome }) => outcome),
      ['accepted', 'accepted']
    )
  }
})

t.test('double slashes are one slash on the paths of every channel', async (t) => {
  const app = await buildTestApp(t)
  const guest = JSON.stringify({ externalId: 'g', source: 'acme', lastName: 'Roy' })
  const stay = { externalId: 'r', source: 'acme', arrivalDate: '2026-05-01', departureDate: '2026-05-02' }
  for (const [path, body] of [
    ['//webhooks/pms/guests', guest],
    ['/webhooks//pms//reservations', JSON.stringify({ ...stay, status: 'confirmed' })],
    [
      '//webhooks//pms/events',
      JSON.stringify({ type: 'guest.updated', source: 'acme', data: { guest: { externalId: 'h' } } })
    ],
    ['//webhooks/pms//mews', '{"EnterpriseId":"e","Events":[{"Discriminator":"CustomerUpdated","Value":{"Id":"c"}}]}'],
    ['/webhooks/pms//lodgify?a=//b', '[{"action":"booking_change","booking":{"id":1,"status":"Booked"}}]']
  ] as const)
    t.equal((await app.post(path, body)).statusCode, 200, path)
  t.strictSame(
    (await app.events()).map(({ subject }) => subject),
    ['guest/g', 'reservation/r', 'guest/h', 'guest/c', 'reservation/1']
  )
  for (const path of ['//webhooks/sms/a/nobody', '/webhooks//sms//a/nobody'])
    t.equal((await app.post(path, 'MessageSid=SM1')).statusCode, 401, path)
})

t.test('a GET is accepted with the characters that Twilio signs unescaped', async (t) => {
  const app = await buildTestApp(t, { TWILIO_AUTH_TOKEN: 'token' })
  const query =
    'MessageSid=SM1&From=whatsapp%3A%2B33600000011&To=whatsapp%3A%2B4930901820&Body=lea%40example.com%27s%20%26'
  for (const [path, form] of [
    ['/webhooks/sms', query],
    ['/webhooks/sms/status', 'MessageSid=SM2&MessageStatus=sent&To=sip%3Adesk%40example.com'],
    ['/webhooks/sms', query.replace('whatsapp%3A%2B33600000011', 'sip%3Alea%40example.com').replace('SM1', 'SM3')]
  ] as const) {
    const url = `${path}?${form}`
    for (const spelled of [
      url,
      url.replaceAll('%40', '@').replaceAll('%3A', ':'),
      url.replaceAll('%27', "'"),
      url.replaceAll('%40', '@').replaceAll('%3A', ':').replaceAll('%27', "'")
    ]) {
      t.equal(await signedGet(app, url, spelled), 200, spelled)
    }
    for (const other of [url.replaceAll('%2B', '+'), url.replaceAll('%26', '&'), `${url}x`, url.replace('SM', 'SN')]) {
      if (other !== url) t.equal(await signedGet(app, url, other), 401, other)
    }
  }
  t.equal((await app.events()).length, 3)
})

t.test('the longest text there is, by GET', async (t) => {
  const app = await buildTestApp(t, { TWILIO_AUTH_TOKEN: 'token' })
  const port = await listenOnPort(app)
  const text = '\u{1F600}'.repeat(1600)
  const query = new URLSearchParams({ MessageSid: 'SM1', From: '+4915112345678', To: '+4930901820', Body: text })
  const url = `/webhooks/sms?${query}`
  const headers = { 'x-twilio-signature': twilio.getExpectedTwilioSignature('token', HOST + url, {}) }
  const reply = await fetch(`http://127.0.0.1:${port}${url}`, { headers })
  t.strictSame([reply.status, await reply.text()], [200, TWIML])
  t.strictSame(
    (await app.events()).map(({ data }) => Object(data['message']).text),
    [text]
  )
})

t.test('a path with double slashes is the same path, and the URL is signed as it was called', async (t) => {
  const app = await buildTestApp(t, { TWILIO_AUTH_TOKEN: 'token' })
  const form = (n: number) => ({
    MessageSid: `SM${n}`,
    From: '+4915112345678',
    To: '+4930901820',
    Body: 'x',
    SmsStatus: 'received'
  })
  for (const [n, path] of [
    '//webhooks/sms',
    '/webhooks//sms',
    '/webhooks/sms//status',
    '///webhooks//sms//'
  ].entries()) {
    t.equal(await signed(app, path, form(n)), 200, path)
    t.equal(await signed(app, path, form(n), path.replace(/\/+/g, '/')), 401, 'signed over another URL')
  }
  t.equal((await app.events()).length, 4)
  t.equal((await app.post('//webhooks//whatsapp', '{"object":"whatsapp_business_account","entry":[]}')).statusCode, 200)
  t.equal((await app.app.inject({ method: 'PUT', url: '//webhooks//sms' })).statusCode, 405)
  t.equal((await app.post('//webhooks//nobody', '{}')).statusCode, 404)
})

t.test('answers to a flow of 90 KB, and a parameter that is no text', async (t) => {
  const app = await buildTestApp(t)
  const about = { From: '+4915112345678', To: '+4930901820' }
  const FlowData = JSON.stringify({ wish: 'ü'.repeat(15_000) })
  await send(app, '', { ...about, MessageSid: 'SM1', FlowData })
  const odd = {
    ...about,
    MessageSid: 'SM2',
    Body: ['a', 'b'],
    NumMedia: '2',
    NumSegments: 'x',
    Latitude: '1',
    SmsSid: 'SM9'
  }
  await app.post('/webhooks/sms', JSON.stringify(odd), { 'content-type': 'application/json' })
  const twice = 'MessageSid=SM3&MessageStatus=sent&ErrorCode=1&ErrorCode=2'
  await app.post('/webhooks/sms/status', twice, { 'content-type': 'application/x-www-form-urlencoded' })
  const [flow, message, status] = (await app.events()).map(({ data }) => Object(data['message'] ?? data['status']))
  t.strictSame(flow.form, { name: null, values: JSON.parse(FlowData), json: FlowData })
  t.strictSame(
    [message.text, message.extra],
    [null, { Body: ['a', 'b'], NumMedia: '2', NumSegments: 'x', Latitude: '1', SmsSid: 'SM9' }]
  )
  t.strictSame([status.status, status.errorCode], ['sent', null])
  t.strictSame(
    (await app.deliveries()).map(({ problems }) => problems),
    [
      [],
      [{ path: 'Body', problem: 'has several different values' }],
      [{ path: 'ErrorCode', problem: 'has several different values' }]
    ]
  )
})

t.test('other products of Twilio: a guest in a conversation is heard, all else is named', async (t) => {
  const app = await buildTestApp(t)
  const about = { EventType: 'onMessageAdded', ConversationSid: 'CH1', Body: 'Hello', AccountSid: 'AC1' }
  await send(app, '', {
    ...about,
    MessageSid: 'IM1',
    Author: `whatsapp:${BSUID}`,
    DateCreated: '2026-11-26T12:00:00.000Z'
  })
  await send(app, '', { ...about, MessageSid: 'IM2', Author: 'reception' })
  await send(app, '', { ...about, MessageSid: 'IM3', Author: 'jo.smith' })
  await send(app, '', { ...about, MessageSid: 'IM4', Author: BSUID })
  const events = JSON.stringify([
    { specversion: '1.0', type: 'com.twilio.messaging.inbound-message.received', id: 'EZ1' }
  ])
  await app.post('/webhooks/sms', events, { 'content-type': 'application/json' })
  await app.post('/webhooks/sms', events.slice(1, -1), { 'content-type': 'application/cloudevents+json' })
  const [first, second, ...others] = await app.events()
  t.strictSame(others, [])
  t.strictSame(
    [first].map((event) => [event?.subject, event?.time, event?.data]),
    [
      [
        'message/IM1',
        '2026-11-26T12:00:00.000Z',
        {
          message: {
            channel: 'sms',
            externalId: 'IM1',
            direction: 'inbound',
            type: 'text',
            from: `whatsapp:${BSUID}`,
            to: null,
            transport: 'whatsapp',
            sender: { phone: null, waId: null, userId: BSUID },
            contactName: null,
            text: 'Hello',
            media: [],
            accountId: 'AC1',
            extra: { EventType: 'onMessageAdded', ConversationSid: 'CH1', Author: `whatsapp:${BSUID}` }
          }
        }
      ]
    ]
  )
  t.strictSame([second?.subject, Object(second?.data['message']).sender], ['message/IM4', { ...NOBODY, userId: BSUID }])
  t.strictSame(
    (await app.deliveries()).map(({ outcome, problems, reason }) => [outcome, problems[0] ?? reason]),
    [
      ['accepted', null],
      ['quarantined', { path: 'EventType', problem: 'is an event of Twilio Conversations that is not read' }],
      ['quarantined', { path: 'EventType', problem: 'is an event of Twilio Conversations that is not read' }],
      ['accepted', null],
      ['quarantined', 'it has events of Twilio Event Streams, which this URL does not read'],
      ['quarantined', 'it has events of Twilio Event Streams, which this URL does not read']
    ]
  )
})

t.test('a guest is heard at the URL of the statuses, also without a text', async (t) => {
  const app = await buildTestApp(t)
  const about = { From: '+4915112345678', To: '+4930901820' }
  const contents = [
    { MediaUrl0: 'https://api.twilio.com/1', MediaContentType0: 'image/jpeg', NumMedia: '1' },
    { ButtonText: 'Yes', ButtonPayload: 'yes' },
    { ListId: 'late', ListTitle: 'Late check-out' },
    { Latitude: '52.5', Longitude: '13.4' },
    { FlowData: '{"a":1}' },
    { Body: 'Hello' }
  ]
  for (const [at, content] of contents.entries())
    await send(app, '/status', { ...about, ...content, MessageSid: `M${at}` })
  t.strictSame(
    (await app.events()).map(({ type, data }) => [type, Object(data['message']).type]),
    ['media', 'button', 'list', 'location', 'text', 'text'].map((type) => ['message.received', type])
  )
})

t.test('a parameter whose name only resembles that of a medium is kept', async (t) => {
  const app = await buildTestApp(t)
  await send(app, '', { MessageSid: 'M1', From: '+4915112345678', Body: 'x', MediaUrl01: 'https://api.twilio.com/1' })
  t.strictSame(
    (await app.deliveries()).map(({ outcome }) => outcome),
    ['accepted']
  )
  t.strictSame(
    (await app.events()).map(({ data }) => extraIn(data)),
    [{ MediaUrl01: 'https://api.twilio.com/1' }]
  )
})

function extraIn(data: Record<string, unknown>): unknown {
  return Object(data['message'] ?? data['status']).extra
}

async function send(app: TestApp, path: string, parameters: Record<string, string>): Promise<void> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  await app.post(`/webhooks/sms${path}`, new URLSearchParams(parameters).toString(), headers)
}

/** `spelled` is the URL as Twilio has signed it. */
async function signed(app: TestApp, url: string, parameters: Record<string, string>, spelled = url): Promise<number> {
  const signature = twilio.getExpectedTwilioSignature('token', HOST + spelled, parameters)
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature }
  return (await app.post(url, new URLSearchParams(parameters).toString(), headers)).statusCode
}

async function signedGet(app: TestApp, url: string, spelled = url): Promise<number> {
  const signature = twilio.getExpectedTwilioSignature('token', HOST + spelled, {})
  return (await app.app.inject({ url, headers: { 'x-twilio-signature': signature } })).statusCode
}
