import fc from 'fast-check'
import t from 'tap'
import {
  addressList,
  basic,
  bearer,
  bodyCredential,
  challenge,
  none,
  ping,
  type SignedRequest,
  secretHeader,
  standardWebhooks,
  urlToken,
  type Verifier
} from '../../../src/contract/verifiers.ts'
import { matchExactly } from '../../support/match-exactly.ts'

t.test('basic: user and password, the scheme in any case, the value exact', async (t) => {
  const resultOf = (authorization: string, secrets = ['hotel:s3cr3t:é']) =>
    basic().check(request({ headers: { authorization } }), secrets)
  const encode = (text: string) => Buffer.from(text).toString('base64')
  // RFC 7617, 2: the example of its page.
  t.equal(resultOf('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', ['Aladdin:open sesame']), 'ok')
  t.equal(resultOf('Basic dGVzdDoxMjPCow==', ['test:123£']), 'ok', 'in UTF-8')
  for (const scheme of ['Basic', 'basic', 'BASIC ']) t.equal(resultOf(`${scheme} ${encode('hotel:s3cr3t:é')}`), 'ok')
  for (const given of ['hotel:s3cr3t', 'hotel:', ':', 'Hotel:s3cr3t:é', 'hotel:s3cr3t:é ', ''])
    t.not(resultOf(`Basic ${encode(given)}`), 'ok', given)
  for (const header of ['hotel:s3cr3t:é', 'Basic hotel:s3cr3t:é', 'Basic', 'Basic ====', `Bearer ${encode('hotel:')}`])
    t.not(resultOf(header), 'ok', header)
  t.not(resultOf(`Basic ${encode('hotel')}`, ['hotel']), 'ok', 'a secret without a password opens nothing')
})

t.test('a secret header and a bearer token are no substitutes for each other', async (t) => {
  const headers = { 'x-key': 's', authorization: 'Bearer b' }
  t.equal(secretHeader('x-key').check(request({ headers }), ['s']), 'ok')
  t.equal(secretHeader('X-Key').check(request({ headers }), ['s']), 'ok', 'its name as the vendor writes it')
  t.equal(secretHeader('x-key').check(request({ headers }), ['b']), 'mismatch')
  t.equal(secretHeader('x-other').check(request({ headers }), ['s']), 'missing')
  t.equal(bearer().check(request({ headers }), ['b']), 'ok')
  t.equal(bearer().check(request({ headers }), ['s']), 'mismatch')
})

t.test('a credential in the body: at its place, as text, and named to be masked', async (t) => {
  const scheme = bodyCredential('auth', 'password')
  const resultOf = (body: string) => scheme.check(request({ body: Buffer.from(body) }), ['s'])
  t.strictSame(scheme.credentials, ['password'])
  t.equal(resultOf('{"auth":{"user":"u","password":"s"}}'), 'ok')
  t.equal(resultOf('{"auth":{"password":"S"}}'), 'mismatch')
  const elsewhere = ['{"password":"s"}', '{"auth":[{"password":"s"}]}', '{"auth":{"password":["s"]}}', '{"auth":"s"}']
  for (const body of [...elsewhere, '', '{', 'null', '[]', '"s"', `${'['.repeat(90_000)}`, '{"__proto__":{"auth":1}}'])
    t.equal(resultOf(body), 'missing', body.slice(0, 40))
  const { body } = scheme.sign({ url: '', body: Buffer.from('{"a":1,"auth":{"user":"u"}}') }, 's')
  t.strictSame(JSON.parse(String(body)), { a: 1, auth: { user: 'u', password: 's' } })
})

t.test('an address list: single ones, ranges and both families, alone or in front of another proof', async (t) => {
  const list = addressList(['192.0.2.7', '198.51.100.0/24', '2001:db8::/32'])
  for (const address of ['192.0.2.7', '::ffff:192.0.2.7', '198.51.100.255', '2001:db8:1::5'])
    t.equal(list.check(request({ address }), []), 'ok', address)
  for (const address of [
    '192.0.2.8',
    '198.51.101.0',
    '2001:db9::1',
    '::1',
    '',
    'localhost',
    '192.0.2.7, 10.0.0.1',
    '192.0.2.07'
  ])
    t.equal(list.check(request({ address }), []), 'mismatch', address)
  t.equal(list.check(request({}), []), 'missing')
  matchExactly(t, list, { kind: 'address' })
  t.throws(() => addressList(['nonsense']), 'a mistake in the list is found at once')

  const guarded = addressList(['192.0.2.7'], urlToken())
  matchExactly(t, guarded, { kind: 'token' })
  const url = 'https://h/p?token=s'
  t.equal(guarded.check(request({ url, address: '192.0.2.7' }), ['s']), 'ok')
  t.equal(guarded.check(request({ url, address: '192.0.2.8' }), ['s']), 'mismatch')
  t.equal(guarded.check(request({ address: '192.0.2.7' }), ['s']), 'missing')
  t.strictSame(guarded.sign(request({}), 's'), { query: { token: 's' }, address: '192.0.2.7' })
})

