import { createHmac } from 'node:crypto'
import t from 'tap'
import { buildTestApp, SECRETS } from '../../support/test-app.ts'

// An odd envelope costs no more than its field: the guest is heard.

t.test('a guest is heard, whatever is odd around the message', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  let count = 0
  const value = () => ({
    metadata: { phone_number_id: '9' },
    messages: [{ from: '33600000011', id: `wamid.${++count}`, type: 'text', text: { body: 'Hi' } }]
  })
  const body = (change: object) => ({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [change] }] })
  const only = () => value().messages[0]
  const contact = { wa_id: '33600000011', profile: { name: 'Lea' } }
  const inside = '/entry/0/changes/0'
  const subjects = new Set<string>()
  for (const [sent, path] of [
    [body({ field: 'messages', value: { ...value(), messages: only() } }), `${inside}/value/messages`],
    [body({ field: 'messages', value: { ...value(), contacts: contact } }), `${inside}/value/contacts`],
    [body({ field: 'messages', value: [value()] }), `${inside}/value`],
    [body({ value: value() }), `${inside}/field`],
    [body({ field: 7, value: value() }), `${inside}/field`],
    [body({ field: ' Messages', value: value() }), `${inside}/field`],
    [{ ...body({}), entry: { id: '1', changes: [{ field: 'messages', value: value() }] } }, '/entry'],
    [{ ...body({}), entry: [{ id: '1', changes: { field: 'messages', value: value() } }] }, '/entry/0/changes'],
    [{ entry: body({ field: 'messages', value: value() }).entry }, '/object'],
    [{ ...body({ field: 'messages', value: value() }), object: null }, '/object']
  ] as const) {
    const bytes = JSON.stringify(sent)
    const signature = createHmac('sha256', SECRETS.WHATSAPP_APP_SECRET).update(bytes).digest('hex')
    const reply = await app.post('/webhooks/whatsapp', bytes, { 'x-hub-signature-256': `sha256=${signature}` })
    t.equal(reply.statusCode, 200)
    const { outcome, problems, events } = (await app.deliveries()).at(-1) ?? {}
    t.strictSame([outcome, problems?.map((problem) => problem.path), events?.length], ['quarantined', [path], 1], path)
    const { type, subject, data } = (await app.events()).at(-1) ?? {}
    const message = data?.['message'] as { sender: { waId: string }; text: string }
    t.strictSame([type, message.sender.waId, message.text], ['message.received', '33600000011', 'Hi'])
    subjects.add(subject ?? '')
  }
  t.equal(subjects.size, 10)
})

t.test(
  'messages under a field that is not known are told, and never as the guest’s if the hotel wrote them',
  async (t) => {
    const app = await buildTestApp(t)
    const metadata = { display_phone_number: '+49 30 901820', phone_number_id: '9' }
    const send = (field: string, id: string, from: string) => {
      const messages = [{ from, to: '33600000011', id, type: 'text', text: { body: 'Hi' } }]
      const entry = [{ id: '1', changes: [{ field, value: { metadata, messages } }] }]
      return app.post('/webhooks/whatsapp', JSON.stringify({ object: 'whatsapp_business_account', entry }))
    }
    await send('messages_v2', 'wamid.1', '33600000011')
    await send('business_messages', 'wamid.2', '4930901820')
    t.strictSame(
      (await app.events()).map(({ type, subject }) => [type, subject]),
      [
        ['message.received', 'message/wamid.1'],
        ['message.echoed', 'message/wamid.2']
      ]
    )
    t.strictSame(
      (await app.deliveries()).map(({ outcome, problems }) => [outcome, problems]),
      [1, 2].map(() => ['quarantined', [{ path: '/entry/0/changes/0/field', problem: 'is not a known field' }]])
    )
  }
)
