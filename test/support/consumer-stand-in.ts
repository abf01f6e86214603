import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { EVENT } from '../../src/api/examples.ts'

// A server that follows the protocol of named consumers, with one shard, and fails when a test wants it. Tests of the client use it.

export const TOKEN = 'stand-in-token-0123456789'

/** What the next requests of a kind get. `lost`: the request is carried out, and its answer is lost. */
export type Failure = 'destroyed' | 'lost' | { status: number; body?: unknown; headers?: Record<string, string> }

export interface StandIn {
  url: string
  /** Adds events. Events of one lane stay in order. */
  add(lane: string, ...ids: string[]): void
  /** The next requests of this kind fail, one after the other. Replaces the failures that are left. */
  fail(kind: 'events' | 'ack', ...failures: Failure[]): void
  /** Ends the lease, as a change of the position does. */
  endLease(): void
  /** The queries of all requests for events. */
  asked: string[]
  /** The bodies of all acknowledgements. */
  acks: Record<string, unknown>[]
  /** Requests for events that are not answered. */
  waiting: number
  /** Ids of events that are not settled. */
  open(): string[]
  deleted: boolean
}

interface Entry {
  id: string
  lane: string
  handedOut: number
  /** Parked until this time. */
  readyAt: number
}

interface Lease {
  ack: string
  /** All that was handed out. */
  entries: readonly Entry[]
  unsettled: readonly Entry[]
  expires: number
}

interface Fault {
  status: number
  code: string
  details?: unknown
}

interface AckBody {
  ack: string
  upTo?: string
  failed?: { id: string; reason: string }[]
  renew?: number
}

const LADDER_MS = 300
const NOTHING = { events: [], ack: null, attempt: 1, expires: null, more: false }

