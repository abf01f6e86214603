import { once } from 'node:events'
import { createServer, type RequestListener, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import Fastify from 'fastify'
import { Webhook } from 'standardwebhooks'
import t, { type Test } from 'tap'
import { type BellhookEvent, expressReceiver, fastifyReceiver, fetchReceiver } from '../../../client/receive/receive.ts'
import { EVENT } from '../../../src/api/examples.ts'

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const OPTIONS = { secrets: [SECRET] }

type Handler = (event: BellhookEvent) => unknown
type Post = (body: string, headers: Record<string, string>) => Promise<{ status: number; body: string }>

t.test('fetchReceiver', async (t) => {
  await behaves(t, (handler) => {
    const receiver = fetchReceiver(OPTIONS, handler)
    return async (body, headers) => {
      const reply = await receiver(new Request('http://receiver.test/hook', { method: 'POST', body, headers }))
      return { status: reply.status, body: await reply.text() }
    }
  })
  const reply = await fetchReceiver(OPTIONS, () => undefined)(new Request('http://receiver.test/hook'))
  t.equal(reply.status, 405)
})

t.test('expressReceiver', async (t) => {
  await behaves(t, async (handler) => {
    const receiver = expressReceiver(OPTIONS, handler)
    return posting(t, (request, response) => void receiver(request, response))
  })
})

t.test('expressReceiver takes a body that was read before as bytes, and none that was parsed', async (t) => {
  const seen: BellhookEvent[] = []
  const receiver = expressReceiver(OPTIONS, (event) => seen.push(event))
  const body = JSON.stringify(EVENT)
  for (const [read, status] of [
    [Buffer.from(body), 200],
    [body, 200],
    [EVENT, 500]
  ] as const) {
    const response = { statusCode: 0, setHeader: () => undefined, end: () => undefined }
    const request = { headers: signed(body), body: read, readableDidRead: true, [Symbol.asyncIterator]: nothing }
    await quietly(() => receiver(request, response))
    t.equal(response.statusCode, status)
  }
  t.strictSame(seen, [EVENT, EVENT])
})

t.test('expressReceiver in Express: before, behind, and without a parser', async (t) => {
  const parsers = [
    undefined,
    express.raw({ type: '*/*' }),
    express.text({ type: '*/*' }),
    // It reads application/json only, and leaves a delivery alone.
    express.json()
  ]
  for (const parser of parsers) {
    await behaves(t, async (handler) => {
      const app = express()
      if (parser !== undefined) app.use(parser)
      app.post('/hook', expressReceiver(OPTIONS, handler))
      return posting(t, app)
    })
  }
})

t.test('fastifyReceiver', async (t) => {
  await behaves(t, async (handler) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(fastifyReceiver, { path: '/hook', ...OPTIONS, handler })
    app.post('/other', async ({ body }) => body)
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    const other = await fetch(`${url}/other`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"still":"parsed"}'
    })
    t.strictSame(await other.json(), { still: 'parsed' })
    return postingTo(url)
  })
})

t.test('a body of more than 32 MiB is refused and not read to its end', async (t) => {
  const handler = () => t.fail('it is too large')
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(fastifyReceiver, { path: '/hook', ...OPTIONS, handler })
  const ofExpress = express()
  ofExpress.post('/hook', expressReceiver(OPTIONS, handler))
  const urls = [await app.listen({ host: '127.0.0.1', port: 0 }), await listening(t, ofExpress)]
  for (const url of urls) {
    t.equal(await statusOfUnended(`${url}/hook`, signed('{}')), 413)
  }
  const body = endless(() => t.fail('it is read'))
  const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, headers: signed('{}'), duplex: 'half' }
  const reply = await fetchReceiver(OPTIONS, handler)(new Request('http://receiver.test/hook', init))
  t.equal(reply.status, 413)
})

