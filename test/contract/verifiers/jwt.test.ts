import { createHash, generateKeyPairSync } from 'node:crypto'
import { createSigner } from 'fast-jwt'
import t from 'tap'
import { ed25519, jwt, type SignedRequest, type VerificationResult } from '../../../src/contract/verifiers.ts'

const NOW = Date.UTC(2026, 4, 1, 10)
const SECONDS = NOW / 1000
const SECRET = 'a-shared-secret-0123456789'
const BODY = Buffer.from('{"room":"501A"}')
const FRESH = { exp: SECONDS + 60 }

type Options = Partial<Parameters<typeof jwt>[0]>

t.test('the end or the time of issue says whether a token is fresh', async (t) => {
  const of = (claims: object) => resultOf({}, claims)
  t.equal(of({ exp: SECONDS + 60 }), 'ok')
  t.equal(of({ exp: SECONDS - 299 }), 'ok', 'clocks differ')
  t.equal(of({ exp: SECONDS - 302 }), 'stale')
  t.equal(of({ iat: SECONDS }), 'ok')
  t.equal(of({ iat: SECONDS - 300 }), 'ok')
  t.equal(of({ iat: SECONDS - 301 }), 'stale')
  t.equal(of({ iat: SECONDS + 300 }), 'ok')
  t.equal(of({ iat: SECONDS + 301 }), 'stale')
  t.equal(of({}), 'stale', 'it never ends')
  t.equal(of({ exp: SECONDS + 60, iat: 1 }), 'ok', 'a long life')
})

t.test('issuer and audience have to be the declared ones', async (t) => {
  for (const [option, claim] of [
    ['issuer', 'iss'],
    ['audience', 'aud']
  ] as const) {
    t.equal(resultOf({ [option]: 'a' }, { ...FRESH, [claim]: 'a' }), 'ok')
    t.equal(resultOf({ [option]: 'a' }, { ...FRESH, [claim]: 'b' }), 'mismatch', option)
    t.equal(resultOf({ [option]: 'a' }, FRESH), 'mismatch', `no ${option}`)
    t.equal(resultOf({}, { ...FRESH, [claim]: 'b' }), 'ok', 'none is declared')
  }
  t.equal(resultOf({ audience: 'a' }, { ...FRESH, aud: ['b', 'a'] }), 'ok')
})

t.test('the digest of the body, in the declared encoding', async (t) => {
  for (const encoding of ['hex', 'base64', 'base64url'] as const) {
    const bodyHash = { claim: 'hash', encoding }
    const hash = createHash('sha256').update(BODY).digest(encoding)
    t.equal(resultOf({ bodyHash }, { ...FRESH, hash }), 'ok')
    t.equal(resultOf({ bodyHash }, { ...FRESH, hash: `${hash}x` }), 'mismatch')
    t.equal(resultOf({ bodyHash }, FRESH), 'mismatch')
  }
  const hash = createHash('sha256').update(BODY).digest('hex')
  t.equal(resultOf({ bodyHash: { claim: 'hash' } }, { ...FRESH, hash }), 'ok')
})

t.test('the token is a bearer token, or alone in a header of its own', async (t) => {
  const token = tokenOf(FRESH)
  const check = (headers: SignedRequest['headers'], header?: string) =>
    jwt({ algorithm: 'HS256', ...(header !== undefined && { header }) }).check(request({ headers }), [SECRET])
  t.equal(check({ authorization: `Bearer ${token}` }), 'ok')
  t.equal(check({ authorization: token }), 'missing')
  t.equal(check({}), 'missing')
  t.equal(check({ 'x-token': token }, 'X-Token'), 'ok')
  t.equal(check({ 'x-token': `bearer ${token}` }, 'X-Token'), 'ok')
  t.equal(check({ authorization: `Bearer ${token}` }, 'X-Token'), 'missing')
  t.equal(check({ 'x-token': '' }, 'X-Token'), 'missing')
  t.equal(check({ authorization: 'Bearer x.y.z' }), 'mismatch')
})

t.test('a token of more than 8,192 characters is not looked at', async (t) => {
  const lengths = Array.from({ length: 12 }, (_, n) => tokenOf({ ...FRESH, pad: 'x'.repeat(6_020 + n) }))
  const padded = Array.from({ length: 200 }, (_, n) => tokenOf({ ...FRESH, pad: 'x'.repeat(5_950 + n) }))
  const [fits, long] = [
    padded.findLast(({ length }) => length <= 8_192),
    [...padded, ...lengths].find(({ length }) => length > 8_192)
  ]
  t.equal(fits?.length, 8_192)
  t.equal(resultFor({}, String(fits)), 'ok')
  t.equal(resultFor({}, String(long)), 'mismatch')
})

