import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { channels } from '../../plugins/index.ts'
import { LIMITS } from '../../src/config/limits.ts'
import { createBodyReader } from '../../src/ingest/body-reader.ts'
import { endpointsOf } from '../../src/ingest/endpoints.ts'
import { createReadingWorker } from '../../src/ingest/reading-worker/reading-worker.ts'
import { HOSTILE_PARTS, hostileBodies } from '../hostile-bodies.ts'
import { grow } from './linear/linear.ts'
import { type Reader, readers } from './linear/readers.ts'
import { seeded } from './random.ts'
import { type Report, type Say, tally } from './report.ts'

/** Milliseconds for which one body may hold the event loop. */
const LONGEST_HOLD_MS = 250
/** The shortest of several tries counts, because another process may have used the processor. */
const ATTEMPTS = 3
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw:x'
const NO_SETTINGS = { secrets: () => [] }

/**
 * No body up to the limit of its route holds the event loop for long while it is verified, redacted, and read. Half of the bodies
 * are grown from samples; the others consist of parts that are slow to redact.
 */
export async function eventLoop(size: number, say: Say, seed = Date.now() >>> 0): Promise<Report> {
  say(`event loop: ${size} bodies with seed ${seed}`)
  const worker = createReadingWorker({ adapters: [], secrets: new Map(), limits: LIMITS, log: { error() {} } })
  const bodyReader = createBodyReader({ credentials: NO_SETTINGS, limits: LIMITS.reading, worker })
  const endpoints = endpointsOf(channels)
  const routes = readers()
  const failures: string[] = []
  const { add, counts } = tally()
  let longest = 0
  for (let at = 0; at < size; at++) {
    const random = seeded(seed + at)
    const reader = random.of(routes)
    const hostile = random.of(hostileBodies(random.of(HOSTILE_PARTS), reader.limit - 1_024))
    const growth = grow(reader, random)
    const [contentType, body] = at % 2 === 0 ? hostile : [reader.contentType, growth.make(reader.limit - 16 * 1_024)]
    const name = `case ${at}, ${reader.name} ${at % 2 === 0 ? contentType : growth.name}`
    let hold = Number.POSITIVE_INFINITY
    for (let tries = 0; tries < ATTEMPTS && hold > LONGEST_HOLD_MS; tries++) {
      hold = Math.min(hold, await longestHold(() => read(reader, Buffer.from(body), contentType)))
    }
    longest = Math.max(longest, hold)
    add(reader.name)
    if (hold > LONGEST_HOLD_MS) failures.push(`${name}: holds the event loop for ${Math.round(hold)} ms`)
  }
  await worker.close()
  add('longest hold of the event loop, ms', Math.round(longest))
  return { failures, counts: counts() }

  async function read({ name, verifier }: Reader, body: Buffer, contentType: string): Promise<void> {
    const path = `/webhooks/${name.split(' ', 1)[0]}`
    const endpoint = endpoints.get(path)
    verifier.check({ method: 'POST', url: `https://gw.example.test${path}`, headers: {}, body }, [SECRET])
    if (endpoint === undefined) return
    const content = { body, contentType, contentEncoding: undefined }
    const read = await bodyReader.redactAndInterpret(endpoint, { path, content, headers: {}, query: undefined })
    read.release?.()
  }
}

async function longestHold(work: () => Promise<void>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  await sleep(2)
  await work()
  await sleep(2)
  delays.disable()
  return delays.max / 1e6
}
