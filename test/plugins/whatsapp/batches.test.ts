import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { canonical } from '../../../schemas/canonical.ts'
import type { WhatsAppPayload } from '../../../schemas/whatsapp.ts'
import { matchExactly } from '../../support/match-exactly.ts'
import { ROOT } from '../../support/root.ts'
import { buildTestApp, SECRETS, type TestApp } from '../../support/test-app.ts'

const FIXTURES = join(ROOT, 'test/fixtures/whatsapp')

interface Entry {
  id: string
  time?: number
  changes: object[]
}

interface Fixture {
  request: WhatsAppPayload
  events: { type: string; subject: string; data: object }[]
  outcome?: 'quarantined'
}

const fixtures = readdirSync(FIXTURES)
  .map((name): Fixture => JSON.parse(readFileSync(join(FIXTURES, name), 'utf8')))
  .filter(({ outcome }) => outcome === undefined)

t.test('all that Meta can send, shuffled, duplicated and regrouped, is the same set of events', async (t) => {
  const entries = fixtures.flatMap(({ request }) => request.entry as Entry[])
  const expected = fixtures.flatMap(({ events }) => events.map(summary)).sort()
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...entries, ...entries], { minLength: entries.length * 2 }),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }),
      async (shuffled, sizes) => {
        const app = await buildTestApp(t, SECRETS)
        for (let at = 0, turn = 0; at < shuffled.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          t.equal((await send(app, { entry: shuffled.slice(at, at + size) })).statusCode, 200)
          at += size
        }
        t.strictSame((await app.events()).map(summary).sort(), expected)
        t.strictSame(await app.deliveries('outcome=quarantined'), [])
      }
    ),
    { numRuns: 2 }
  )
})

t.test('a thousand updates in 3 MB: the poison ones are named, and all become events', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const poison = [17, 500, 999]
  const body = 'ü'.repeat(1450)
  const messages = Array.from({ length: 1000 }, (_, n) => ({
    id: `wamid.${n}`,
    from: '4915112345678',
    timestamp: '1764061200',
    type: 'text',
    text: poison.includes(n) ? { body: n } : { body }
  }))
  const entry = [{ id: '1', changes: [{ field: 'messages', value: { messages } }] }]
  const size = Buffer.byteLength(JSON.stringify(entry))
  t.ok(size > 2_900_000 && size < 4_000_000, `${size}`)
  matchExactly(t, await send(app, { entry }), { statusCode: 200, body: 'OK' })
  t.equal((await app.events()).length, 1000)
  const [delivery] = await app.deliveries()
  matchExactly(t, delivery, { outcome: 'quarantined', reason: /^3 items could not be read/ })
  t.strictSame(
    delivery?.problems.map(({ path }) => path),
    poison.map((n) => `/entry/0/changes/0/value/messages/${n}/text/body`)
  )
})

