import { createHmac, randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { readBody } from '../../src/ingest/read-body.ts'
import { read } from '../observability/series.ts'
import { answersIn, converse, listenOnPort, openRaw, tinyChunks } from '../support/raw-http.ts'
import { buildTestApp, SECRETS } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const CHUNKED = 'POST /webhooks/whatsapp HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n'

t.test('a body of one-byte chunks takes a small multiple of its bytes', async (t) => {
  for (const length of [1, 1_000, 16_384, 100_000]) {
    const { bytes, grown } = await readWith(
      length,
      Array.from({ length }, () => Buffer.from('a'))
    )
    t.equal(bytes, length)
    t.ok(grown <= Math.max(4_096, 2 * length), `${grown} bytes for ${length}`)
  }
})

t.test('a body that comes at once takes its bytes, and what is announced takes nothing', async (t) => {
  t.strictSame(await readWith(1_000, [Buffer.alloc(1_000)], 1_000), { bytes: 1_000, grown: 1_000 })
  const { grown } = await readWith(4_000_000, [Buffer.alloc(10)], 4_000_000)
  t.equal(grown, 4_096)
})

t.test('a signed body is kept byte for byte, however it is cut', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const port = await listenOnPort(app)
  for (const [length, size] of [
    [3_000, 1],
    [100_000, 64],
    [3_000_000, 4_096]
  ] as const) {
    const text = randomBytes(length).toString('base64').slice(0, length)
    const body = Buffer.from(`{"object":"x","entry":[],"more":"${text}"}`)
    const signature = createHmac('sha256', SECRETS.WHATSAPP_APP_SECRET).update(body).digest('hex')
    const head = `${CHUNKED}x-hub-signature-256: sha256=${signature}\r\nconnection: close\r\n\r\n`
    const [answer] = await converse(t, port, Buffer.concat([Buffer.from(head), chunked(body, size)]))
    t.equal(answer?.status, 200, `${size}`)
    const [last] = (await app.deliveries()).slice(-1)
    const raw = await app.get(`/api/deliveries/${last?.id}/raw`)
    t.ok(raw.rawPayload.equals(body), `${size}`)
  }
})

t.test('an endless body of tiny chunks is refused early', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const port = await listenOnPort(app)
  const [answer] = await converse(t, port, `${CHUNKED}\r\n${tinyChunks(40_000)}`)
  t.equal(answer?.status, 413)
  t.equal(JSON.parse(answer?.body ?? '').error.code, 'BODY_TOO_LARGE')
  t.equal((await read(app))('bellhook_early_refused_total{reason="body_chunks"}'), 1)

  const unlimited = await buildTestApp(t, SECRETS, { limits: { http: { bodyChunks: Number.POSITIVE_INFINITY } } })
  const { received } = await openRaw(t, await listenOnPort(unlimited), `${CHUNKED}\r\n${tinyChunks(40_000)}0\r\n\r\n`)
  await until(() => answersIn(received()).length === 1, 'answer')
  t.equal(answersIn(received())[0]?.status, 401, 'switched off, it is read to its end')
})

t.test('a body that turns out to be too large is refused, and the connection ends', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const port = await listenOnPort(app)
  const body = chunked(Buffer.alloc(5 * 1024 * 1024, 'a'), 65_536)
  const [answer] = await converse(t, port, Buffer.concat([Buffer.from(`${CHUNKED}\r\n`), body]))
  t.equal(answer?.status, 413)
  t.equal(answer?.headers['connection'], 'close')
})

/** Reads chunks, and says how many bytes came and how large the buffer got, as far as it was counted. */
async function readWith(limit: number, chunks: readonly Buffer[], announced?: number) {
  const payload = new PassThrough()
  let grown = 0
  let resolve = (_: { bytes: number; grown: number }) => {}
  const done = new Promise<{ bytes: number; grown: number }>((settle) => {
    resolve = settle
  })
  const account = { grow: (bytes: number) => (grown += bytes), received() {}, finish() {}, release() {} }
  const request = {
    routeOptions: { bodyLimit: limit },
    raw: { headers: announced === undefined ? {} : { 'content-length': String(announced) } },
    sender: { proven() {}, openBody: () => account }
  }
  // Only these parts of a request are read.
  readBody(request as unknown as FastifyRequest, payload, (_error, body) =>
    resolve({ bytes: body?.length ?? 0, grown })
  )
  for (const chunk of chunks) payload.write(chunk)
  payload.end()
  return done
}

function chunked(body: Buffer, size: number): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size)
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}
