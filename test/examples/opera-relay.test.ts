import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { ROOT } from '../support/root.ts'
import { buildTestApp, SECRETS } from '../support/test-app.ts'

interface Relay {
  toEvent(event: object): { type: string } | undefined
  relayOnce(settings: object, file: string): Promise<number>
}
const relay: Relay = await import(pathToFileURL(join(ROOT, 'examples/opera-relay/relay.mjs')).href)

const HEADER = {
  moduleName: 'RESERVATION',
  eventName: 'UPDATE RESERVATION',
  primaryKey: '4711',
  hotelId: 'H1',
  createdDateTime: '2026-05-01T10:00:00Z'
}
const status = (newValue: string) => [{ elementName: 'RESERVATION STATUS', oldValue: 'RESERVED', newValue }]

t.test('what OPERA calls a change becomes a body that the gateway takes', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [event, type, subject] of [
    [{ header: HEADER, details: status('IN HOUSE') }, 'guest.checked_in', 'reservation/4711'],
    [{ header: HEADER, details: status('CANCELLED') }, 'reservation.cancelled', 'reservation/4711'],
    [{ header: HEADER, details: status('NO SHOW') }, 'reservation.updated', 'reservation/4711'],
    [
      { header: { ...HEADER, eventName: 'NEW RESERVATION', primaryKey: 4712 } },
      'reservation.created',
      'reservation/4712'
    ],
    [{ header: { ...HEADER, moduleName: 'PROFILE', primaryKey: '9' } }, 'guest.updated', 'guest/9'],
    [
      {
        header: { ...HEADER, moduleName: 'HOUSEKEEPING', primaryKey: '501A' },
        details: [{ elementName: 'ROOM STATUS', newValue: 'Out Of Order' }]
      },
      'room.status_changed',
      'room/501A'
    ]
  ] as const) {
    const reply = await app.post('/webhooks/pms/events', JSON.stringify(relay.toEvent(event)), {
      'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET
    })
    t.equal(reply.statusCode, 200, reply.body)
    const last = (await app.events()).at(-1)
    t.strictSame([last?.type, last?.subject, last?.property], [type, subject, 'H1'])
  }
  t.equal(relay.toEvent({ header: { ...HEADER, moduleName: 'CASHIERING' } }), undefined)
  t.equal(relay.toEvent({}), undefined)
})

t.test('what was taken out of the queue is kept until the gateway has stored it', async (t) => {
  const events = ['1', '2'].map((primaryKey) => ({ businessEvent: { header: { ...HEADER, primaryKey }, details: [] } }))
  const pages = [events, []]
  const operaUrl = await serve(t, (_request, reply) =>
    reply.end(JSON.stringify({ businessEvents: pages.shift() ?? [] }))
  )
  const stored: string[] = []
  let failures = 1
  const bellhookUrl = await serve(t, (request, reply) => {
    if (stored.length === 1 && failures-- > 0) {
      reply.writeHead(503).end()
      return
    }
    let body = ''
    request
      .on('data', (chunk) => (body += chunk))
      .on('end', () => {
        stored.push(JSON.parse(body).data.reservation.externalId)
        reply.end('{"received":true}')
      })
  })
  const file = join(t.testdir(), 'queue.json')
  const settings = { operaUrl, token: 't', appKey: 'k', system: 'S', hotel: 'H1', bellhookUrl, secret: 's' }
  await t.rejects(relay.relayOnce(settings, file), /503/)
  t.equal(JSON.parse(readFileSync(file, 'utf8')).length, 1, 'the second event waits')
  t.equal(await relay.relayOnce(settings, file), 1)
  t.strictSame(stored, ['1', '2'])
  t.equal(await relay.relayOnce(settings, file), 0)
  t.ok(existsSync(file))
})

async function serve(t: Test, answer: (request: IncomingMessage, reply: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}
