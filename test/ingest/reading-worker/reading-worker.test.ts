import { fileURLToPath } from 'node:url'
import t from 'tap'
import { limitsWith } from '../../../bench/limits-with.ts'
import { channelsWith } from '../../../plugins/index.ts'
import { isProblem } from '../../../schemas/reading.ts'
import { createBodyReader } from '../../../src/ingest/body-reader.ts'
import { endpointsOf } from '../../../src/ingest/endpoints.ts'
import { createReadingWorker } from '../../../src/ingest/reading-worker/reading-worker.ts'
import { fitReading } from '../../../src/ledger/reading-data.ts'
import { API_TOKEN, buildTestApp } from '../../support/test-app.ts'
import hostile from './hostile-adapter.ts'

const FILE = fileURLToPath(new URL('./hostile-adapter.js', import.meta.url))
const PADDING = 'x'.repeat(200 * 1024)
const LONG_MS = 600_000

type Overrides = NonNullable<Parameters<typeof limitsWith>[0]>['reading']

/** Reads a body for the endpoint at a path, with a worker thread for large ones. */
function openReader(t: Pick<Test, 'teardown'>, overrides: Overrides = {}) {
  const limits = limitsWith({ reading: { deadlineMs: LONG_MS, ...overrides } })
  const endpoints = endpointsOf(channelsWith([hostile]))
  const errors: string[] = []
  const log = { error: (_fields: object, message: string) => void errors.push(message) }
  const worker = createReadingWorker({ adapters: [FILE], secrets: new Map([['PMS_SOURCES', ['opera']]]), limits, log })
  t.teardown(worker.close)
  const credentials = { secrets: (name: string) => (name === 'PMS_SOURCES' ? ['opera'] : []) }
  const [large, none] = [worker, undefined].map((one) =>
    createBodyReader({ credentials, limits: limits.reading, worker: one })
  )

  async function read(reader: typeof large, path: string, body: string | object) {
    const endpoint = endpoints.get(path)
    if (reader === undefined || endpoint === undefined) throw new Error(`${path} is no endpoint`)
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
    const contentType = path === '/webhooks/sms' ? 'application/x-www-form-urlencoded' : 'application/json'
    const content = { body: bytes, contentType }
    return reader.redactAndInterpret(endpoint, { path, content, headers: {}, query: undefined })
  }

  /** Reads a body whose delivery needs no memory afterwards. */
  async function readLarge(path: string, body: string | object) {
    const done = await read(large, path, body)
    done.release?.()
    return done
  }

  return {
    limits,
    errors,
    read: readLarge,
    readAndKeep: (path: string, body: string | object) => read(large, path, body),
    readAtOnce: (path: string, body: string | object) => read(none, path, body),
    /** The reply that a sender gets to a delivery that was stored. */
    async replyTo(path: string, body: object) {
      const [endpoint, done] = [endpoints.get(path), await readLarge(path, body)]
      if (endpoint === undefined) throw new Error(`${path} is no endpoint`)
      const content = { body: done.body, contentType: 'application/json', contentEncoding: undefined }
      const about = { deliveryId: 'd', reason: null, problems: [], events: [], verified: true }
      return large?.replyTo(endpoint, { path, content, read: done }, { ...about, outcome: 'accepted' })
    }
  }
}

type Test = Parameters<typeof buildTestApp>[0]

t.test('the reply to a large body is made of it, in the worker thread that can read it', async (t) => {
  const { errors, replyTo } = openReader(t)
  for (const padding of ['', PADDING]) {
    const made = await replyTo('/webhooks/pms/hostile', { mode: 'fine', padding })
    t.strictSame(made?.reply, { status: 200, contentType: 'text/plain', body: 'read: fine' })
  }
  // The usual reply stands in for one that cannot be made.
  const looping = await replyTo('/webhooks/pms/hostile', { mode: 7, padding: PADDING })
  t.equal(looping?.reply.status, 200)
  t.strictSame(errors, [])
})

t.test(
  'a worker thread finds the same in a body: bytes to store, readings, faults, defects, and replies',
  async (t) => {
    const { limits, read, readAtOnce } = openReader(t)
    const guest = { externalId: '1', source: 'opera', lastName: 'Roe' }
    const extra = Object.fromEntries(Array.from({ length: 40_000 }, (_, at) => [`field${at}`, at]))
    const message = (id: number) => ({
      id: `wamid.${id}`,
      from: `49151${1_000_000 + id}`,
      type: 'text',
      text: { body: 'é' }
    })
    const messages = [...Array.from({ length: 3_000 }, (_, at) => message(at)), ...Array(60_000).fill({})]
    const entry = [{ id: '1', changes: [{ field: 'messages', value: { messages } }] }]
    const bodies: [string, string | object][] = [
      ['/webhooks/pms/guests', { ...guest, comment: `4111 1111 1111 1111 ${PADDING}` }],
      ['/webhooks/pms/guests', { ...guest, ...extra }],
      ['/webhooks/pms/guests', { ...guest, lastName: 1, comment: PADDING }],
      ['/webhooks/pms/guests', { ...guest, source: 'other', comment: PADDING }],
      ['/webhooks/pms/guests', `{"a":${PADDING}`],
      ['/webhooks/pms/hostile', { mode: 'fine', padding: PADDING }],
      ['/webhooks/pms/hostile', { mode: 'throw', padding: PADDING }],
      ['/webhooks/whatsapp', { object: 'whatsapp_business_account', entry }],
      ['/webhooks/sms', `MessageSid=SM1&From=%2B4915112345678&To=%2B4915112345679&Body=${PADDING}`]
    ]
    for (const [path, body] of bodies) {
      const [one, other] = [await read(path, body), await readAtOnce(path, body)]
      const readings = other.interpretation.readings.map((reading) =>
        isProblem(reading) ? reading : fitReading(reading, limits.ledger)
      )
      const name = `${path} ${JSON.stringify(body).slice(0, 60)}`
      t.ok(one.body.equals(other.body), name)
      t.equal(JSON.stringify(one.interpretation.readings), JSON.stringify(readings), name)
      const { source, decided, fault, defect } = one.interpretation
      const expected = other.interpretation
      t.strictSame({ source, decided }, { source: expected.source, decided: expected.decided })
      t.strictSame([fault?.name, fault?.message], [expected.fault?.name, expected.fault?.message], name)
      t.strictSame(fault && { ...fault }, expected.fault && { ...expected.fault }, name)
      t.equal(defect instanceof Error, expected.defect instanceof Error, name)
    }
  }
)

