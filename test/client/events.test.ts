import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { freePort } from '../../bench/free-port.ts'
import { BellhookError, type BellhookEvent, createClient } from '../../client/client.ts'
import { listen, send } from '../feed/stream-fixture.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { API_TOKEN, buildTestApp, createDatabase } from '../support/test-app.ts'

t.test('events come in order, from the beginning, behind a cursor, or from now', async (t) => {
  const gateway = await buildTestApp(t)
  const client = createClient({ url: `${await listen(gateway)}/`, token: API_TOKEN })
  await send(gateway, 3, 'a')
  const all = client.events()
  t.equal(all.cursor, undefined)
  const seen = await take(all, 2)
  t.strictSame(seen, await gateway.events('limit=2'))
  const rest = await take(client.events({ after: all.cursor }), 1)
  t.strictSame(rest.map(idOf), ['message/a2'])
  t.strictSame((await take(all, 1)).map(idOf), ['message/a2'], 'a second loop continues at the cursor')

  const news = take(client.events({ after: 'now' }), 1)
  // The stream has to be open first.
  await new Promise((resolve) => setTimeout(resolve, 300))
  await send(gateway, 1, 'b')
  t.strictSame((await news).map(idOf), ['message/b0'])
})

t.test('a filter is passed on', async (t) => {
  const gateway = await buildTestApp(t)
  const client = createClient({ url: await listen(gateway), token: API_TOKEN })
  await send(gateway, 2, 'a')
  const filter = { types: ['message.received', 'guest.*'], channel: 'sms', source: 'twilio' }
  t.equal((await take(client.events(filter), 2)).length, 2)
  await t.rejects(take(client.events({ channel: 'fax' }), 1), { status: 400, code: 'VALIDATION_ERROR' })
})

t.test('a gateway that restarts is followed behind the last event', async (t) => {
  const databaseUrl = await createDatabase(t)
  const port = await freePort()
  const events = createClient({ url: `http://127.0.0.1:${port}`, token: API_TOKEN }).events()
  const reading = take(events, 4)
  const first = await buildTestApp(t, {}, { databaseUrl })
  await first.app.listen({ host: '127.0.0.1', port })
  await send(first, 2, 'a')
  await first.app.close()
  const second = await buildTestApp(t, {}, { databaseUrl })
  await second.app.listen({ host: '127.0.0.1', port })
  await send(second, 2, 'b')
  t.strictSame((await reading).map(idOf), ['message/a0', 'message/a1', 'message/b0', 'message/b1'])
})

t.test('an aborted signal ends the loop without an error', async (t) => {
  const gateway = await buildTestApp(t)
  const client = createClient({ url: await listen(gateway), token: API_TOKEN })
  t.strictSame(await take(client.events({ signal: AbortSignal.abort() }), 1), [], 'before it begins')
  const waiting = new AbortController()
  const ended = take(client.events({ signal: waiting.signal }), 1)
  setTimeout(() => waiting.abort(), 100)
  t.strictSame(await ended, [], 'while it waits')
  const away = new AbortController()
  const unreachable = createClient({ url: `http://127.0.0.1:${await freePort()}`, token: API_TOKEN })
  const retried = take(unreachable.events({ signal: away.signal }), 1)
  setTimeout(() => away.abort(), 100)
  t.strictSame(await retried, [], 'between two tries')
})

t.test('what another try cannot change is an error', async (t) => {
  const gateway = await buildTestApp(t)
  const url = await listen(gateway)
  const wrong = await take(createClient({ url, token: 'wrong' }).events(), 1).catch((error: unknown) => error)
  t.ok(wrong instanceof BellhookError)
  matchExactly(t, wrong, { status: 401, code: 'UNAUTHORIZED' })
  const { events } = createClient({ url, token: API_TOKEN })
  await t.rejects(take(events({ after: 'bad' }), 1), { status: 400, code: 'UNKNOWN_CURSOR' })
  t.throws(() => createClient({ url: 'nowhere', token: API_TOKEN }), TypeError)
})

t.test('messages in pieces, heartbeats, and an expired cursor', async (t) => {
  const urls: string[] = []
  const url = await serve(t, (request, response) => {
    urls.push(request.url ?? '')
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (urls.length === 1)
      return void response.end('retry: 1\n\n:\nid: beat\n\nid: c1\ndata: {"id":"1","text":"ü"}\n\nid: c2\ndata: {"id"')
    response.end('event: error\ndata: {"error":{"code":"CURSOR_EXPIRED","message":"m","details":{"cursor":"c9"}}}\n\n')
  })
  const events = createClient({ url, token: API_TOKEN }).events({ types: ['a.b', 'c.*'] })
  const seen: unknown[] = []
  const error = await collect(events, seen).catch((error: unknown) => error)
  t.strictSame(seen, [{ id: '1', text: 'ü' }])
  matchExactly(t, error, { status: 410, code: 'CURSOR_EXPIRED', details: { cursor: 'c9' } })
  t.equal(events.cursor, 'c1')
  t.strictSame(urls, ['/api/events/stream?type=a.b%2Cc.*', '/api/events/stream?type=a.b%2Cc.*&after=c1'])
})

t.test('a gateway that asks to wait is waited for', async (t) => {
  let tries = 0
  const url = await serve(t, (_request, response) => {
    tries += 1
    if (tries === 1) {
      response.writeHead(503, { 'retry-after': '1' })
      return void response.end('{}')
    }
    response.writeHead(200)
    response.end('id: c1\ndata: {"id":"1"}\n\n')
  })
  const began = performance.now()
  await take(createClient({ url, token: API_TOKEN }).events(), 1)
  t.ok(performance.now() - began >= 990)
  t.equal(tries, 2)
})

async function take(events: AsyncIterable<BellhookEvent>, count: number): Promise<BellhookEvent[]> {
  const seen: BellhookEvent[] = []
  for await (const event of events) {
    seen.push(event)
    if (seen.length === count) break
  }
  return seen
}

async function collect(events: AsyncIterable<unknown>, seen: unknown[]): Promise<void> {
  for await (const event of events) seen.push(event)
}

function idOf({ subject }: BellhookEvent): string {
  return subject
}

async function serve(t: Test, answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens on a port
  return `http://127.0.0.1:${port}`
}
