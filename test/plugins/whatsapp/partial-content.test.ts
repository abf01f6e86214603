import t from 'tap'
import { buildTestApp } from '../../support/test-app.ts'

// One odd part of a content costs that part: what the guest wrote beside it is told, and the message is there as it was sent.

const INSIDE = '/entry/0/changes/0/value/messages/0'
const TOWELS = { product_retailer_id: 'towel', quantity: 2, item_price: '7.90', currency: 'EUR' }
const TOLD_TOWELS = { productId: 'towel', quantity: 2, price: { amount: '7.90', currency: 'EUR' } }
const CARD = { name: { formatted_name: 'Bo' }, phones: [{ phone: '+4799000011' }] }
const TOLD_CARD = {
  name: 'Bo',
  phones: [{ raw: '+4799000011', phone: '+4799000011', waId: null, type: null }],
  ...{ emails: [], addresses: [], urls: [] }
}

t.test('what can be read of an odd content is told', async (t) => {
  const app = await buildTestApp(t)
  const cases: readonly (readonly [content: object, told: object, path: string | undefined])[] = [
    [
      { type: 'order', order: { catalog_id: 'c', text: 'Please', product_items: [TOWELS, { quantity: 1 }] } },
      { text: 'Please', order: { catalogId: 'c', items: [TOLD_TOWELS] } },
      '/order/product_items/1/item_price'
    ],
    [{ type: 'order', order: { text: 'Two towels' } }, { text: 'Two towels' }, '/order/product_items'],
    [{ type: 'contacts', contacts: CARD }, { text: null, contacts: [TOLD_CARD] }, '/contacts'],
    [{ type: 'contacts', contacts: [CARD, 'x'] }, { text: null, contacts: [TOLD_CARD] }, '/contacts/1'],
    [
      { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { body: 'Sent', response_json: { a: 1 } } } },
      { text: 'Sent', form: { name: null, values: { a: 1 }, json: '{"a":1}' } },
      '/interactive/nfm_reply/response_json'
    ],
    [
      { type: 'edit', edit: { message: { type: 'text', text: { body: 'At 9' } } } },
      { text: 'At 9' },
      '/edit/original_message_id'
    ],
    [
      { type: 'edit', edit: { original_message_id: 'wamid.0', message: { type: 'quiz' } } },
      { text: null, originalId: 'wamid.0' },
      '/edit/message/type'
    ],
    [{ type: 'system', system: { body: 'Ana changed' } }, { text: 'Ana changed' }, '/system/type'],
    [{ type: 'text', text: { body: 501 } }, { text: '501' }, '/text/body'],
    [{ type: 'text', text: 'Hello' }, { text: 'Hello' }, '/text'],
    [{ type: 'TEXT', text: { body: 'Hi' } }, { text: 'Hi' }, undefined],
    [
      { type: 'button', button: { text: 'Yes', payload: 77 } },
      { text: 'Yes', selection: { kind: 'template_button', id: '77', title: 'Yes' } },
      undefined
    ],
    [
      { type: 'location', location: { latitude: ' 52.5', longitude: '+13.4 ' } },
      { text: null, location: { latitude: 52.5, longitude: 13.4 } },
      undefined
    ]
  ]
  const KEYS = ['order', 'contacts', 'form', 'originalId', 'selection', 'location'] as const
  for (const [at, [content, told, path]] of cases.entries()) {
    const message = { from: '4915112345678', id: `wamid.${at}`, ...content }
    const value = { metadata: { phone_number_id: '9' }, messages: [message] }
    const entry = [{ id: '1', changes: [{ field: 'messages', value }] }]
    await app.post('/webhooks/whatsapp', JSON.stringify({ object: 'whatsapp_business_account', entry }))
    const { data } = (await app.events()).at(-1) ?? {}
    const read = Object(data?.['message'])
    const parts = Object.fromEntries(KEYS.filter((key) => key in read).map((key) => [key, read[key]]))
    t.strictSame([read.externalId, { text: read.text, ...parts }], [`wamid.${at}`, told], JSON.stringify(content))
    t.strictSame(data?.['vendor'], path === undefined ? undefined : message)
    const { problems } = (await app.deliveries()).at(-1) ?? { problems: [] }
    t.strictSame(
      problems.map((problem) => problem.path),
      path === undefined ? [] : [INSIDE + path]
    )
  }
})

t.test('times in milliseconds are read, and a kind of status in capital letters', async (t) => {
  const app = await buildTestApp(t)
  const value = {
    metadata: { phone_number_id: '9' },
    messages: [
      { from: '4915112345678', id: 'wamid.1', timestamp: '1764061200500', type: 'text', text: { body: 'Hi' } }
    ],
    statuses: [{ id: 'wamid.2', type: 'MESSAGE', status: 'read', timestamp: 1764061200500 }]
  }
  const entry = [{ id: '1', changes: [{ field: 'messages', value }] }]
  await app.post('/webhooks/whatsapp', JSON.stringify({ object: 'whatsapp_business_account', entry }))
  t.strictSame(
    (await app.events()).map(({ type, time }) => [type, time]),
    ['message.received', 'message.status_changed'].map((type) => [type, '2025-11-25T09:00:00.500Z'])
  )
  t.equal((await app.deliveries())[0]?.outcome, 'accepted')
})