t.test(
  'in every list of every field a poison item is named by its path, and what can be read is an event',
  async (t) => {
    const app = await buildTestApp(t, SECRETS)
    let run = 0
    const good = { id: 'wamid.run', from: '4915112345678', to: '4915112345678', type: 'text', text: { body: 'x' } }
    const call = { id: 'wacid.run', event: 'connect' }
    const conversion = { id: 'wamid.run', event_name: 'Purchase', custom_data: { currency: 'EUR', value: 1.5 } }
    const payment = { id: 'p', status: 'captured', type: 'payment', payment: { reference_id: 'r', currency: 'INR' } }
    const order = {
      ...good,
      type: 'order',
      order: { product_items: [{ quantity: 1, item_price: 'free', currency: 'EUR' }] }
    }
    for (const [field, value, events, ...paths] of [
      ['message_echoes', { message_echoes: [null, good] }, 1, '/message_echoes/0'],
      ['smb_message_echoes', { message_echoes: [{ ...good, id: [] }, good] }, 1, '/message_echoes/0/id'],
      [
        'history',
        { history: [{ threads: [{ messages: [{}, good] }, 7] }] },
        1,
        '/history/0/threads/0/messages/0/id',
        '/history/0/threads/1'
      ],
      ['standby', { standby: { messages: [good], statuses: [{}] } }, 1, '/standby/statuses/0/id'],
      ['calls', { calls: [{}, call], statuses: [{ id: 'x' }] }, 1, '/calls/0/id', '/statuses/0/status'],
      [
        'automatic_events',
        { automatic_events: [conversion, { ...conversion, id: 'wamid.other.run', custom_data: undefined }] },
        2,
        '/automatic_events/0/custom_data/value'
      ],
      [
        'messages',
        { messages: [good], statuses: [payment], errors: [{}] },
        2,
        '/statuses/0/payment/amount',
        '/errors/0'
      ],
      [
        'messages',
        { messages: [{ ...order, id: 'wamid.o.run' }, good] },
        2,
        '/messages/0/order/product_items/0/item_price'
      ],
      ['messages', { messages: [{ ...good, id: 'wamid.o.run', type: 'hologram' }, good] }, 2, '/messages/0/type'],
      [
        'messages',
        { messages: [{ ...good, id: 'wamid.o.run', type: 'interactive', interactive: { type: 'x' } }, good] },
        2,
        '/messages/0/interactive/type'
      ],
      [
        'messages',
        { messages: [{ ...good, id: 'wamid.o.run', type: 'interactive', interactive: { type: 'nfm_reply' } }, good] },
        2,
        '/messages/0/interactive/nfm_reply'
      ],
      [
        'messages',
        {
          messages: [
            { ...good, id: 'wamid.o.run', type: 'edit', edit: { original_message_id: 'o', message: { type: 'text' } } },
            good
          ]
        },
        2,
        '/messages/0/edit/message/text'
      ],
      ['messages', { messages: [{ ...good, id: 'wamid.o.run', from: '' }, good] }, 2, '/messages/0'],
      ['user_preferences', { user_preferences: [{ wa_id: '4915112345678' }] }, 1]
    ] as const) {
      run++
      const entry = [JSON.parse(JSON.stringify({ id: '1', changes: [{ field, value }] }).replaceAll('.run', `.${run}`))]
      matchExactly(t, await send(app, { entry }), { statusCode: 200, body: 'OK' })
      const delivery = (await app.deliveries()).at(-1)
      t.equal(delivery?.events.length, events, field)
      t.strictSame(
        delivery?.problems.map(({ path }) => path),
        paths.map((path) => `/entry/0/changes/0/value${path}`),
        field
      )
    }
  }
)

t.test('a field that nobody described is kept and said so', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const field of ['consumer_profile', 'business_status_update', 'tracking_events', 'tomorrow', '__proto__']) {
    t.match(await send(app, { entry: [{ id: '1', changes: [{ field, value: { a: 1 } }] }] }), { statusCode: 200 })
  }
  const kept = await app.deliveries('outcome=quarantined')
  t.equal(kept.length, 5)
  for (const { reason, problems } of kept) {
    t.match(reason, /is not a known field/)
    matchExactly(t, problems, [{ path: '/entry/0/changes/0/field' }])
  }
})

t.test('an id that a double cannot hold stays exact', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const value = '{"event":"APPROVED","message_template_id":90071992547409931234,"message_template_name":"n"}'
  const change = `{"field":"message_template_status_update","value":${value}}`
  const body = `{"object":"whatsapp_business_account","entry":[{"id":"1","time":1764061200,"changes":[${change}]}]}`
  t.equal((await post(app, body)).statusCode, 200)
  matchExactly(t, await app.events(), [{ subject: 'template/90071992547409931234' }])
})

function summary({ type, subject, data }: { type: string; subject: string; data: object }): string {
  return canonical({ type, subject, data })
}

function send(app: TestApp, { entry }: { entry: readonly object[] }) {
  return post(app, JSON.stringify({ object: 'whatsapp_business_account', entry }))
}

function post(app: TestApp, body: string) {
  const digest = createHmac('sha256', SECRETS.WHATSAPP_APP_SECRET).update(body).digest('hex')
  return app.post('/webhooks/whatsapp', body, { 'x-hub-signature-256': `sha256=${digest}` })
}
