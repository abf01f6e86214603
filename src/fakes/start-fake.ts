import { answerControl, isControl } from './control.ts'
import { createFailures, type Failure, PLAIN_FAILURES } from './failures.ts'
import type { Fake, FakeCall, FakeOptions } from './fake.ts'
import { type Answer, startFakeServer } from './fake-server.ts'
import { postWebhook } from './post-webhook.ts'
import { createRecords } from './records.ts'
import type { FakeReply, FakeRequest, Vendor, World } from './vendor.ts'
import { type FakeSource, VENDORS } from './vendors.ts'

const MOST_CALLS = 100_000

/** Starts a fake of a vendor's API on loopback. It refuses what the vendor refuses. */
export async function startFake(source: FakeSource, options: FakeOptions = {}): Promise<Fake> {
  const { port = 0, seed = true, lagMs = 0, latencyMs = 0, now = Date.now } = options
  const failures = createFailures()
  const calls: FakeCall[] = []
  const records = createRecords(now, lagMs)
  const hooks = { url: options.webhookUrl, enabled: true }
  let clockOffset = 0
  let edits = 0
  let inFlight = 0
  let origin = ''
  const world: World = {
    now: () => now() + clockOffset,
    monotonic: now,
    records,
    origin: () => origin,
    webhookUrl: () => hooks.url,
    inFlight: () => inFlight,
    post: postWebhook
  }
  const vendor = VENDORS[source](world)
  const server = await startFakeServer(port, async (request) => {
    if (isControl(request)) return answerControl(fake, request)
    inFlight += 1
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs))
    const reply = await answerOf(vendor, request, failures.next(request)).finally(() => {
      inFlight -= 1
    })
    const { method, path, query, body } = request
    const status = typeof reply === 'string' ? 0 : reply.status
    calls.push({ at: now(), method, path, query: query.toString(), body, status })
    if (calls.length > MOST_CALLS) calls.shift()
    if (typeof reply === 'string') return reply
    return { ...reply, headers: { date: new Date(world.now()).toUTCString(), ...reply.headers } }
  })
  origin = server.url
  if (seed) vendor.seed()

  const fake: Fake = {
    source,
    url: server.url,
    settings: { [`${source.toUpperCase()}_API_URL`]: server.url, ...vendor.credentials },
    calls,
    records,
    refusals: () => calls.filter(({ status }) => status === 429),
    put(kind, record, { touch = true } = {}) {
      const id = vendor.idOf(kind, record)
      records.put(kind, id, touch ? vendor.touched(kind, record) : record)
      return id
    },
    async edit(given) {
      const kind = vendor.mainKind
      const record = given === undefined ? records.all(kind).at(-1) : records.latest(kind, given)
      if (record === undefined) throw new Error(`the fake has no ${kind.slice(0, -1)} ${given ?? 'at all'}`)
      edits += 1
      const id = fake.put(kind, vendor.edit(record, edits))
      return { id, statuses: hooks.enabled ? await fake.announce(kind, id) : [] }
    },
    announce(kind, id, change = 'changed') {
      const record = records.latest(kind, id) ?? {}
      return Promise.all(vendor.webhooks(kind, record, change).map(postWebhook))
    },
    record: (kind, id) => records.latest(kind, id),
    forget: (kind, id) => records.forget(kind, id),
    setWebhooks({ url = hooks.url, enabled = hooks.enabled }) {
      Object.assign(hooks, { url, enabled })
    },
    fail: (failure, rule = {}) => failures.add({ ...rule, failure }),
    heal: () => failures.heal(),
    expireTokens: () => vendor.expireTokens(),
    setClockOffset(ms) {
      clockOffset = ms
    },
    async close() {
      await vendor.close?.()
      await server.close()
    }
  }
  return fake
}

async function answerOf(vendor: Vendor, request: FakeRequest, failure: Failure | undefined): Promise<Answer> {
  if (failure === undefined) return vendor.answer(request)
  if (failure === 'down' || failure === 'silent') return failure
  if (failure === 'half_json') return halved(await vendor.answer(request))
  const plain = PLAIN_FAILURES[failure]
  if (plain !== undefined) return plain
  // The failures that are left are the vendor's own.
  return vendor.fault(failure as Parameters<Vendor['fault']>[0])
}

function halved({ status, headers = {}, body }: FakeReply): FakeReply {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? {})
  const half = text.slice(0, Math.ceil(text.length / 2))
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: half }
}