t.test('none never says yes', async (t) => {
  t.equal(none().check(request({ address: '127.0.0.1' }), ['', 'x']), 'missing')
})

t.test('handshakes answer what was asked, and take nothing else for one', async (t) => {
  const hub = challenge('hub.challenge')
  const get = (url: string) => hub.check({ method: 'GET', headers: {}, url, body: Buffer.alloc(0) })
  t.equal(get('https://h/p?hub.mode=subscribe&hub.challenge=11%2058'), '11 58')
  for (const url of [
    'https://h/p',
    'https://h/p?hub.challenge=',
    'https://h/p?hub.challenge=a&hub.challenge=b',
    '?x=1'
  ])
    t.equal(get(url), undefined, url)
  t.equal(
    hub.check({ method: 'POST', headers: {}, url: 'https://h/p?hub.challenge=1', body: Buffer.alloc(0) }),
    undefined
  )
  t.equal(ping().check({ method: 'POST', headers: {}, url: '', body: Buffer.alloc(0) }), 'OK')
  t.equal(ping().check({ method: 'GET', headers: {}, url: '', body: Buffer.alloc(0) }), 'OK')
  t.equal(ping().check({ method: 'POST', headers: {}, url: '', body: Buffer.from('{}') }), undefined)
  for (const one of [hub, ping()]) {
    const { method, query = {}, answer } = one.sign()
    t.equal(
      one.check({ method, headers: {}, url: `https://h/?${new URLSearchParams(query)}`, body: Buffer.alloc(0) }),
      answer
    )
  }
})

const SCHEMES: readonly (readonly [Verifier, fc.Arbitrary<string>])[] = [
  [secretHeader('x-key'), fc.stringMatching(/^[!-~]{1,40}$/)],
  [bearer(), fc.stringMatching(/^[!-~]{1,40}$/)],
  [basic(), fc.stringMatching(/^[!-9;-~]{1,20}:[ -~]{1,20}$/)],
  [bodyCredential('auth', 'key'), fc.string({ minLength: 1 }).filter((text) => text.isWellFormed())],
  [
    standardWebhooks(),
    fc.uint8Array({ minLength: 16, maxLength: 32 }).map((key) => `whsec_${Buffer.from(key).toString('base64')}`)
  ],
  [addressList(['192.0.2.0/24'], bearer()), fc.stringMatching(/^[!-~]{1,40}$/)]
]

t.test('what a scheme signs it accepts with any of the active secrets, and with no other', async (t) => {
  for (const [scheme, secret] of SCHEMES) {
    fc.assert(
      fc.property(secret, secret, (one, other) => {
        fc.pre(one !== other)
        const {
          headers = {},
          query = {},
          body = BODY,
          address
        } = scheme.sign({ url: '', body: BODY, receivedAt: 0 }, one)
        const from = address === undefined ? {} : { address }
        const sent = request({ headers, body, url: `https://h/?${new URLSearchParams(query)}`, receivedAt: 0, ...from })
        t.equal(scheme.check(sent, [one]), 'ok')
        t.equal(scheme.check(sent, [other, one]), 'ok')
        t.not(scheme.check(sent, [other]), 'ok')
        t.not(scheme.check(sent, []), 'ok')
        t.not(scheme.check(sent, ['']), 'ok')
      }),
      { numRuns: 60 }
    )
  }
})

t.test('nothing that was sent makes a verifier throw, or believe', async (t) => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('Basic Og==', 'v1,', 'v1, ', '1', '{"auth":{"key":""}}')
  )
  const value = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.constant(undefined))
  const names = ['x-key', 'authorization', 'webhook-id', 'webhook-timestamp', 'webhook-signature']
  fc.assert(
    fc.property(value, text, text, fc.oneof(fc.nat(), fc.constant(Number.NaN)), (given, body, address, receivedAt) => {
      const headers = Object.fromEntries(names.map((name) => [name, given]))
      const sent = request({ headers, body: Buffer.from(body), address, receivedAt, url: body })
      for (const [scheme] of SCHEMES) {
        for (const secrets of [[], [''], ['a secret:nobody guesses'], [text.toString()]])
          t.match(scheme.check(sent, secrets), /^(missing|mismatch|stale)$/)
      }
    }),
    { numRuns: 200 }
  )
})

const BODY = Buffer.from('{"room":"501A"}')

function request(part: Partial<SignedRequest>): SignedRequest {
  return { method: 'POST', url: 'https://h/p', headers: {}, body: Buffer.from('{"room":"501A"}'), ...part }
}
