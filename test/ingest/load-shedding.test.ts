import t from 'tap'
import { read } from '../observability/series.ts'
import { type Message, sms, whatsapp } from '../operations/messages.ts'
import { heldLedger } from '../support/held-ledger.ts'
import { answersIn, listenOnPort, openRaw, type RawConnection } from '../support/raw-http.ts'
import { API_TOKEN, buildTestApp, SECRETS } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const PUBLIC_URL = 'https://gw.example.test'
const MiB = 1024 * 1024
const STRANGER = '127.0.0.2'

t.test('past the bound of requests the answer is a 503, and SMS is refused last', async (t) => {
  const { makeLedger, release } = heldLedger()
  const app = await buildTestApp(t, SECRETS, { makeLedger, limits: { http: { requests: 8 } } })
  const port = await listenOnPort(app)
  const held = Array.from({ length: 6 }, (_, n) => post(port, whatsapp(`n${n}`)))
  await until(async () => (await post(port, whatsapp('probe'))).status === 503, 'refusal')

  const refused = await post(port, whatsapp('late'))
  t.equal(refused.headers.get('retry-after'), '5')
  t.equal(refused.headers.get('x-content-type-options'), 'nosniff')
  t.equal(await codeOf(refused), 'OVERLOADED')
  const last = [post(port, sms('one', PUBLIC_URL)), post(port, sms('two', PUBLIC_URL))]
  await until(async () => (await post(port, sms('late', PUBLIC_URL))).status === 503, 'refusal of SMS')

  release()
  for (const answer of await Promise.all([...held, ...last])) t.equal(answer.status, 200)
  t.equal((await post(port, whatsapp('late'))).status, 200, 'there is room again')
})

t.test('2,000 proven senders of one address are all served', async (t) => {
  const { makeLedger, release } = heldLedger()
  const app = await buildTestApp(t, SECRETS, { makeLedger })
  const port = await listenOnPort(app)
  const senders: RawConnection[] = []
  for (let n = 0; n < 2_000; n++) senders.push(await openRaw(t, port))
  for (const [n, { socket }] of senders.entries()) socket.write(bytesOf(sms(`n${n}`, PUBLIC_URL)))
  await until(async () => (await read(app))('bellhook_queue_deliveries') !== undefined, 'gateway')
  release()
  await until(() => senders.every(({ received }) => answersIn(received()).length === 1), 'answer to each')
  t.ok(senders.every(({ received }) => answersIn(received())[0]?.status === 200))
  for (const reason of ['connections', 'body_share', 'failures']) {
    t.equal((await read(app))(`bellhook_early_refused_total{reason="${reason}"}`), 0, reason)
  }
})

t.test(
  'bodies that stand still are refused, and never the requests of others, behind the same address or not',
  async (t) => {
    const app = await buildTestApp(t, SECRETS)
    const port = await listenOnPort(app)
    const stalled: RawConnection[] = []
    for (let n = 0; n < 6; n++) stalled.push(await stall(t, port, 4 * MiB))
    for (const from of ['127.0.0.1', STRANGER]) {
      for (const message of [whatsapp(`small ${from}`), whatsapp(`large ${from}`, 3_000_000), sms(from, PUBLIC_URL)]) {
        const { received } = await openRaw(t, port, bytesOf(message), from)
        await until(() => answersIn(received()).length === 1, 'answer')
        t.equal(answersIn(received())[0]?.status, 200, `${from} ${message.url}`)
      }
    }
    await until(() => stalled.filter(({ received }) => received() !== '').length >= 5, 'refusal of the oldest')
    const [first] = answersIn(stalled[0]?.received() ?? '')
    t.equal(first?.status, 503)
    t.equal(first?.headers['retry-after'], '5')
    t.equal(first?.headers['connection'], 'close')
    t.ok(Number((await read(app))('bellhook_early_refused_total{reason="body_share"}')) >= 5)
  }
)

t.test('without shares, one address can keep all others out', async (t) => {
  const app = await buildTestApp(t, SECRETS, {
    limits: { addresses: { share: Number.POSITIVE_INFINITY }, http: { bodiesBytes: 24 * MiB } }
  })
  const port = await listenOnPort(app)
  const stalled: RawConnection[] = []
  for (let n = 0; n < 4; n++) stalled.push(await stall(t, port, 4 * MiB))
  t.strictSame(
    stalled.map(({ received }) => received()),
    Array(4).fill('')
  )
})

t.test('a body that stands still is ended with a 408', async (t) => {
  const app = await buildTestApp(t, SECRETS, { limits: { http: { bodyPeriodMs: 500 } } })
  const { received, closed } = await stall(t, await listenOnPort(app), MiB)
  await closed
  const [answer] = answersIn(received())
  t.equal(answer?.status, 408)
  t.equal(answer?.headers['connection'], 'close')
  t.equal((await read(app))('bellhook_early_refused_total{reason="body_rate"}'), 1)
})

