import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import {
  BellhookError,
  type ConsumeOptions,
  createClient,
  type EventHandler,
  type Worker
} from '../../client/client.ts'
import { type StandIn, startStandIn, TOKEN } from '../support/consumer-stand-in.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { until } from '../support/until.ts'

t.test('events are handled in order and acknowledged, and the worker waits for more', async (t) => {
  const gateway = await startStandIn(t)
  gateway.add('anna', 'a1', 'a2')
  const { seen, handler } = recording()
  const options = { from: 'start', shards: 1, types: ['message.*', 'guest.deleted'], property: 'old-mill', limit: 50 }
  start(t, gateway, handler, options)
  await until(() => gateway.open().length === 0, 'all is settled')
  gateway.add('ben', 'b1')
  await until(() => gateway.open().length === 0, 'all is settled')
  t.strictSame(seen, ['a1 1', 'a2 1', 'b1 1'])
  t.strictSame(gateway.acks.map(withoutToken), [{}, {}])
  t.equal(
    gateway.asked[0],
    'from=start&shards=1&property=old-mill&limit=50&type=message.*%2Cguest.deleted&lease=30&wait=20'
  )
})

t.test('an event whose handler throws is failed with the reason, and holds back its lane only', async (t) => {
  const gateway = await startStandIn(t)
  gateway.add('anna', 'a1', 'a2')
  gateway.add('ben', 'b1')
  gateway.add('anna', 'a3')
  const { seen, handler } = recording((id, attempt) => {
    if (id === 'a2' && attempt === 1) throw new Error('the printer is out of paper')
  })
  start(t, gateway, handler)
  await until(() => gateway.open().length === 0, 'all is settled')
  t.strictSame(seen, ['a1 1', 'a2 1', 'b1 2', 'a2 2', 'a3 2'], 'a3 waited behind a2')
  const failed = [{ id: 'a2', reason: 'the printer is out of paper' }]
  t.strictSame(gateway.acks.map(withoutToken), [{ upTo: 'a2', failed, renew: 0 }, {}, {}])
})

t.test('whatever a handler throws is a reason', async (t) => {
  const gateway = await startStandIn(t)
  const thrown: unknown[] = ['a text', new Error(''), undefined, Object.create(null), 'x'.repeat(2_000)]
  gateway.add('anna', 'a1')
  start(t, gateway, () => {
    if (thrown.length > 0) throw thrown.shift()
  })
  await until(() => gateway.open().length === 0, 'all is settled')
  const reasons = gateway.acks.flatMap(({ failed }) => Object(failed)[0]?.reason ?? [])
  const other = 'the handler failed'
  t.strictSame(reasons, ['a text', other, other, other, 'x'.repeat(1_000)])
})

t.test('the lease is renewed while a handler runs, and a renewal acknowledges what was handled', async (t) => {
  const gateway = await startStandIn(t)
  gateway.add('anna', 'a1', 'a2')
  const { seen, handler } = recording((id) => (id === 'a2' ? sleep(2_500) : undefined))
  start(t, gateway, handler, { lease: 1 })
  await until(() => gateway.open().length === 0, 'all is settled')
  t.strictSame(seen, ['a1 1', 'a2 1'], 'nothing was handed out twice in 2.5 leases')
  t.ok(gateway.acks.length >= 5, 'three renewals in each lease')
  const [first, ...others] = gateway.acks.map(withoutToken)
  t.strictSame(first, { upTo: 'a1', renew: 1 })
  t.strictSame(others.pop(), {})
  for (const body of others) t.strictSame(body, { renew: 1 })
})

t.test('stop waits for the handler, acknowledges what was handled, and gives back the rest', async (t) => {
  const gateway = await startStandIn(t)
  gateway.add('anna', 'a1', 'a2', 'a3')
  const release = new EventTarget()
  const { seen, handler } = recording((id) => (id === 'a2' ? once(release, 'go') : undefined))
  const worker = start(t, gateway, handler)
  await until(() => seen.length === 2, 'the second handler runs')
  let stopped = false
  const stopping = worker.stop().then(() => {
    stopped = true
  })
  await sleep(100)
  t.notOk(stopped, 'the handler still runs')
  release.dispatchEvent(new Event('go'))
  await Promise.all([stopping, worker.done, worker.stop()])
  t.strictSame(gateway.acks.map(withoutToken), [{ upTo: 'a2', renew: 0 }])
  t.strictSame(gateway.open(), ['a3'])
  const next = recording()
  start(t, gateway, next.handler)
  await until(() => gateway.open().length === 0, 'the next worker has the lease at once')
  t.strictSame(next.seen, ['a3 2'])
})

t.test(
  'stop ends a worker that waits, one that handled everything, and one that never reached the gateway',
  async (t) => {
    const gateway = await startStandIn(t)
    const waiting = start(t, gateway, () => undefined)
    await until(() => gateway.asked.length === 1, 'it asks')
    await waiting.stop()
    const early = start(t, gateway, () => undefined)
    await early.stop()
    gateway.add('anna', 'a1')
    const last = recording()
    const worker = start(t, gateway, async (event, context) => {
      await last.handler(event, context)
      void worker.stop()
    })
    await worker.done
    t.strictSame(gateway.acks.map(withoutToken), [{}], 'nothing is given back when all was handled')
    const away = createClient({ url: 'http://127.0.0.1:1', token: TOKEN }).consume('butler', () => undefined)
    await away.stop()
  }
)

