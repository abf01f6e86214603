import t from 'tap'
import { matchExactly } from '../../support/match-exactly.ts'
import { buildTestApp, type TestApp } from '../../support/test-app.ts'

t.test('two numbers of one account that tell the same of the same guest are two facts', async (t) => {
  const app = await buildTestApp(t)
  const user_preferences = [
    { wa_id: '4915112345678', category: 'marketing_messages', value: 'stop', timestamp: 1764061200 }
  ]
  for (const phone_number_id of ['1', '2', '2']) {
    await send(app, 'user_preferences', { metadata: { phone_number_id }, user_preferences })
  }
  t.strictSame(
    (await app.events()).map(({ data }) => Object(data['contact']).phoneNumberId),
    ['1', '2']
  )
})

t.test('a thing without an id is not taken for the account', async (t) => {
  const app = await buildTestApp(t)
  await send(app, 'smb_app_state_sync', {
    state_sync: [{ type: 'contact', contact: { full_name: 'Ana' }, action: 'add' }]
  })
  await send(app, 'message_template_status_update', { event: 'APPROVED' })
  matchExactly(t, await app.deliveries(), [
    { outcome: 'quarantined', problems: [{ path: '/entry/0/changes/0/value/state_sync/0' }] },
    { outcome: 'quarantined', problems: [{ path: '/entry/0/changes/0/value' }] }
  ])
  const groups = [{ timestamp: 1764061200, type: 'group_create', request_id: 'req-2', errors: [{ code: 131000 }] }]
  await send(app, 'group_lifecycle_update', { groups })
  await send(app, 'account_review_update', { decision: 'APPROVED' })
  t.strictSame(
    (await app.events()).map(({ subject }) => subject),
    ['group/req-2', 'account/102290129340398']
  )
})

t.test('a value that has none of the known lists is kept and said so, an empty list is nothing new', async (t) => {
  const app = await buildTestApp(t)
  for (const field of ['messages', 'calls', 'history']) {
    await send(app, field, { messaging_product: 'whatsapp', added_later: [{ id: 'wamid.a' }] })
  }
  await send(app, 'messages', { messages: [] })
  const deliveries = await app.deliveries()
  t.strictSame(
    deliveries.map(({ outcome }) => outcome),
    ['quarantined', 'quarantined', 'quarantined', 'accepted']
  )
  matchExactly(t, deliveries[0]?.problems, [{ path: '/entry/0/changes/0/value/added_later' }])
})

async function send(app: TestApp, field: string, value: object): Promise<void> {
  const entry = [{ id: '102290129340398', changes: [{ field, value }] }]
  const { statusCode } = await app.post(
    '/webhooks/whatsapp',
    JSON.stringify({ object: 'whatsapp_business_account', entry })
  )
  if (statusCode !== 200) throw new Error(`answered ${statusCode}`)
}
