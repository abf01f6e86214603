import t from 'tap'
import { buildTestApp, type TestApp } from '../../support/test-app.ts'

const NUMBER = '4930901820'
const GUEST = '33600000011'

t.test('two events of one call, and two conversions of one message, are two facts each', async (t) => {
  const app = await buildTestApp(t)
  const call = { id: 'wacid.1', from: GUEST, to: NUMBER, event: 'connect', timestamp: '1780000000' }
  const calls = [call, { ...call, session: { sdp_type: 'answer', sdp: 'v=0' } }, call]
  const ringing = { id: 'wacid.1', type: 'call', status: 'RINGING', timestamp: '1780000001', recipient_id: GUEST }
  const statuses = [ringing, { ...ringing, timestamp: '1780000009' }, ringing]
  const conversion = { id: 'wamid.1', event_name: 'Purchase', timestamp: 1780000000 }
  const paid = (value: number) => ({ ...conversion, custom_data: { currency: 'EUR', value } })
  await send(app, 'calls', { calls, statuses })
  await send(app, 'automatic_events', { automatic_events: [paid(25_000), paid(31_500), paid(25_000)] })
  t.strictSame(
    (await app.events()).map(({ type, data }) => [type, Object(data['vendor']).session ?? amountIn(data)]),
    [
      ['call.updated', undefined],
      ['call.updated', { sdp_type: 'answer', sdp: 'v=0' }],
      ['call.status_changed', undefined],
      ['call.status_changed', undefined],
      ['conversion.recorded', '25.00'],
      ['conversion.recorded', '31.50']
    ]
  )
  await send(app, 'calls', { calls, statuses })
  t.strictSame(
    (await app.deliveries()).map(({ outcome }) => outcome),
    ['accepted', 'accepted', 'duplicate']
  )
})

t.test('what changes an earlier copy is an event of its own, also with the id of that copy', async (t) => {
  const app = await buildTestApp(t)
  const about = { id: 'wamid.1', from: NUMBER, to: GUEST }
  const text = { ...about, type: 'text', text: { body: 'Hello' }, timestamp: '1780000000' }
  const edit = {
    ...about,
    type: 'edit',
    edit: { original_message_id: 'wamid.1', message: { type: 'text', text: { body: 'Hello!' } } },
    timestamp: '1780000060'
  }
  const revoke = { ...about, type: 'revoke', revoke: { original_message_id: 'wamid.1' }, timestamp: '1780000090' }
  const echoes = [text, edit, revoke, edit]
  await send(app, 'smb_message_echoes', { message_echoes: echoes })
  const received = echoes.map((one) => ({ ...one, from: GUEST, to: NUMBER }))
  await send(app, 'messages', { messages: received })
  await send(app, 'standby', { standby: { messages: received } })
  t.strictSame(
    (await app.events()).map(({ type, data }) => [type, Object(data['message']).type]),
    [
      ['message.echoed', 'text'],
      ['message.echoed', 'edit'],
      ['message.echoed', 'revoke'],
      ['message.received', 'text'],
      ['message.edited', 'edit'],
      ['message.revoked', 'revoke'],
      ['message.observed', 'text'],
      ['message.observed', 'edit'],
      ['message.observed', 'revoke']
    ]
  )
  await send(app, 'smb_message_echoes', { message_echoes: echoes })
  t.equal((await app.deliveries()).at(-1)?.outcome, 'duplicate')
})

t.test('a standby that is a list is read item by item, and a text leaves a problem', async (t) => {
  const app = await buildTestApp(t)
  const message = { id: 'wamid.1', from: GUEST, type: 'text', text: { body: 'Hello' }, timestamp: '1780000000' }
  await send(app, 'standby', { standby: [{ messages: [message] }, 7] })
  await send(app, 'standby', { standby: 'none' })
  t.strictSame(
    (await app.events()).map(({ type, subject }) => [type, subject]),
    [['message.observed', 'message/wamid.1']]
  )
  const place = '/entry/0/changes/0/value/standby'
  t.strictSame(
    (await app.deliveries()).map(({ problems }) => problems),
    [
      [
        { path: place, problem: 'must be an object' },
        { path: `${place}/1`, problem: 'must be an object' }
      ],
      [{ path: place, problem: 'must be an object' }]
    ]
  )
})