t.test('headers that no sender has are refused, and change nothing', async (t) => {
  const app = express()
  let handled = 0
  app.post(
    '/hook',
    expressReceiver(OPTIONS, () => {
      handled += 1
    })
  )
  const { hostname, port } = new URL(await listening(t, app))
  const body = JSON.stringify(EVENT)
  const genuine = signed(body)
  const { 'webhook-id': id = '', 'webhook-timestamp': time = '', 'webhook-signature': signature = '' } = genuine
  const hostile: [string, string][][] = [
    [['webhook-signature', `${'v1,'.repeat(3_000)}`]],
    [['webhook-signature', 'v1,='.concat('A'.repeat(8_000))]],
    [['webhook-signature', `v1, ${signature.slice(3)}`]],
    [['webhook-signature', `V1${signature.slice(2)}`]],
    [['webhook-signature', `__proto__,${signature.slice(3)}`]],
    [
      ['webhook-timestamp', time],
      ['webhook-timestamp', time]
    ],
    [['webhook-timestamp', '99999999999999999999']],
    [['webhook-timestamp', `${time}\u00a0`]],
    [
      ['webhook-id', id],
      ['webhook-id', 'other']
    ],
    [['webhook-id', `${id}\u00e9`]],
    [['get', 'webhook-id']]
  ]
  for (const headers of hostile) {
    const names = new Set(headers.map(([name]) => name))
    // `get` stands beside nothing, all others beside the two that are genuine.
    const others = names.has('get') ? [] : Object.entries(genuine).filter(([name]) => !names.has(name))
    const outgoing = request({ hostname, port, path: '/hook', method: 'POST', setHost: true })
    for (const [name, value] of others) outgoing.setHeader(name, value)
    for (const name of names)
      outgoing.setHeader(
        name,
        headers.filter(([one]) => one === name).map(([, value]) => value)
      )
    outgoing.end(body)
    const [reply] = await once(outgoing, 'response')
    reply.resume()
    t.equal(reply.statusCode, 401, JSON.stringify(headers).slice(0, 80))
  }
  t.equal(handled, 0)
})

async function behaves(t: Test, start: (handler: Handler) => Post | Promise<Post>): Promise<void> {
  const seen: string[] = []
  let fail = false
  const post = await start(async (event) => {
    await new Promise((resolve) => setImmediate(resolve))
    if (fail) throw new Error('the secret of the handler')
    seen.push(event.id)
  })
  const body = JSON.stringify(EVENT)
  t.equal((await post(body, signed(body))).status, 200)
  const batch = JSON.stringify([
    { ...EVENT, id: 'b1' },
    { ...EVENT, id: 'b2' }
  ])
  t.equal((await post(batch, { ...signed(batch), 'content-type': 'application/cloudevents-batch+json' })).status, 200)
  t.strictSame(seen, [EVENT.id, 'b1', 'b2'], 'the answer came when the handler had ended')

  const forged = await post(`${body} `, signed(body))
  t.strictSame([forged.status, JSON.parse(forged.body)], [401, { error: 'no signature fits the body and a secret' }])
  t.equal((await post(body, { 'content-type': 'application/cloudevents+json' })).status, 401)
  fail = true
  const failed = await quietly(() => post(body, signed(body)))
  t.strictSame([failed.status, JSON.parse(failed.body)], [500, { error: 'the delivery was not handled' }])
  t.equal(seen.length, 3)
}

/** The failure is logged to the console. */
async function quietly<Result>(work: () => Promise<Result>): Promise<Result> {
  const { error } = console
  console.error = () => undefined
  return work().finally(() => {
    console.error = error
  })
}

async function posting(t: Test, listener: RequestListener): Promise<Post> {
  return postingTo(await listening(t, listener))
}

function postingTo(url: string): Post {
  return async (body, headers) => {
    const reply = await fetch(`${url}/hook`, { method: 'POST', body, headers })
    return { status: reply.status, body: await reply.text() }
  }
}

async function listening(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens on a port
  return `http://127.0.0.1:${port}`
}

/**
 * Posts 33 MiB of a body that does not end, and returns the status of the answer. A client that went on writing could get an error
 * before it reads the answer, because the other side closes the connection.
 */
async function statusOfUnended(url: string, headers: Record<string, string>): Promise<number | undefined> {
  const outgoing = request(url, { method: 'POST', headers })
  outgoing.write(Buffer.alloc(33 * 1024 * 1024))
  const [reply] = await once(outgoing, 'response')
  // It may be closed already.
  outgoing.on('error', () => undefined)
  outgoing.destroy()
  return reply.statusCode
}

/** 40 chunks of 1 MiB. The last ones are not to be read. */
function endless(onLast: () => void): ReadableStream<Uint8Array> {
  let chunks = 0
  return new ReadableStream({
    pull(controller) {
      chunks += 1
      if (chunks > 40) onLast()
      controller.enqueue(new Uint8Array(1024 * 1024))
    }
  })
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function signed(body: string): Record<string, string> {
  const at = new Date()
  return {
    'content-type': 'application/cloudevents+json',
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(SECRET).sign('msg_1', at, body)
  }
}
