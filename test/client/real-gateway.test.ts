import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import express from 'express'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { type BellhookEvent, createClient } from '../../client/client.ts'
import { expressReceiver, fastifyReceiver, fetchReceiver } from '../../client/receive/receive.ts'
import { listen as listenOn } from '../feed/stream-fixture.ts'
import { idOf, startConsumers } from '../support/consumer-client.ts'
import { type Gateway, listen, startGateway } from '../support/destination-fixture.ts'
import { API_TOKEN } from '../support/test-app.ts'
import { until } from '../support/until.ts'

// The client against the gateway itself. The tests beside this one have a stand-in, which can fail in more ways.

const subjectOf = (text: string) => `message/wamid.${text}`

t.test('a consumer is killed in the middle of an event, and another one goes on', async (t) => {
  const { gateway, write, call } = await startConsumers(t)
  const url = await listenOn(gateway)
  await write('a1 a2 b1 a3 b2')
  const killed = fork(resolve(import.meta.dirname, '../support/consumer-process.js'), [url, API_TOKEN, subjectOf('a2')])
  t.teardown(() => void killed.kill('SIGKILL'))
  const handled: unknown[] = []
  killed.on('message', (message) => handled.push(message))
  await until(() => handled.length === 2, 'the second event')
  t.strictSame(handled, [
    { subject: subjectOf('a1'), attempt: 1 },
    { subject: subjectOf('a2'), attempt: 1 }
  ])
  const gone = once(killed, 'exit')
  killed.kill('SIGKILL')
  await gone

  const seen: string[] = []
  const { consume } = createClient({ url, token: API_TOKEN })
  const worker = consume('butler', ({ subject }, { attempt }) => {
    seen.push(`${subject.replace('message/wamid.', '')} ${attempt > 1 ? 'again' : 'first'}`)
  })
  t.teardown(() => worker.stop())
  const isSettled = async () => (await call('GET', '/butler')).body.lag.events === 0
  await until(isSettled, 'all events are settled')
  // A renewal may have acknowledged the first event. What was handed out is handed out again, in order.
  if (seen[0] === 'a1 again') seen.shift()
  t.strictSame(seen, ['a2 again', 'b1 again', 'a3 again', 'b2 again'])
  await write('b3')
  await until(isSettled, 'the new event is settled')
  t.equal(seen.at(-1), 'b3 first')
  await worker.stop()
  t.strictSame((await call('GET', '/butler')).body.leases, [], 'the lease is given back')
})

t.test(
  'an event whose handler throws comes again by the ladder, and the worker goes on with other lanes',
  async (t) => {
    const { gateway, write, call, endPauses } = await startConsumers(t)
    const url = await listenOn(gateway)
    await call('PUT', '/butler', { from: 'start', ladder: [600] })
    await write('a1 a2 b1')
    const seen: string[] = []
    const { consume } = createClient({ url, token: API_TOKEN })
    const worker = consume('butler', ({ subject }) => {
      seen.push(subject)
      if (seen.length === 1) throw new Error('the printer is out of paper')
    })
    t.teardown(() => worker.stop())
    await until(() => seen.length === 2, 'the other lane')
    t.strictSame(seen, [subjectOf('a1'), subjectOf('b1')])
    await until(async () => (await call('GET', '/butler')).body.parked === 2, 'the lane waits')
    await endPauses()
    await until(() => seen.length === 4, 'the lane goes on')
    t.strictSame(seen.slice(2), [subjectOf('a1'), subjectOf('a2')])
  }
)

t.test('events() has what the feed has', async (t) => {
  const { gateway, write } = await startConsumers(t)
  const { events } = createClient({ url: await listenOn(gateway), token: API_TOKEN })
  await write('a1 a2')
  const found: BellhookEvent[] = []
  for await (const event of events({ types: ['message.received'] })) {
    found.push(event)
    if (found.length === 2) break
  }
  t.strictSame(found, await gateway.events())
  t.equal(found[0]?.id, idOf({ events: await gateway.events() }, 'a1'))
})

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
type Handler = (event: BellhookEvent) => void

/** Each starts a receiver, and returns its URL. */
const RECEIVERS: Readonly<Record<string, (t: Test, secret: string, handler: Handler) => Promise<string>>> = {
  async fetch(t, secret, handler) {
    const receiver = fetchReceiver({ secrets: [secret] }, handler)
    const server = createServer(async (request, response) => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as [string, string])
      const body = await buffer(request)
      const answer = await receiver(new Request('http://receiver.test/', { method: 'POST', headers, body }))
      response.writeHead(answer.status).end(await answer.text())
    })
    return `http://127.0.0.1:${await listen(t, server)}/`
  },
  async express(t, secret, handler) {
    const app = express()
    app.post('/hook', expressReceiver({ secrets: [secret] }, handler))
    return `http://127.0.0.1:${await listen(t, createServer(app))}/hook`
  },
  async fastify(t, secret, handler) {
    const app = Fastify({ forceCloseConnections: true })
    t.teardown(() => app.close())
    await app.register(fastifyReceiver, { path: '/hook', secrets: [secret], handler })
    return `${await app.listen({ host: '127.0.0.1', port: 0 })}/hook`
  }
}

for (const [name, start] of Object.entries(RECEIVERS)) {
  t.test(`the receiver for ${name} takes what a destination gets, and refuses a foreign secret`, async (t) => {
    const gateway = await startGateway(t)
    silence(t)
    const seen: BellhookEvent[] = []
    let throws = true
    const url = await start(t, SECRET, (event) => {
      if (event.subject === 'guest/G2' && throws) {
        throws = false
        throw new Error('the printer is out of paper')
      }
      seen.push(event)
    })
    await gateway.call('PUT', '/butler', { url, secret: SECRET, ladder: [0] })
    t.equal((await gateway.call('POST', '/butler/test', {})).json().ok, true)
    for (const id of ['G1', 'G2', 'G3']) await gateway.guest(id)
    await gateway.settled()
    const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1)
    t.equal(seen.shift()?.subject, 'destination/butler')
    t.strictSame(seen.sort(byId), (await gateway.events()).sort(byId))
    t.strictSame(await statusesOf(gateway), [500], 'a handler that throws')

    const foreign = await start(t, `whsec_${Buffer.alloc(32, 8).toString('base64')}`, () => t.fail('it is not genuine'))
    await gateway.call('PUT', '/butler', { url: foreign })
    t.equal((await gateway.call('POST', '/butler/test', {})).json().status, 401)
  })
}

/** A receiver reports to the console what its handler throws. */
function silence(t: Test): void {
  const { error } = console
  console.error = () => undefined
  t.teardown(() => {
    console.error = error
  })
}

async function statusesOf(gateway: Gateway): Promise<unknown[]> {
  const { attempts } = (await gateway.call('GET', '/butler/attempts')).json()
  return attempts.map(({ status }: { status: unknown }) => status)
}
