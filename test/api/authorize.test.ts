import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { pino } from 'pino'
import t from 'tap'
import { createAccountIndex } from '../../src/accounts/account-index.ts'
import { createKeyIndex } from '../../src/accounts/key-index.ts'
import { createTokenGate, type TokenRefusal } from '../../src/api/authorize.ts'
import { createWrongTokens } from '../../src/api/wrong-tokens.ts'
import { LIMITS } from '../../src/config/limits.ts'
import { handleError } from '../../src/http/error-handler.ts'
import { signProbe } from '../../src/ingest/probe.ts'
import { read } from '../observability/series.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { API_TOKEN, buildTestApp, SECRETS } from '../support/test-app.ts'

const MOST = LIMITS.auth.wrongTokensPerMinute
const ADDRESS = '203.0.113.9'
const THROTTLED = {
  error: {
    code: 'TOO_MANY_WRONG_TOKENS',
    message:
      'Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds.'
  }
}

t.test('a token of several words', async (t) => {
  const { ask } = gate('correct horse battery')
  t.equal((await ask('correct horse battery')).statusCode, 200)
  for (const token of ['correct', 'correct horse', 'horse battery']) t.equal((await ask(token)).statusCode, 401, token)
})

t.test('wrong tokens of an address get a 429, the right one is always let in', async (t) => {
  const { ask, refusals, lines } = gate('right')
  for (let n = 0; n < MOST; n++) {
    const reply = await ask('wrong')
    t.equal(reply.statusCode, 401)
    t.equal(reply.headers['www-authenticate'], 'Bearer')
    t.equal(reply.headers['retry-after'], undefined)
  }
  for (let n = 0; n < 2; n++) {
    const reply = await ask('wrong')
    t.equal(reply.statusCode, 429)
    t.equal(reply.headers['retry-after'], '60')
    t.strictSame(reply.json(), THROTTLED)
    t.equal((await ask('right')).statusCode, 200)
  }
  t.equal((await ask('wrong', '203.0.113.10')).statusCode, 401, 'another address')
  t.equal((await ask(undefined)).statusCode, 401, 'no token is no wrong token')
  t.strictSame(refusals, [...Array(MOST).fill('mismatch'), 'throttled', 'throttled', 'mismatch', 'missing'])
  t.strictSame(
    lines.map((line) => JSON.parse(line)).map(({ address, msg }) => [address, msg]),
    [
      [ADDRESS, 'refused: wrong API token'],
      ['203.0.113.10', 'refused: wrong API token']
    ],
    'one line per address, however many requests'
  )
})

t.test('a gateway without any token lets nobody in', async (t) => {
  const { ask } = gate()
  for (const token of ['', 'undefined', 'x']) t.equal((await ask(token)).statusCode, 401, token)
})

t.test('/api, /metrics, and probes count together, and no place lets a wrong token pass', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const wrong = { authorization: 'Bearer wrong' }
  const ask = (url: string, headers: Record<string, string> = wrong) =>
    app.app.inject({ url, headers, remoteAddress: ADDRESS })
  const question = (token: string) => {
    const target = '/webhooks/pms/guests'
    const headers = signProbe({ method: 'POST', target, body: Buffer.from('{}') }, Date.now(), token)
    return app.app.inject({
      ...{ method: 'POST', url: target, payload: '{}', remoteAddress: ADDRESS },
      headers: { 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET, ...headers }
    })
  }
  for (let n = 0; n < MOST; n += 2) {
    t.equal((await ask('/api/events')).statusCode, 401)
    t.equal((await question('wrong')).statusCode, 401)
  }
  for (const reply of [await ask('/api/events'), await ask('/api/events/stream'), await ask('/metrics')]) {
    t.equal(reply.statusCode, 429)
    t.match(reply.headers['retry-after'], /^(60|5\d)$/)
    t.strictSame(reply.json(), THROTTLED)
  }
  const refused = await question('wrong')
  t.strictSame([refused.statusCode, refused.json()], [429, THROTTLED])
  matchExactly(t, (await question(API_TOKEN)).json(), { verdict: 'ok' }, 'a right probe of a throttled address')
  t.equal((await ask('/metrics', { authorization: `Bearer ${API_TOKEN}` })).statusCode, 200)
  t.strictSame(await app.deliveries(), [], 'a wrong probe is not taken for a webhook, although that is proven')
  const series = await read(app)
  t.equal(series('bellhook_api_refused_total{verdict="mismatch"}'), MOST)
  t.equal(series('bellhook_api_refused_total{verdict="throttled"}'), 4)
  t.equal(series('bellhook_api_refused_total{verdict="missing"}'), 0)
})

t.test('a part of a probe is no webhook either, and an old one is refused without being a wrong token', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const body = Buffer.from('{"externalId":"1","source":"a","lastName":"b"}')
  const probed = { method: 'POST', target: '/webhooks/pms/guests', body }
  const headers = signProbe(probed, Date.now() - 3_600_000, API_TOKEN)
  const secret = { 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET }
  for (const [name, value] of Object.entries(headers)) {
    const reply = await app.post('/webhooks/pms/guests', body, { ...secret, [name]: value })
    t.equal(reply.statusCode, 401, name)
  }
  t.equal((await app.post('/webhooks/pms/guests', body, { ...secret, ...headers })).statusCode, 401)
  t.strictSame(await app.deliveries(), [])
  const series = await read(app)
  t.equal(series('bellhook_api_refused_total{verdict="stale"}'), 1)
  t.equal(series('bellhook_api_refused_total{verdict="missing"}'), 2)
  t.equal(series('bellhook_api_refused_total{verdict="mismatch"}'), 0)
})

function gate(...tokens: string[]) {
  const refusals: TokenRefusal[] = []
  const lines: string[] = []
  const log: FastifyBaseLogger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const wrongTokens = createWrongTokens({ limits: LIMITS.auth, log, now: () => 0 })
  const { authorize } = createTokenGate({
    tokenFile: undefined,
    accounts: {
      store: { keys: createKeyIndex(), accounts: createAccountIndex() },
      usage: { keyUsed: () => undefined }
    },
    tokens,
    wrongTokens,
    onRefused: (refusal) => refusals.push(refusal)
  })
  const app: FastifyInstance = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true })
  })
  app.setErrorHandler(handleError)
  app.get('/', { onRequest: authorize }, async () => 'in')
  const ask = (token: string | undefined, remoteAddress = ADDRESS) =>
    app.inject({ url: '/', remoteAddress, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })
  return { ask, refusals, lines }
}
