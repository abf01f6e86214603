import { randomBytes } from 'node:crypto'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse
} from 'node:http'
import type net from 'node:net'
import type { Test } from 'tap'
import type { LimitOverrides } from '../../bench/limits-with.ts'
import type { CloudEvent } from '../../schemas/event.ts'
import { API_TOKEN, buildTestApp, type TestApp, type TestAppOptions } from './test-app.ts'
import { until } from './until.ts'

export interface Received {
  headers: IncomingHttpHeaders
  body: string
  /** The events of the body: one, or those of a batch. */
  events: readonly CloudEvent[]
}

/** Decides about a request: a status, or everything that a response can do. */
export type Answer = (received: Received, response: ServerResponse) => number | undefined

/** Fast rounds and short pauses, so that no test waits for real ones. */
export const FAST: LimitOverrides['destinations'] = {
  checkpointMs: 20,
  refreshMs: 50,
  firstPauseMs: 40,
  longestPauseMs: 200
}

/** A receiver on loopback, which development mode allows. It keeps what it was sent. */
export async function startReceiver(t: Test, answer: Answer = () => 204) {
  const received: Received[] = []
  const listener: RequestListener = async (request, response) => {
    const body = await textOf(request)
    const parsed = JSON.parse(body)
    const one = { headers: request.headers, body, events: Array.isArray(parsed) ? parsed : [parsed] }
    received.push(one)
    const status = answer(one, response)
    if (status !== undefined) response.writeHead(status).end()
  }
  const port = await listen(t, createServer(listener))
  return {
    received,
    url: `http://127.0.0.1:${port}/hook`,
    events: () => received.flatMap(({ events }) => events),
    /** Ids of the guests that were sent, in this order. */
    guests: () => received.flatMap(({ events }) => events.map(({ subject }) => subject.replace('guest/', '')))
  }
}

/** Listens on a free port of loopback until the test ends. */
export async function listen(t: Test, server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as net.AddressInfo).port
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

export const SEALING_KEY = randomBytes(32).toString('base64')

/** A gateway that can seal secrets, with fast destinations. */
export async function startGateway(t: Test, environ: Record<string, string> = {}, options: TestAppOptions = {}) {
  const { destinations, ...limits } = options.limits ?? {}
  const gateway = await buildTestApp(
    t,
    { SECRETS_KEY: SEALING_KEY, ...environ },
    { ...options, limits: { ...limits, destinations: { ...FAST, ...destinations } } }
  )
  return { ...gateway, ...destinationCalls(gateway) }
}

export type Gateway = Awaited<ReturnType<typeof startGateway>>

type Method = 'PUT' | 'POST' | 'DELETE' | 'GET'

function destinationCalls({ app, post }: TestApp) {
  /** Calls `/api/destinations…`. */
  const call = (method: Method, path: string, payload?: object) => {
    const headers = { authorization: `Bearer ${API_TOKEN}` }
    return app.inject({ method, url: `/api/destinations${path}`, headers, ...(payload && { payload }) })
  }
  const show = async (name = 'butler') => (await call('GET', `/${name}`)).json()
  return {
    call,
    show,
    /** Waits for a state of a destination. */
    waitFor: (what: string, isTrue: (view: Record<string, unknown>) => boolean, name = 'butler') =>
      until(async () => isTrue(await show(name)), what),
    /** Waits until nothing is open. */
    settled: (name = 'butler') => until(async () => isSettled(await show(name)), `${name} has settled everything`),
    /** Creates one event of a guest. The same guest is the same lane. */
    async guest(externalId: string, more: Record<string, unknown> = {}): Promise<void> {
      const answer = await post(
        '/webhooks/pms/guests',
        JSON.stringify({ externalId, source: 'acme', lastName: 'Doe', ...more }),
        JSON_TYPE
      )
      if (answer.statusCode !== 200) throw new Error(`the guest was not taken: ${answer.body}`)
    }
  }
}

const JSON_TYPE = { 'content-type': 'application/json' }

function isSettled(view: Record<string, unknown>): boolean {
  return Object(view['lag']).events === 0 && view['parked'] === 0
}