t.test('the id of a group is nobody’s number, and a business-scoped id on a shared card is none either', async (t) => {
  const app = await buildTestApp(t)
  const group = { id: 'wamid.1', from: NUMBER, to: 'Y2FwaTpncm91cDox', recipient_type: 'group' }
  const text = { type: 'text', text: { body: 'Hello' }, timestamp: '1780000000' }
  const named = { id: 'wamid.2', from: NUMBER, to: 'Y2FwaTpncm91cDox', group_id: 'Y2FwaTpncm91cDox' }
  await send(app, 'smb_message_echoes', { message_echoes: [group, named].map((one) => ({ ...one, ...text })) })
  const phones = [{ phone: 'FR.5520001', wa_id: 'FR.5520001' }, { wa_id: '33600000012' }]
  await send(app, 'messages', {
    messages: [{ ...text, id: 'wamid.3', from: GUEST, type: 'contacts', contacts: [{ phones }] }]
  })
  const [first, second, card] = (await app.events()).map(({ data }) => Object(data['message']))
  const nobody = { phone: null, waId: null, userId: null }
  for (const { to, groupId, recipient, extra } of [first, second])
    t.strictSame([to, groupId, recipient, extra], [group.to, group.to, nobody, undefined])
  t.strictSame(card.contacts[0].phones, [
    { raw: 'FR.5520001', phone: null, waId: null, userId: 'FR.5520001', type: null },
    { raw: null, phone: '+33600000012', waId: '33600000012', type: null }
  ])
})

t.test('the answers to a form keep the digits of their numbers', async (t) => {
  const app = await buildTestApp(t)
  const response_json = '{"loyalty":12345678901234567890,"deposit":4.5}'
  const interactive = { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json } }
  const messages = [{ id: 'wamid.1', from: GUEST, type: 'interactive', interactive, timestamp: '1780000000' }]
  await send(app, 'messages', { messages })
  const FlowData = response_json
  const form = new URLSearchParams({ MessageSid: 'SM1', From: 'whatsapp:+33600000011', FlowData })
  await app.post('/webhooks/sms', form.toString(), { 'content-type': 'application/x-www-form-urlencoded' })
  t.strictSame(
    (await app.events()).map(({ data }) => Object(data['message']).form.values),
    Array.from({ length: 2 }, () => ({ loyalty: '12345678901234567890', deposit: 4.5 }))
  )
})

t.test('an advertisement with a picture and a video keeps both', async (t) => {
  const app = await buildTestApp(t)
  const referral = { media_type: 'video', image_url: 'https://a.example/i', video_url: 'https://a.example/v' }
  const text = { type: 'text', text: { body: 'Hello' }, timestamp: '1780000000' }
  const { image_url } = referral
  await send(app, 'messages', {
    messages: [
      { ...text, id: 'wamid.1', from: GUEST, referral },
      { ...text, id: 'wamid.2', from: GUEST, referral: { image_url } }
    ]
  })
  t.strictSame(
    (await app.events()).map(({ data }) => {
      const { referral, extra } = Object(data['message'])
      return [referral.mediaUrl, extra]
    }),
    [
      ['https://a.example/v', { image_url: [{ path: '/referral/image_url', value: image_url }] }],
      [image_url, undefined]
    ]
  )
})

function amountIn(data: Record<string, unknown>): unknown {
  return Object(Object(data['conversion']).price).amount
}

async function send(app: TestApp, field: string, value: object) {
  const metadata = { display_phone_number: NUMBER, phone_number_id: '106540352242922' }
  const changes = [{ field, value: { messaging_product: 'whatsapp', metadata, ...value } }]
  const body = { object: 'whatsapp_business_account', entry: [{ id: '102290129340398', changes }] }
  await app.post('/webhooks/whatsapp', JSON.stringify(body))
}