t.test('an address that keeps failing gets 429 unread, but for SMS, and until it has proven itself', async (t) => {
  const app = await buildTestApp(t, SECRETS, { limits: { addresses: { failuresPerMinute: 5 } } })
  const port = await listenOnPort(app)
  const forged = { ...whatsapp('forged'), headers: { 'x-hub-signature-256': 'sha256=0' } }
  const statuses = await inTurn(7, () => post(port, forged))
  t.strictSame(statuses, [401, 401, 401, 401, 401, 429, 429])

  const refused = await post(port, forged)
  const seconds = Number(refused.headers.get('retry-after'))
  t.ok(seconds > 0 && seconds <= 60, `${seconds} s`)
  t.equal(await codeOf(refused), 'TOO_MANY_FAILURES')
  const unread = await openRaw(t, port, `POST /webhooks/whatsapp HTTP/1.1\r\nhost: x\r\ncontent-length: ${MiB}\r\n\r\n`)
  await unread.closed
  t.equal(answersIn(unread.received())[0]?.status, 429, 'not a byte of the body was sent')
  const asked = await openRaw(
    t,
    port,
    'POST /webhooks/pms/guests HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n'
  )
  await asked.closed
  t.strictSame(
    answersIn(asked.received()).map(({ status }) => status),
    [429]
  )

  const other = await openRaw(t, port, bytesOf(forged), STRANGER)
  await until(() => answersIn(other.received()).length === 1, 'answer')
  t.equal(answersIn(other.received())[0]?.status, 401, 'another address is not concerned')

  t.equal((await post(port, { ...sms('forged', PUBLIC_URL), headers: {} })).status, 401)
  t.equal((await post(port, sms('one', PUBLIC_URL))).status, 200)
  t.equal((await post(port, whatsapp('one'))).status, 200, 'the address is proven now')
  t.strictSame(await inTurn(10, () => post(port, forged)), Array(10).fill(401))
})

t.test('failed handshakes count, and a replay inside the gateway is never refused', async (t) => {
  const app = await buildTestApp(t, SECRETS, { limits: { addresses: { failuresPerMinute: 5 } } })
  const port = await listenOnPort(app)
  const { url, body: payload, headers: signed } = whatsapp('one')
  await app.app.inject({ method: 'POST', url, payload, headers: signed, remoteAddress: '192.0.2.1' })
  const [{ id } = { id: '' }] = await app.deliveries()
  const handshake = `http://127.0.0.1:${port}/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=guess&hub.challenge=1`
  t.strictSame(await inTurn(6, () => fetch(handshake)), [403, 403, 403, 403, 403, 429])
  const headers = { authorization: `Bearer ${API_TOKEN}` }
  const replay = await app.app.inject({ method: 'POST', url: `/api/deliveries/${id}/replay`, headers })
  t.equal(replay.statusCode, 200)
})

t.test('behind a trusted proxy the forwarded address counts, else the proxy does', async (t) => {
  const forged = whatsapp('forged')
  const from = (address: string): Message => ({ ...forged, headers: { 'x-forwarded-for': address } })
  const limits = { addresses: { failuresPerMinute: 2 } }
  const trusting = await listenOnPort(await buildTestApp(t, { ...SECRETS, TRUST_PROXY: '127.0.0.1' }, { limits }))
  t.strictSame(await inTurn(3, () => post(trusting, from('2001:db8::1'))), [401, 401, 429])
  t.equal((await post(trusting, from('2001:db8::2'))).status, 429, 'the same network')
  t.equal((await post(trusting, from('2001:db8:0:1::1'))).status, 401)
  const plain = await listenOnPort(await buildTestApp(t, SECRETS, { limits }))
  t.strictSame(await inTurn(2, () => post(plain, from('198.51.100.1'))), [401, 401])
  t.equal((await post(plain, from('198.51.100.2'))).status, 429)
})

t.test('requests behind others of a connection that breaks are over with it', async (t) => {
  const { makeLedger, release } = heldLedger()
  const app = await buildTestApp(t, SECRETS, { makeLedger, limits: { http: { requests: 100 } } })
  const port = await listenOnPort(app)
  for (let n = 0; n < 20; n++) {
    const { socket } = await openRaw(
      t,
      port,
      Array(20)
        .fill(bytesOf(sms(`n${n}`, PUBLIC_URL)))
        .join('')
    )
    await until(async () => Number((await read(app))('process_resident_memory_bytes')) > 0, 'turn')
    socket.resetAndDestroy()
  }
  release()
  await until(async () => (await post(port, sms('late', PUBLIC_URL))).status === 200, 'room')
  // It would wait for each request that has no answer yet.
  await app.app.close()
})

/** A body that stops one byte before its end. */
async function stall(t: Parameters<typeof openRaw>[0], port: number, length: number): Promise<RawConnection> {
  const head = `POST /webhooks/whatsapp HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`
  const connection = await openRaw(t, port, head)
  await new Promise<void>((resolve) => connection.socket.write(Buffer.alloc(length - 1), () => resolve()))
  return connection
}

function post(port: number, { url, body, headers }: Message): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${url}`, { method: 'POST', body, headers })
}

async function codeOf(answer: Response): Promise<string> {
  const { error } = JSON.parse(await answer.text())
  return error.code
}

async function inTurn(times: number, ask: () => Promise<Response>): Promise<number[]> {
  const statuses: number[] = []
  for (let n = 0; n < times; n++) {
    const answer = await ask()
    await answer.arrayBuffer()
    statuses.push(answer.status)
  }
  return statuses
}

function bytesOf({ url, body, headers }: Message): string {
  const lines = Object.entries({ host: 'x', ...headers, 'content-length': Buffer.byteLength(body) })
  return `POST ${url} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
}