t.test('a body whose reading does not end, or ends its thread, is quarantined, and the next one is read', async (t) => {
  const cases = [
    ['loop', { deadlineMs: 500 }, 'it takes more than 0.5 seconds'],
    ['exit', {}, 'its thread ended'],
    ['memory', { heapMebibytes: 64 }, 'it takes more than 64 MiB']
  ] as const
  for (const [mode, overrides, problem] of cases) {
    const { read, readAtOnce, errors } = openReader(t, overrides)
    const body = { mode, padding: `4111 1111 1111 1111 ${PADDING}` }
    const [one, small, next] = await Promise.all([
      read('/webhooks/pms/hostile', body),
      readAtOnce('/webhooks/pms/hostile', { mode: 'fine' }),
      mode === 'loop' ? undefined : read('/webhooks/pms/hostile', { mode: 'fine', padding: PADDING })
    ])
    t.strictSame(one.interpretation.readings, [{ path: '', problem, cause: 'reader_failed' }], mode)
    t.equal(one.interpretation.source, 'hostile')
    t.match(one.body.toString(), /"\*{4} \*{4} \*{4} 1111 x+"/, 'what is stored is redacted')
    t.strictSame(errors, [`a large body was not read: ${problem}`])
    for (const other of [small, next]) if (other) t.equal(other.interpretation.readings.length, 1)
  }
})

t.test('bodies that are full of escapes do not end the process', async (t) => {
  const { read, errors } = openReader(t)
  const bodies = [`["${'[\\'.repeat(1_396_000)}`, `["${'\\u0041'.repeat(698_000)}`, `["${'\\u0041'.repeat(698_000)}"]`]
  for (const body of bodies) {
    const { interpretation } = await read('/webhooks/pms/guests', body)
    t.notSame(interpretation.readings, [{ path: '', problem: 'its thread ended', cause: 'reader_failed' }])
  }
  t.strictSame(errors, [])
})

t.test('a large body waits until enough of those before it are stored', async (t) => {
  const { readAndKeep } = openReader(t, { largeBytes: PADDING.length * 2.5 })
  const order: string[] = []
  const reading = ['first', 'second', 'third', 'fourth'].map(async (mode) => {
    const { release } = await readAndKeep('/webhooks/pms/hostile', { mode, padding: PADDING })
    order.push(mode)
    return release
  })
  const [first] = await Promise.all(reading.slice(0, 2))
  await readAndKeep('/webhooks/pms/hostile', { mode: 'small' })
  t.strictSame(order, ['first', 'second'])
  first?.()
  const third = await reading[2]
  t.strictSame(order, ['first', 'second', 'third'])
  third?.()
  await reading[3]
})

t.test('readings that are too large together are not taken', async (t) => {
  const { read } = openReader(t, { resultBytes: 1024 * 1024 })
  const { interpretation } = await read('/webhooks/pms/hostile', { mode: 'many', padding: PADDING })
  const problem = 'its readings take more than 1 MiB'
  t.strictSame(interpretation.readings, [{ path: '', problem, cause: 'reader_failed' }])
})

t.test('when too many large bodies wait, a further one gets a 503, and small ones do not wait', async (t) => {
  const secret = 'test_hostile_secret_0123'
  const reading = { queuedBodies: 1, deadlineMs: LONG_MS }
  const limits = { reading, ledger: { acknowledgeMs: LONG_MS } }
  const files = { adapters: [hostile], adapterFiles: [FILE] }
  const app = await buildTestApp(t, { HOSTILE_WEBHOOK_SECRET: secret }, { ...files, limits })
  const order: string[] = []
  async function send(name: string, padding: string) {
    const headers = { 'content-type': 'application/json', 'x-webhook-secret': secret }
    const reply = await app.post('/webhooks/pms/hostile', JSON.stringify({ mode: name, padding }), headers)
    order.push(name)
    return [reply.statusCode, reply.payload.slice(0, 20)]
  }
  t.strictSame(
    await Promise.all([send('first', PADDING), send('second', PADDING), send('third', PADDING), send('small', '')]),
    [
      [200, 'read: first'],
      [200, 'read: second'],
      [503, '{"error":{"code":"OV'],
      [200, 'read: small']
    ]
  )
  t.strictSame(order.slice(-2), ['first', 'second'])
  const deliveries = await app.deliveries()
  t.strictSame(
    deliveries.map(({ outcome }) => outcome),
    ['accepted', 'accepted', 'accepted']
  )
  const [large] = deliveries.filter(({ bytes }) => bytes > 1_000)
  const headers = { authorization: `Bearer ${API_TOKEN}` }
  const replayed = await app.app.inject({ method: 'POST', url: `/api/deliveries/${large?.id}/replay`, headers })
  t.equal(replayed.statusCode, 200)
  t.equal(replayed.json().changes[0].kind, 'unchanged')
})
