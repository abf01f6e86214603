import t, { type Test } from 'tap'
import type { CloudEvent } from '../../schemas/event.ts'
import { messagesOf } from '../../src/cli/live-events.ts'
import { consumerClient, idOf, startConsumers, textsOf, writeMessages } from '../support/consumer-client.ts'
import { API_TOKEN, buildTestApp } from '../support/test-app.ts'
import { until } from '../support/until.ts'

/** Reads a live stream into a list. */
async function open(t: Test, url: string, query: string, headers: Record<string, string> = {}) {
  const closing = new AbortController()
  t.teardown(() => closing.abort())
  const answer = await fetch(`${url}/api/events/stream?${query}`, {
    headers: { authorization: `Bearer ${API_TOKEN}`, accept: 'text/event-stream', ...headers },
    signal: closing.signal
  })
  const messages: { ack: string; event: CloudEvent }[] = []
  async function read(): Promise<void> {
    for await (const { id = '', data } of messagesOf(answer.body ?? [], () => undefined)) {
      messages.push({ ack: id, event: JSON.parse(data) })
    }
  }
  const ended = read().catch(() => undefined)
  return {
    status: answer.status,
    messages,
    texts: () => textsOf({ events: messages.map(({ event }) => event) }),
    close: () => closing.abort(),
    ended
  }
}

t.test('the live stream leases the consumer, and goes on behind what was acknowledged', async (t) => {
  const { gateway, call, write, take, ack } = await startConsumers(t)
  const url = await gateway.app.listen({ host: '127.0.0.1', port: 0 })
  await write('a1 a2 b1')
  const stream = await open(t, url, 'consumer=butler&from=start', { 'last-event-id': 'cDA' })
  await until(() => stream.messages.length === 3, 'three messages')
  t.strictSame(
    stream.messages.map(({ event }) => event),
    await gateway.events()
  )
  t.equal((await take()).ack, null, 'the stream has the only shard')
  t.equal((await call('GET', '/butler')).body.leases.length, 1)
  const second = await open(t, url, 'consumer=butler')
  const [, middle, last] = stream.messages
  const { cursor } = (await gateway.get('/api/events?limit=2')).json()
  t.equal((await ack({ ack: middle?.ack })).body.cursor, cursor)
  stream.close()
  await until(() => second.messages.length === 1, 'the other stream takes over')
  t.equal(second.texts(), 'b1')
  t.equal((await ack({ ack: last?.ack })).status, 409)
  await write('c1')
  t.equal((await ack({ ack: second.messages[0]?.ack })).status, 200)
  await until(() => second.messages.length === 2, 'the next page')
  t.equal(second.texts(), 'b1 c1')
  const failed = [{ id: second.messages[1]?.event.id, reason: 'x' }]
  t.equal((await ack({ ack: second.messages[1]?.ack, failed })).status, 200)
  await write('c2 d1')
  await until(() => second.messages.length === 3, 'another lane')
  t.equal(second.texts(), 'b1 c1 d1', 'c2 waits behind c1')
  t.equal((await ack({ ack: second.messages[2]?.ack })).status, 200)
  await gateway.rows('update parked set next_at = now() where next_at is not null')
  await until(() => second.messages.length === 5, 'the retry')
  t.equal(second.texts(), 'b1 c1 d1 c1 c2')
  t.equal((await ack({ ack: second.messages[4]?.ack })).status, 200)
  t.strictSame((await call('GET', '/butler')).body.lag, { events: 0, seconds: 0 })
  await call('DELETE', '/butler')
  await second.ended
})

t.test('a message that fails holds later messages of its lane, which were sent already', async (t) => {
  const { gateway, call, write, ack } = await startConsumers(t)
  const url = await gateway.app.listen({ host: '127.0.0.1', port: 0 })
  await write('a1 a2 b1')
  const stream = await open(t, url, 'consumer=butler&from=start')
  await until(() => stream.messages.length === 3, 'three messages')
  const [first, , third] = stream.messages
  const page = { events: stream.messages.map(({ event }) => event) }
  await ack({ ack: first?.ack, failed: [{ id: idOf(page, 'a1'), reason: 'x' }] })
  t.equal((await ack({ ack: third?.ack })).status, 200)
  t.equal((await call('GET', '/butler')).body.parked, 2)
  await gateway.rows('update parked set next_at = now() where next_at is not null')
  await until(() => stream.messages.length === 5, 'both again')
  t.equal(stream.texts(), 'a1 a2 b1 a1 a2')
  const [, , , again, behind] = stream.messages
  await ack({ ack: again?.ack, failed: [{ id: idOf(page, 'a1'), reason: 'x' }] })
  t.equal((await ack({ ack: behind?.ack })).status, 200)
  t.equal((await call('GET', '/butler')).body.parked, 2)
  await write('b2')
  await until(() => stream.messages.length === 6, 'another lane')
  await gateway.rows('update parked set next_at = now() where next_at is not null')
  t.equal((await ack({ ack: stream.messages[5]?.ack })).status, 200)
  await until(() => stream.messages.length === 8, 'both once more')
  t.equal(stream.texts(), 'a1 a2 b1 a1 a2 b2 a1 a2')
})

t.test('a consumer is read through two gateways', async (t) => {
  const one = await buildTestApp(t)
  const two = await buildTestApp(t, {}, { databaseUrl: one.databaseUrl })
  const [first, second] = [consumerClient(one), consumerClient(two)]
  await first('PUT', '/butler', { from: 'start' })
  const waiting = second('GET', '/butler/events?wait=60')
  await writeMessages(one, 'a1 a2')
  const page = (await waiting).body
  t.equal(textsOf(page), 'a1 a2')
  const next = first('GET', '/butler/events?wait=60')
  t.equal((await first('POST', '/butler/ack', { ack: page.ack, upTo: idOf(page, 'a1'), renew: 0 })).status, 200)
  t.equal(textsOf((await next).body), 'a2')
})

t.test('parameters that do not go together', async (t) => {
  const { gateway } = await startConsumers(t)
  for (const [query, path] of [
    ['consumer=butler&after=now', '/after'],
    ['consumer=butler&entity=a/b', '/entity'],
    ['consumer=B', '/consumer'],
    ['from=start', '/from'],
    ['shards=2', '/shards']
  ] as const) {
    const answer = await gateway.get(`/api/events/stream?${query}`)
    t.strictSame([answer.statusCode, answer.json().error.details.errors[0].path], [400, path], query)
  }
})