t.test('events that are handed out to a worker that has stopped are given back', async (t) => {
  const gateway = await startStandIn(t)
  gateway.add('anna', 'a1', 'a2')
  const worker = start(t, gateway, () => t.fail('it has stopped'))
  const { json } = Response.prototype
  t.teardown(() => Object.assign(Response.prototype, { json }))
  // The headers have come, and the body is still to be read.
  Response.prototype.json = function () {
    void worker.stop()
    return json.call(this)
  }
  await worker.done
  t.strictSame(gateway.acks.map(withoutToken), [{ renew: 0 }])
  t.strictSame(gateway.open(), ['a1', 'a2'])
})

t.test('a worker that loses its lease aborts the signal, leaves the rest, and goes on', async (t) => {
  const gateway = await startStandIn(t)
  gateway.add('anna', 'a1', 'a2')
  let aborted = 0
  const { seen, handler } = recording(async (_id, _attempt, signal) => {
    if (aborted > 0) return
    gateway.endLease()
    await once(signal, 'abort')
    aborted += 1
  })
  start(t, gateway, handler, { lease: 1 })
  await until(() => gateway.open().length === 0, 'all is settled')
  t.strictSame(seen, ['a1 1', 'a1 2', 'a2 2'])
  t.equal(aborted, 1)
})

t.test('a lease that cannot be renewed in time is lost', async (t) => {
  const gateway = await startStandIn(t)
  gateway.add('anna', 'a1', 'a2')
  const { seen, handler } = recording(async (_id, attempt, signal) => {
    if (attempt > 1) return
    gateway.fail('ack', ...Array<'destroyed'>(9).fill('destroyed'))
    await once(signal, 'abort')
    gateway.fail('ack')
  })
  start(t, gateway, handler, { lease: 1 })
  await until(() => gateway.open().length === 0, 'all is settled')
  t.strictSame(seen, ['a1 1', 'a1 2', 'a2 2'])
})

t.test('a consumer that was deleted is made again by the next request', async (t) => {
  const gateway = await startStandIn(t)
  gateway.add('anna', 'a1')
  gateway.deleted = true
  start(t, gateway, () => undefined)
  await until(() => gateway.acks.length === 1, 'it acknowledges')
  gateway.deleted = false
  gateway.endLease()
  await until(() => gateway.open().length === 0, 'all is settled')
})

t.test('done rejects when another try cannot help', async (t) => {
  const gateway = await startStandIn(t)
  const wrongToken = createClient({ url: gateway.url, token: 'wrong' }).consume('butler', () => undefined)
  const unauthorized = await wrongToken.done.catch((error: unknown) => error)
  t.ok(unauthorized instanceof BellhookError)
  matchExactly(t, unauthorized, { status: 401, code: 'UNAUTHORIZED' })
  await wrongToken.stop()

  const invalid = start(t, gateway, () => undefined, { limit: 0 })
  matchExactly(t, await invalid.done.catch((error: unknown) => error), {
    status: 400,
    code: 'VALIDATION_ERROR',
    details: { errors: [{ path: '/limit', message: 'is invalid' }] }
  })
  for (const status of [403, 410]) {
    gateway.fail('events', { status })
    matchExactly(t, await start(t, gateway, () => undefined).done.catch((error: unknown) => error), { status })
  }
})

t.test('done rejects when an acknowledgement or a renewal is refused', async (t) => {
  for (const wait of [0, 600]) {
    const gateway = await startStandIn(t)
    gateway.add('anna', 'a1')
    gateway.fail('ack', { status: 401 })
    const worker = start(t, gateway, () => sleep(wait), { lease: 1 })
    matchExactly(t, await worker.done.catch((error: unknown) => error), { status: 401 })
    t.equal(gateway.asked.length, 1)
  }
})

t.test('everything else is tried again', async (t) => {
  const gateway = await startStandIn(t)
  gateway.fail('events', 'destroyed', { status: 503, headers: { 'retry-after': '1' } }, { status: 404 })
  gateway.fail('ack', { status: 500 }, 'lost')
  gateway.add('anna', 'a1')
  const { seen, handler } = recording()
  start(t, gateway, handler)
  await until(() => gateway.open().length === 0 && gateway.acks.length === 3, 'all is settled')
  t.strictSame(seen, ['a1 1'], 'the same acknowledgement was sent until it was answered')
  t.strictSame(gateway.acks.map(withoutToken), [{}, {}, {}])
})

t.test('a worker that gets no shard asks once in a second', async (t) => {
  const gateway = await startStandIn(t)
  gateway.add('anna', 'a1')
  const release = new EventTarget()
  const first = start(t, gateway, () => once(release, 'go'))
  await until(() => gateway.asked.length === 1, 'the first has the shard')
  const second = start(t, gateway, () => undefined)
  await sleep(1_500)
  t.ok(gateway.asked.length <= 3, `${gateway.asked.length} requests`)
  release.dispatchEvent(new Event('go'))
  await Promise.all([first.stop(), second.stop()])
})

function start(t: Test, { url }: StandIn, handler: EventHandler, options?: ConsumeOptions): Worker {
  const worker = createClient({ url, token: TOKEN }).consume('butler', handler, options)
  t.teardown(() => worker.stop())
  return worker
}

/** Notes each event with its attempt before it is handled. */
function recording(handle: (id: string, attempt: number, signal: AbortSignal) => unknown = () => undefined) {
  const seen: string[] = []
  const handler: EventHandler = async ({ id }, { attempt, signal }) => {
    seen.push(`${id} ${attempt}`)
    await handle(id, attempt, signal)
  }
  return { seen, handler }
}

function withoutToken({ ack: _ack, ...body }: Record<string, unknown>): Record<string, unknown> {
  return body
}
