import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../src/config/limits.ts'
import { withGateway } from './gateway.ts'
import { type Report, type Say, tally } from './report.ts'
import { ROUTES, signed } from './routes.ts'

/** Milliseconds. */
export interface Limits {
  headers: number
  request: number
  silence: number
}

const REAL: Limits = {
  headers: LIMITS.http.headersMs,
  request: LIMITS.http.requestMs,
  silence: LIMITS.http.silenceMs
}
const SLACK_MS = 8_000
const DRIP_MS = 250
const ORDINARY = 200
const WORST_P99_MS = 1_000

const HEAD = 'POST /webhooks/sms HTTP/1.1\r\nhost: gw.example.test\r\n'

/** What a slow client begins with, and then adds from time to time; and which limit ends it. */
const SLOW: readonly (readonly [kind: string, begin: string, drip: string, limit: keyof Limits])[] = [
  ['silent', '', '', 'headers'],
  ['slow headers', HEAD, 'x-a: b\r\n', 'headers'],
  ['a dripping body', `${HEAD}content-length: 60000\r\n\r\n`, 'a', 'request'],
  ['dripping chunks', `${HEAD}transfer-encoding: chunked\r\n\r\n`, '1\r\na\r\n', 'request']
]

/**
 * So many slow clients change nothing for the others, and each is ended within its limit. With short limits, as in a test on a
 * machine that has other things to do, it checks the answers and not their times.
 */
export async function sockets(size: number, say: Say, short?: Limits): Promise<Report> {
  const isTimed = short === undefined
  const failures: string[] = []
  const { add, counts } = tally()
  await withGateway(async ({ app }) => {
    const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    if (short) {
      Object.assign(app.server, { headersTimeout: short.headers, requestTimeout: short.request })
      app.server.setTimeout(short.silence)
    }

    const before = await ordinary(url.origin, 'before')
    const slow = Array.from({ length: size }, (_, n) => slowSocket(Number(url.port), n % SLOW.length))
    await sleep(DRIP_MS)
    const during = await ordinary(url.origin, 'during')
    for (const { statuses, p99 } of [before, during]) {
      for (const status of statuses) if (status !== 200) failures.push(`an ordinary request was answered ${status}`)
      if (isTimed && p99 > WORST_P99_MS) failures.push(`an ordinary request took ${p99} ms`)
    }
    add('p99 of ordinary requests without slow sockets, ms', before.p99)
    add('p99 of ordinary requests beside slow sockets, ms', during.p99)
    for (const { kind, limit, took, answer } of await Promise.all(slow)) {
      add(`${kind}: ${answer || 'closed'}`)
      if (!/^(HTTP\/1.1 408.*)?$/.test(answer)) failures.push(`${kind} was answered ${answer}`)
      if (isTimed && took > REAL[limit] + SLACK_MS) failures.push(`${kind} was open for ${Math.round(took)} ms`)
    }
    say(`sockets: ${size} slow ones are closed`)
  })
  return { failures, counts: counts() }
}

async function slowSocket(port: number, at: number) {
  const [kind, begin, drip, limit] = SLOW[at] ?? ['', '', '', 'headers']
  const began = performance.now()
  const socket = connect(port, '127.0.0.1', () => socket.write(begin))
  // Before it is connected, a drip would come ahead of what it begins with.
  const dripping = setInterval(
    () => drip !== '' && !socket.connecting && socket.writable && socket.write(drip),
    DRIP_MS
  )
  let text = ''
  socket.on('data', (chunk) => (text += chunk))
  // It is closed while it is still dripping.
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.on('close', resolve))
  clearInterval(dripping)
  return { kind, limit, took: performance.now() - began, answer: text.split('\r\n', 1)[0] ?? '' }
}

async function ordinary(origin: string, name: string): Promise<{ statuses: number[]; p99: number }> {
  const results: { status: number; took: number }[] = []
  for (let n = 0; n < ORDINARY; n++) {
    const [body = ''] = ROUTES.sms.samples(`${name}${n}`)
    const { url, headers } = signed(ROUTES.sms, body)
    const began = performance.now()
    const reply = await fetch(origin + url, { method: 'POST', headers, body })
    await reply.arrayBuffer()
    results.push({ status: reply.status, took: performance.now() - began })
  }
  const times = results.map(({ took }) => took).sort((one, other) => one - other)
  return { statuses: results.map(({ status }) => status), p99: Math.round(times[Math.floor(ORDINARY * 0.99)] ?? 0) }
}