t.test('any active secret is enough, and a stale token of one is stale', async (t) => {
  const check = (claims: object, ...secrets: string[]) =>
    jwt({ algorithm: 'HS256' }).check(request({ headers: { authorization: `Bearer ${tokenOf(claims)}` } }), secrets)
  const other = 'another-secret-0123456789'
  t.equal(check(FRESH, SECRET, other), 'ok')
  t.equal(check(FRESH, other, SECRET), 'ok')
  t.equal(check({}, SECRET, other), 'stale')
  t.equal(check({}, other, SECRET), 'stale')
  t.equal(check(FRESH, other), 'mismatch')
  t.equal(check(FRESH), 'mismatch')
  t.equal(check(FRESH, ''), 'mismatch')
  const { receivedAt: _, ...timeless } = request({ headers: { authorization: `Bearer ${tokenOf(FRESH)}` } })
  t.equal(jwt({ algorithm: 'HS256' }).check(timeless, [SECRET]), 'mismatch', 'without a clock nothing is fresh')
})

t.test('a token of another algorithm is refused', async (t) => {
  const token = createSigner({ key: SECRET, algorithm: 'HS512', noTimestamp: true })(FRESH)
  t.equal(resultFor({}, token), 'mismatch')
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
  })
  const signed = createSigner({ key: privateKey, algorithm: 'RS256', noTimestamp: true })(FRESH)
  const check = (secret: string, text = signed) =>
    jwt({ algorithm: 'RS256' }).check(request({ headers: { authorization: `Bearer ${text}` } }), [secret])
  t.equal(check(publicKey), 'ok')
  t.equal(check(publicKey.replaceAll('\n', '\\n')), 'ok', 'as an environment variable')
  t.equal(check(publicKey, createSigner({ key: privateKey, algorithm: 'RS512', noTimestamp: true })(FRESH)), 'mismatch')
  t.equal(check('no key'), 'mismatch')
  const pair = ed25519({ header: 'x' }).keyPair?.() ?? { secret: '', signWith: '' }
  const edward = createSigner({ key: pair.signWith, algorithm: 'EdDSA', noTimestamp: true })(FRESH)
  t.equal(check(pair.secret, edward), 'mismatch')
})

t.test('what it says about itself', async (t) => {
  const of = (options: Parameters<typeof jwt>[0]) => {
    const { kind, coversBody, isConstantTime, secretForm, keyPair } = jwt(options)
    return [kind, coversBody, isConstantTime, secretForm?.accepts(SECRET), keyPair !== undefined]
  }
  t.strictSame(of({ algorithm: 'HS256' }), ['secret', false, true, undefined, false])
  t.strictSame(of({ algorithm: 'HS256', bodyHash: { claim: 'h' } }), ['signature', true, true, undefined, false])
  t.strictSame(of({ algorithm: 'RS256' }), ['publicKey', false, true, false, true])
  const { keyPair, secretForm } = jwt({ algorithm: 'RS256' })
  t.ok(secretForm?.accepts(keyPair?.().secret ?? ''))
})

t.test('a signed token has the declared claims, and no others', async (t) => {
  const claimsOf = (options: Options) => {
    const verifier = jwt({ algorithm: 'HS256', ...options })
    const { headers = {} } = verifier.sign({ url: '', body: BODY, receivedAt: NOW + 999 }, SECRET)
    const [name = '', value = ''] = Object.entries(headers)[0] ?? []
    const [, payload = ''] = value.replace(/^Bearer /, '').split('.')
    return [name, value.startsWith('Bearer '), JSON.parse(Buffer.from(payload, 'base64url').toString())]
  }
  const times = { iat: SECONDS, exp: SECONDS + 300 }
  t.strictSame(claimsOf({}), ['authorization', true, times])
  const bodyHash = { claim: 'hash' }
  const hash = createHash('sha256').update(BODY).digest('hex')
  t.strictSame(claimsOf({ header: 'X-Token', issuer: 'i', audience: 'a', bodyHash }), [
    'X-Token',
    false,
    { ...times, iss: 'i', aud: 'a', hash }
  ])
  const unsigned = jwt({ algorithm: 'RS256' }).sign({ url: '', body: BODY, receivedAt: NOW }, SECRET)
  t.strictSame(unsigned, { headers: { authorization: 'Bearer ' } }, 'a receiver has no private key')
})

function tokenOf(claims: object): string {
  return createSigner({ key: SECRET, algorithm: 'HS256', noTimestamp: !('iat' in claims) })({ ...claims })
}

function resultOf(options: Options, claims: object): VerificationResult {
  return resultFor(options, tokenOf(claims))
}

function resultFor(options: Options, token: string): VerificationResult {
  const headers = { authorization: `Bearer ${token}` }
  return jwt({ algorithm: 'HS256', ...options }).check(request({ headers }), [SECRET])
}

function request(part: Partial<SignedRequest>): SignedRequest {
  return { method: 'POST', url: '', headers: {}, body: BODY, receivedAt: NOW, ...part }
}
