import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, type TestApp } from '../../support/test-app.ts'

t.test('a plus in front of one of the ids does not part a sender from their name', async (t) => {
  const app = await buildTestApp(t)
  const contacts = [
    { profile: { name: 'Ana' }, wa_id: '111' },
    { profile: { name: 'Bo' }, wa_id: '+222' }
  ]
  await send(app, 'messages', {
    contacts,
    messages: [text('wamid.a', { from: '+111' }), text('wamid.b', { from: '222' })]
  })
  t.strictSame(
    (await app.events()).map(({ data }) => Object(data['message']).contactName),
    ['Ana', 'Bo']
  )
})

t.test('who wrote an old message is told by its ids, also where a guest has no number', async (t) => {
  const app = await buildTestApp(t)
  const userId = 'DE.13491208655302741918'
  const messages = [
    text('wamid.a', { from_user_id: userId }),
    text('wamid.b', { from: '4930901820', to_user_id: userId }),
    text('wamid.c', { from: '+49 151 12345678' }),
    text('wamid.d', { from: '4930901820' })
  ]
  await send(app, 'history', { history: [{ threads: [{ id: '4915112345678', messages }] }] })
  matchExactly(t, await app.deliveries(), [{ outcome: 'accepted' }])
  t.strictSame(
    (await app.events()).map(({ data }) => {
      const { direction, from, to } = Object(data['message'])
      return [direction, from, to]
    }),
    [
      ['inbound', userId, '4930901820'],
      ['outbound', '4930901820', userId],
      ['inbound', '+49 151 12345678', '4930901820'],
      ['outbound', '4930901820', '4915112345678']
    ]
  )
})

t.test('in the history of a group, only the hotel’s own number is the hotel', async (t) => {
  const app = await buildTestApp(t)
  const messages = [text('wamid.a', { from: '4915112345678' }), text('wamid.b', { from: '4930901820' })]
  await send(app, 'history', { history: [{ threads: [{ id: '120363042@g.us', messages }] }] })
  t.strictSame(
    (await app.events()).map(({ data }) => Object(data['message']).direction),
    ['inbound', 'outbound']
  )
})

t.test('the name of a guest comes with calls, and with what the hotel wrote', async (t) => {
  const app = await buildTestApp(t)
  const contacts = [{ profile: { name: 'Ana' }, user_id: 'DE.1' }]
  const calls = [
    { id: 'wacid.a', event: 'connect', from_user_id: 'DE.1', to: '4930901820' },
    { id: 'wacid.b', event: 'connect', from: '4930901820', to_user_id: 'DE.1' }
  ]
  await send(app, 'calls', { contacts, calls })
  await send(app, 'smb_message_echoes', { contacts, message_echoes: [text('wamid.a', { to_user_id: 'DE.1' })] })
  t.strictSame(
    (await app.events()).map(({ data }) => Object(data['call'] ?? data['message']).contactName),
    ['Ana', 'Ana', 'Ana']
  )
})

function text(id: string, more: object) {
  return { id, timestamp: '1764061200', type: 'text', text: { body: 'x' }, ...more }
}

async function send(app: TestApp, field: string, value: object): Promise<void> {
  const metadata = { display_phone_number: '4930901820', phone_number_id: '106540352242922' }
  const entry = [{ id: '102290129340398', changes: [{ field, value: { metadata, ...value } }] }]
  await app.post('/webhooks/whatsapp', JSON.stringify({ object: 'whatsapp_business_account', entry }))
}
