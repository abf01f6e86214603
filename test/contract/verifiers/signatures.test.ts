import { createHmac } from 'node:crypto'
import t from 'tap'
import { hmac, type SignedRequest, standardWebhooks, type Verifier } from '../../../src/contract/verifiers.ts'

const NOW = 1_766_005_381_000
const SECONDS = NOW / 1000
const BODY = Buffer.from('{"guest":"Zoë"}')

// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md and the tests of its libraries
const VECTOR = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  time: '1614265330',
  body: Buffer.from('{"test": 2432232314}'),
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
}

t.test('Standard Webhooks: the published vector, under both names of its headers', async (t) => {
  const { secret, id, time, body, signature } = VECTOR
  for (const prefix of ['webhook', 'svix'] as const) {
    const check = (more: Record<string, string | undefined>, secrets = [secret], bytes = body, at = 1614265330_000) => {
      const headers = {
        [`${prefix}-id`]: id,
        [`${prefix}-timestamp`]: time,
        [`${prefix}-signature`]: signature,
        ...more
      }
      return standardWebhooks(prefix).check(request({ headers, body: bytes, receivedAt: at }), secrets)
    }
    t.equal(check({}), 'ok')
    t.equal(check({}, [secret.slice(6)]), 'ok', 'the prefix of the secret may be left out')
    t.equal(check({}, ['whsec_b3RoZXI=', secret]), 'ok', 'any of the active secrets')
    const several = `v1,bm9wZQ== v2,g0hM9SsE v1a,x ${signature}`
    t.equal(check({ [`${prefix}-signature`]: several }), 'ok', 'any of the signatures')
    for (const bad of ['v1,', 'v1,bm9wZQ==', signature.slice(3), signature.replace('v1', 'v2'), `${signature},x`, ' '])
      t.equal(check({ [`${prefix}-signature`]: bad }) === 'ok', false, bad)
    t.equal(check({ [`${prefix}-signature`]: `${'v1,x '.repeat(100)}${signature}` }), 'mismatch', 'not a hundred')
    t.equal(check({}, [secret], Buffer.from('{"test": 2432232315}')), 'mismatch')
    t.equal(check({ [`${prefix}-id`]: 'msg_other' }), 'mismatch')
    t.equal(check({ [`${prefix}-timestamp`]: '1614265331' }), 'mismatch')
    for (const name of ['id', 'timestamp', 'signature'])
      t.equal(check({ [`${prefix}-${name}`]: undefined }), 'missing', name)
    for (const secrets of [[], [''], ['whsec_'], ['whsec_!!!']]) t.equal(check({}, secrets), 'mismatch')
    for (const [off, verdict] of [
      [300, 'ok'],
      [-300, 'ok'],
      [301, 'stale'],
      [-301, 'stale']
    ] as const)
      t.equal(check({}, [secret], body, (1614265330 + off) * 1000), verdict, `${off} s`)
  }
})

t.test('a secret that holds no key matches no signature, not even one made with an empty key', async (t) => {
  const time = String(SECONDS)
  const signature = `v1,${createHmac('sha256', '').update(`a.${time}.`).update(BODY).digest('base64')}`
  const headers = { 'svix-id': 'a', 'svix-timestamp': time, 'svix-signature': signature }
  for (const secret of ['', 'whsec_', '-'])
    t.not(standardWebhooks('svix').check(request({ headers }), [secret]), 'ok', secret)
})

t.test('an HMAC with a timestamp covers it, and an old one cannot be played again', async (t) => {
  // The text of https://api.slack.com/authentication/verifying-requests-from-slack, computed here by hand.
  const scheme = hmac({
    header: 'x-signature',
    prefix: 'v0=',
    timestamp: { header: 'x-time', text: 'v0:{timestamp}:{body}', tolerance: 60 }
  })
  const sent = (time: string, signed = time) => ({
    'x-time': time,
    'x-signature': `v0=${createHmac('sha256', 'k').update(`v0:${signed}:`).update(BODY).digest('hex')}`
  })
  const check = (headers: Record<string, string>, receivedAt: number | undefined = NOW) =>
    scheme.check(request({ headers, ...(receivedAt === undefined ? {} : { receivedAt }) }), ['k'])
  t.equal(check(sent(String(SECONDS))), 'ok')
  t.equal(check(sent(String(SECONDS - 60))), 'ok')
  t.equal(check(sent(String(SECONDS - 61))), 'stale')
  t.equal(check(sent(String(SECONDS + 61))), 'stale', 'nor one from the future')
  t.equal(check(sent(String(SECONDS), String(SECONDS - 90))), 'mismatch', 'a newer time under an older signature')
  for (const odd of [`${SECONDS}xyz`, `${SECONDS}.5`, `-${SECONDS}`, ` ${SECONDS}`, '1e9', '', '9'.repeat(400)])
    t.equal(check(sent(odd)), 'stale', `a signed ${odd} is no time`)
  t.equal(check({ 'x-signature': 'v0=00' }), 'missing')
  t.equal(check({ 'x-time': String(SECONDS) }), 'missing')
  const { receivedAt: _, ...timeless } = request({ headers: sent(String(SECONDS)) })
  t.equal(scheme.check(timeless, ['k']), 'stale', 'without a clock nothing is fresh')
})

t.test('what is not told otherwise is <timestamp>.<body>, and sha512 and base64 are what they say', async (t) => {
  const scheme = hmac({ header: 'S', algorithm: 'sha512', encoding: 'base64', timestamp: { header: 'W' } })
  const digest = createHmac('sha512', 'k').update(`${SECONDS}.`).update(BODY).digest('base64')
  t.equal(scheme.check(request({ headers: { w: String(SECONDS), s: digest } }), ['k']), 'ok')
})

t.test('what these schemes sign they accept, for as long as it is fresh', async (t) => {
  const schemes: readonly (readonly [Verifier, string])[] = [
    [standardWebhooks(), VECTOR.secret],
    [standardWebhooks('svix'), VECTOR.secret],
    [hmac({ header: 's', timestamp: { header: 'w' } }), 'k']
  ]
  for (const [scheme, secret] of schemes) {
    const { headers = {} } = scheme.sign({ url: '', body: BODY, receivedAt: NOW }, secret)
    t.equal(scheme.check(request({ headers }), [secret]), 'ok')
    t.equal(scheme.check(request({ headers, receivedAt: NOW + 3_600_000 }), [secret]), 'stale')
    t.equal(scheme.check(request({ headers, body: Buffer.from('{}') }), [secret]), 'mismatch')
    const today = scheme.sign({ url: '', body: BODY }, secret).headers ?? {}
    t.equal(scheme.check(request({ headers: today, receivedAt: Date.now() }), [secret]), 'ok')
  }
})

function request(part: Partial<SignedRequest>): SignedRequest {
  return { method: 'POST', url: 'https://h/p', headers: {}, body: BODY, receivedAt: NOW, ...part }
}
