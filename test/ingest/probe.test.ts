import t from 'tap'
import { checkProbe, claimsToBeProbe, signProbe } from '../../src/ingest/probe.ts'

const TOKEN = 'an-api-token-of-24-chars'
const NOW = 1_700_000_000_000
const REQUEST = { method: 'POST', target: '/webhooks/pms/mews?token=a', body: Buffer.from('{"a":1}') }
const HEADERS = signProbe(REQUEST, NOW, TOKEN)

t.test('a probe is good for its method, path, query, and body, for five minutes', async (t) => {
  t.equal(check(), 'ok')
  t.equal(check({ tokens: ['another', TOKEN] }), 'ok', 'any active token')
  t.equal(check({ receivedAt: NOW + 300_000 }), 'ok')
  t.equal(check({ target: '/webhooks/pms/mews/?token=a' }), 'ok', 'the same route')
  for (const [name, change] of Object.entries({
    method: { method: 'GET' },
    path: { target: '/webhooks/pms/guests?token=a' },
    query: { target: '/webhooks/pms/mews?token=b' },
    'no query': { target: '/webhooks/pms/mews' },
    'more query': { target: '/webhooks/pms/mews?token=a&b' },
    'another path in the query': { target: '/webhooks/pms?/mews?token=a' },
    body: { body: Buffer.from('{"a":2}') },
    'a line of the body in the path': { target: '/webhooks/pms/mews?token=a\n{"a":1}', body: Buffer.alloc(0) },
    token: { tokens: ['another'] },
    'no token': { tokens: [] },
    time: { headers: { ...HEADERS, 'bellhook-probe-time': String(NOW / 1000 + 1) } }
  })) {
    t.equal(check(change), 'mismatch', name)
  }
  for (const receivedAt of [NOW + 301_000, NOW - 301_000]) t.equal(check({ receivedAt }), 'stale')
})

t.test('a part of its headers is a claim, and proves nothing', async (t) => {
  t.equal(claimsToBeProbe({ headers: { 'x-webhook-secret': 'x' } }), false)
  for (const [name, value] of Object.entries(HEADERS)) {
    const headers = { [name]: value }
    t.equal(claimsToBeProbe({ headers }), true, name)
    t.equal(check({ headers }), 'missing', name)
  }
})

interface Change {
  method?: string
  target?: string
  body?: Buffer
  headers?: Record<string, string>
  receivedAt?: number
  tokens?: readonly string[]
}

function check({ target = REQUEST.target, tokens = [TOKEN], ...change }: Change = {}) {
  const { method, body } = REQUEST
  return checkProbe({ method, body, url: '', headers: HEADERS, receivedAt: NOW, ...change }, target, tokens)
}
