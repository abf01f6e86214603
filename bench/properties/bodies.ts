import { createHash } from 'node:crypto'
import { MOST_PAIRS } from '../../src/contract/decode.ts'
import { type Gateway, until, withGateway } from './gateway.ts'
import { mutate } from './mutate.ts'
import { type Random, seeded } from './random.ts'
import { type Report, type Say, tally } from './report.ts'
import { type Request, ROUTES, type Route, signed } from './routes.ts'

const ROUND = 500
const AT_ONCE = 50
const TYPES = ['text/plain', 'garbage', 'application/json; charset=utf-16', 'application/x-www-form-urlencoded', '\xff']

interface Attempt {
  number: number
  route: Route
  request: Request
  expected: 'kept' | 'refused' | 'too large'
}

/**
 * Sends mutated real payloads over all routes, half of them validly signed. No request may fail, every authentic body must be stored byte
 * for byte, and no other body may be stored.
 */
export async function bodies(size: number, say: Say, seed = Date.now() >>> 0): Promise<Report> {
  say(`bodies: ${size} with seed ${seed}`)
  const failures: string[] = []
  const { add, counts } = tally()
  await withGateway(async (gateway) => {
    for (let first = 0; first < size && failures.length < 20; first += ROUND) {
      const length = Math.min(ROUND, size - first)
      const attempts = Array.from({ length }, (_, at) => attempt(seed, first + at))
      for (let at = 0; at < length; at += AT_ONCE) {
        const sent = attempts.slice(at, at + AT_ONCE).map(async (one) => {
          const { statusCode } = await gateway.post(one.request)
          add(`${one.expected}: ${statusCode}`)
          if (!isRight(one, statusCode)) failures.push(describe(one, `answered ${statusCode}`))
        })
        await Promise.all(sent)
      }
      failures.push(...(await checkKept(gateway, attempts, add)), ...(await checkReading(gateway)))
      if ((first / ROUND) % 20 === 19) say(`bodies: ${first + length} of ${size}, ${failures.length} failures`)
    }
  })
  return { failures, counts: counts() }
}

function attempt(seed: number, number: number): Attempt {
  const random = seeded(seed + number)
  const route: Route = random.of(Object.values(ROUTES))
  const other: Route = random.of(Object.values(ROUTES))
  const id = `${seed.toString(36)}${number >> 3}`
  const body = grow(mutate(sample(route, id, random), random, sample(other, id, random)), route, random)
  const request = random(2) === 0 ? signed(route, body) : forged(route, body, random)
  if (body.length > route.limit) return { number, route, request, expected: 'too large' }
  const isForm = route.limit < ROUTES.whatsapp.limit
  // A form with too many parameters is refused before it is hashed.
  const isFlood = isForm && body.toString('latin1').split('&').length > MOST_PAIRS
  const isKept = !('forged' in request) && !isFlood
  if (!isForm && random(4) === 0) request.headers['content-type'] = random.of(TYPES)
  if (random(50) === 0) request.headers['content-encoding'] = random.of(['gzip', 'br', 'identity', 'x'])
  return { number, route, request, expected: isKept ? 'kept' : 'refused' }
}

function sample(route: Route, id: string, random: Random): Buffer {
  return Buffer.from(random.of(route.samples(id)))
}

/** A few are at the limit of their route, or one byte beyond. */
function grow(body: Buffer, { limit }: Route, random: Random): Buffer {
  if (random(1_000) > 0) return body
  return Buffer.concat([body, Buffer.alloc(Math.max(0, limit + random(2) - body.length), ' ')])
}

/** Attempts of a stranger: no signature, a signature with another secret, or the signature of another body. */
function forged(route: Route, body: Buffer, random: Random): Request & { forged: true } {
  const way = random(3)
  if (way === 0) return { url: route.path, headers: { 'content-type': route.contentType }, body, forged: true }
  const isBodySigned = route.verifier.kind === 'signature'
  if (way === 1 || !isBodySigned) return { ...signed(route, body, 'another secret'), forged: true }
  return { ...signed(route, Buffer.concat([body, Buffer.from('&zz=1')])), body, forged: true }
}

function isRight({ expected }: Attempt, status: number): boolean {
  if (expected === 'refused') return status === 401
  if (expected === 'too large') return status === 413
  return status < 500 && status !== 401 && status !== 413
}

/** Checks that every row has a body that was sent, and every body has a row. Redacted bodies are only counted. */
async function checkKept({ database }: Gateway, attempts: readonly Attempt[], add: (name: string) => void) {
  const kept = attempts.filter(({ expected }) => expected === 'kept')
  const sql = 'select endpoint, body, outcome, masked, verified from deliveries'
  await until('all that was acknowledged is stored', async () => {
    const { rows } = await database.query('select count(*)::int as stored from deliveries')
    return rows[0].stored >= kept.length
  })
  const { rows } = await database.query(sql)
  const missing = new Map<string, Attempt[]>()
  for (const one of kept) {
    const key = hash(one.route.path, one.request.body)
    missing.set(key, [...(missing.get(key) ?? []), one])
  }
  const failures: string[] = []
  let masked = 0
  for (const row of rows) {
    add(`${row.endpoint}: ${row.outcome}${row.masked ? ', masked' : ''}`)
    if (!row.verified) failures.push(`${row.endpoint} has kept what was not verified`)
    if (row.masked) masked++
    else if (!missing.get(hash(row.endpoint, row.body))?.pop()) failures.push(`${row.endpoint} has kept other bytes`)
  }
  const left = [...missing.values()].flat()
  if (left.length !== masked) failures.push(...left.map((one) => describe(one, 'is not kept as it was')))
  await database.query('truncate deliveries, events, entities')
  return failures
}

/** Checks that everything that was stored can be read through the API. */
async function checkReading({ get }: Gateway): Promise<string[]> {
  const urls = ['/api/events?limit=1000', '/api/deliveries?limit=1000', '/healthz']
  const replies = await Promise.all(urls.map(async (url) => [url, (await get(url)).statusCode] as const))
  return replies.filter(([, status]) => status !== 200).map(([url, status]) => `${url} answers ${status}`)
}

function hash(path: string, body: Buffer): string {
  return `${path.replace(/\/$/, '')} ${createHash('sha256').update(body).digest('hex')}`
}

function describe({ number, route, expected, request }: Attempt, what: string): string {
  return `body ${number} to ${route.path} (${expected}) ${what}: ${request.body.subarray(0, 300).toString('base64')}`
}