export async function startStandIn(t: Test): Promise<StandIn> {
  let entries: Entry[] = []
  let lease: Lease | undefined
  const ended = new Map<string, string>()
  const failures: Record<'events' | 'ack', Failure[]> = { events: [], ack: [] }
  const standIn: StandIn = {
    url: '',
    add: (lane, ...ids) => entries.push(...ids.map((id) => ({ id, lane, handedOut: 0, readyAt: 0 }))),
    fail: (kind, ...next) => {
      failures[kind] = next
    },
    endLease: () => {
      lease = undefined
    },
    asked: [],
    acks: [],
    waiting: 0,
    open: () => entries.map(({ id }) => id),
    deleted: false
  }
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens on a port
  standIn.url = `http://127.0.0.1:${port}`
  return standIn

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', standIn.url)
    const kind = pathname === '/api/consumers/butler/ack' ? 'ack' : 'events'
    const text = await textOf(request)
    if (kind === 'events') standIn.asked.push(searchParams.toString())
    else standIn.acks.push(JSON.parse(text))
    const failure = failures[kind].shift()
    if (failure === 'destroyed') return void request.socket.destroy()
    if (failure !== undefined && failure !== 'lost')
      return send(response, failure.status, failure.body, failure.headers)
    const result = await carryOut(request, kind, { searchParams, text })
    if (failure === 'lost' || request.socket.destroyed) return void request.socket.destroy()
    if (!('code' in result)) return send(response, 200, result)
    const { status, code, details } = result as Fault // only faults have a code
    send(response, status, { error: { code, message: `${code} of the stand-in`, details } })
  }

  async function carryOut(
    request: IncomingMessage,
    kind: 'events' | 'ack',
    { searchParams, text }: { searchParams: URLSearchParams; text: string }
  ): Promise<object> {
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, code: 'UNAUTHORIZED' }
    if (kind === 'events') return handOut(request, searchParams)
    return acknowledge(JSON.parse(text))
  }

  async function handOut(request: IncomingMessage, query: URLSearchParams): Promise<object> {
    const known = ['limit', 'wait', 'lease', 'from', 'shards', 'type', 'channel', 'source', 'property']
    const unknown = [...query.keys()].filter((name) => !known.includes(name))
    if (unknown.length > 0) return invalid(`/${unknown[0]}`)
    const limit = Number(query.get('limit') ?? 100)
    const seconds = Number(query.get('lease') ?? 30)
    if (!(limit >= 1 && limit <= 1000)) return invalid('/limit')
    if (!(seconds >= 1 && seconds <= 3600)) return invalid('/lease')
    const end = Date.now() + Number(query.get('wait') ?? 20) * 1_000
    standIn.waiting += 1
    for (;;) {
      const leased = lease !== undefined && lease.expires > Date.now()
      const ready = leased ? [] : readyEntries().slice(0, limit)
      const left = request.socket.destroyed
      if (leased || left || ready.length > 0 || Date.now() >= end) {
        standIn.waiting -= 1
        return ready.length > 0 && !left ? take(ready, seconds) : NOTHING
      }
      await sleep(20)
    }
  }

  function take(ready: Entry[], seconds: number): object {
    for (const entry of ready) entry.handedOut += 1
    const expires = Date.now() + seconds * 1_000
    lease = { ack: `c2.${Math.random()}`, entries: ready, unsettled: ready, expires }
    return {
      events: ready.map(({ id, lane }) => ({ ...EVENT, id, subject: lane })),
      ack: lease.ack,
      attempt: ready[0]?.handedOut,
      expires: new Date(expires).toISOString(),
      more: readyEntries().length > ready.length
    }
  }

  /** A parked event holds back its lane. */
  function readyEntries(): Entry[] {
    const parked = new Set(entries.filter(({ readyAt }) => readyAt > Date.now()).map(({ lane }) => lane))
    return entries.filter(({ lane }) => !parked.has(lane))
  }

  function acknowledge(body: AckBody): object {
    if (standIn.deleted) return { status: 404, code: 'NOT_FOUND' }
    if (!body.ack.startsWith('c2.')) return invalid('/ack')
    if (ended.get(body.ack) === JSON.stringify(body)) return { cursor: 'c', expires: null }
    if (lease?.ack !== body.ack || lease.expires <= Date.now()) return { status: 409, code: 'LEASE_LOST' }
    const { entries: leased, unsettled } = lease
    const at = leased.findIndex(({ id }) => id === body.upTo)
    if (body.upTo !== undefined && at === -1) return invalid('/upTo')
    const failed = (body.failed ?? []).map(({ id }) => id)
    if (failed.some((id) => !leased.some((entry) => entry.id === id))) return invalid('/failed')
    const onlyRenews = body.upTo === undefined && body.failed === undefined && body.renew !== undefined
    const covered = leased.slice(0, body.upTo === undefined ? leased.length : at + 1)
    const settled = onlyRenews ? [] : unsettled.filter((entry) => covered.includes(entry))
    park(settled, failed)
    lease.unsettled = unsettled.filter((entry) => !settled.includes(entry))
    if (body.renew !== undefined) lease.expires = Date.now() + body.renew * 1_000
    if (lease.unsettled.length === 0 || body.renew === 0) {
      ended.set(body.ack, JSON.stringify(body))
      lease = undefined
    }
    return { cursor: 'c', expires: lease === undefined ? null : new Date(lease.expires).toISOString() }
  }

  /** Settles events, but for those that failed and what is behind one in its lane. */
  function park(settled: readonly Entry[], failed: readonly string[]): void {
    const lanes = new Set<string>()
    for (const entry of settled) {
      const hasFailed = failed.includes(entry.id)
      if (hasFailed) entry.readyAt = Date.now() + LADDER_MS
      if (hasFailed || lanes.has(entry.lane)) lanes.add(entry.lane)
      else entries = entries.filter((one) => one !== entry)
    }
  }
}

function invalid(path: string): Fault {
  return { status: 400, code: 'VALIDATION_ERROR', details: { errors: [{ path, message: 'is invalid' }] } }
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown = {},
  headers: Record<string, string> = {}
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}
