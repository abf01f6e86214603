import t, { type Test } from 'tap'
import {
  bodyChallenge,
  bodyCredential,
  ed25519,
  headerChallenge,
  hmac,
  jwt,
  rsa,
  type SignedRequest,
  snsSignature,
  usernameToken,
  type Verifier
} from '../../../src/contract/verifiers.ts'

const NOW = Date.UTC(2026, 4, 1, 10)

/** A request that is signed as its verifier wants it, and what the verifier says of it and of changes to it. */
function signedBy(verifier: Verifier, body: string, headers: Record<string, string> = {}) {
  const pair = verifier.keyPair?.() ?? { secret: 'user:pass word', signWith: 'user:pass word' }
  const given = { url: 'https://h/p', body: Buffer.from(body), headers, receivedAt: NOW }
  const { headers: added = {}, body: signed = given.body } = verifier.sign(given, pair.signWith)
  const lower = Object.fromEntries(Object.entries(added).map(([name, value]) => [name.toLowerCase(), value]))
  const request: SignedRequest = { method: 'POST', ...given, body: signed, headers: { ...headers, ...lower } }
  return {
    request,
    secret: pair.secret,
    check: (change: Partial<SignedRequest> = {}) => verifier.check({ ...request, ...change }, [pair.secret])
  }
}

function isSound(t: Test, verifier: Verifier, body = '{"a":{"b":"c"},"n":1}', headers = {}) {
  const { check, request, secret } = signedBy(verifier, body, headers)
  t.equal(check(), 'ok')
  t.not(verifier.check(request, ['another:secret']), 'ok')
  t.not(verifier.check(request, []), 'ok')
  t.equal(verifier.check(request, ['another:secret', secret]), 'ok', 'any active secret')
  return { check, request }
}

t.test('an HMAC over any declared text, with the time in a header or in the body', async (t) => {
  for (const verifier of [
    hmac({ header: 'x-sig', timestamp: { header: 'x-time', unit: 'milliseconds' } }),
    hmac({ header: 'x-sig', timestamp: { header: 'x-time', text: 'v0:{timestamp}:{body}' }, prefix: 'v0=' }),
    hmac({ header: 'x-sig', timestamp: { body: ['sent'], text: '{timestamp}{body:a/b}' } }),
    hmac({ body: ['sig'], text: '{body:a/b}|{body:n}', encoding: 'base64' }),
    hmac({ header: 'x-sig', text: '{method}{url}{body}' })
  ]) {
    const { check } = isSound(t, verifier)
    t.not(check({ body: Buffer.from('{"a":{"b":"d"},"n":2}') }), 'ok')
  }
  const timed = isSound(t, hmac({ header: 'x-sig', timestamp: { header: 'x-time', unit: 'milliseconds' } }))
  t.equal(timed.check({ receivedAt: NOW + 3_600_000 }), 'stale')
  t.equal(timed.check({ receivedAt: NOW - 3_600_000 }), 'stale')
  t.equal(timed.check({ headers: { 'x-time': String(NOW) } }), 'missing')
  t.throws(() => hmac({}), /needs a place/)
})

t.test('RSA and ed25519 with configured keys', async (t) => {
  for (const verifier of [
    rsa({ header: 'x-sig' }),
    rsa({ header: 'x-sig', hash: 'sha512', padding: 'pss', timestamp: { header: 'x-time' } }),
    ed25519({ header: 'x-sig', encoding: 'hex', prefix: 'v1=' })
  ]) {
    const { check, request } = isSound(t, verifier)
    t.equal(check({ body: Buffer.from('{}') }), 'mismatch')
    t.equal(check({ headers: {} }), 'missing')
    t.not(verifier.check(request, ['-----BEGIN PUBLIC KEY-----\nno\n-----END PUBLIC KEY-----']), 'ok')
  }
  t.notOk(rsa({ header: 'x' }).secretForm?.accepts('a secret'))
  t.notOk(ed25519({ header: 'x' }).secretForm?.accepts(rsa({ header: 'x' }).keyPair?.().secret ?? ''))
  t.notOk(
    ed25519({ header: 'x' }).secretForm?.accepts(ed25519({ header: 'x' }).keyPair?.().signWith ?? ''),
    'a private key'
  )
  t.ok(ed25519({ header: 'x' }).secretForm?.accepts('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'))
})

t.test('a JSON Web Token of the declared algorithm, issuer, audience, and body', async (t) => {
  const claims = { issuer: 'vendor', audience: 'hotel', bodyHash: { claim: 'body_sha256' } }
  for (const algorithm of ['HS256', 'RS256'] as const) {
    const { check, request } = isSound(t, jwt({ algorithm, ...claims }))
    t.equal(check({ body: Buffer.from('{}') }), 'mismatch', 'another body')
    t.equal(check({ receivedAt: NOW + 3_600_000 }), 'stale')
    const [head = '', payload = ''] = String(request.headers['authorization']).split('.')
    t.equal(check({ headers: { authorization: `${head}.${payload}.` } }), 'mismatch', 'no signature')
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    t.equal(check({ headers: { authorization: `Bearer ${none}.${payload}.` } }), 'mismatch', 'alg none')
    t.equal(
      jwt({ algorithm, ...claims, issuer: 'other' }).check(request, [signedBy(jwt({ algorithm }), '').secret]),
      'mismatch'
    )
  }
  // A public key is no shared secret: a token that is signed with it by HMAC is refused.
  const { secret } = signedBy(jwt({ algorithm: 'RS256' }), '{}')
  const forged = jwt({ algorithm: 'HS256' }).sign({ url: '', body: Buffer.from('{}'), receivedAt: NOW }, secret)
  const request = { method: 'POST', url: '', body: Buffer.from('{}'), receivedAt: NOW, headers: forged.headers ?? {} }
  t.not(jwt({ algorithm: 'RS256' }).check(request, [secret]), 'ok')
})

t.test('a WS-Security UsernameToken, as text and as a digest', async (t) => {
  const soap = (password: string, more = '') =>
    `<s:Envelope xmlns:s="u"><s:Header><w:Security xmlns:w="v"><w:UsernameToken><w:Username>{{user}}</w:Username>${password}${more}</w:UsernameToken></w:Security></s:Header><s:Body/></s:Envelope>`
  const xml = { 'content-type': 'text/xml; charset=utf-8' }
  isSound(t, usernameToken(), soap('<w:Password>{{password}}</w:Password>'), xml)
  // PasswordDigest = Base64(SHA-1(nonce + created + password))
  const created = '2026-05-01T10:00:00Z'
  const { createHash } = await import('node:crypto')
  const nonce = Buffer.from('nonce-1')
  const digest = createHash('sha1').update(nonce).update(created).update('pass word').digest('base64')
  const body = soap(
    `<w:Password Type="x#PasswordDigest">${digest}</w:Password>`,
    `<w:Nonce>${nonce.toString('base64')}</w:Nonce><u:Created>${created}</u:Created>`
  ).replace('{{user}}', 'user')
  const request = { method: 'POST', url: '', headers: xml, body: Buffer.from(body), receivedAt: NOW }
  t.equal(usernameToken().check(request, ['user:pass word']), 'ok')
  t.equal(usernameToken().check(request, ['user:other']), 'mismatch')
  t.equal(usernameToken().check({ ...request, receivedAt: NOW + 3_600_000 }, ['user:pass word']), 'stale')
  for (const odd of ['', '<', '{}', soap(''), soap('<w:Password/>')]) {
    t.not(usernameToken().check({ ...request, body: Buffer.from(odd) }, ['user:pass word', ':', '']), 'ok', odd)
  }
})

t.test('the signature of Amazon SNS covers what it has to', async (t) => {
  const message = {
    Type: 'Notification',
    MessageId: '1',
    TopicArn: 'arn',
    Message: '{"a":1}',
    Timestamp: 't',
    SignatureVersion: '2'
  }
  const { check, request } = isSound(t, snsSignature(), JSON.stringify(message), { 'content-type': 'text/plain' })
  const changed = request.body.toString().replace('arn', 'other')
  t.equal(check({ body: Buffer.from(changed) }), 'mismatch')
  isSound(t, snsSignature(), JSON.stringify({ ...message, SignatureVersion: '1', Subject: 'x' }))
  isSound(
    t,
    snsSignature(),
    JSON.stringify({ ...message, Type: 'SubscriptionConfirmation', Token: 'k', SubscribeURL: 'https://x' })
  )
})

t.test('a credential in a form or in XML', async (t) => {
  isSound(t, bodyCredential('key'), 'a=1&key={{secret}}', { 'content-type': 'application/x-www-form-urlencoded' })
  isSound(t, bodyCredential('Auth', 'Password'), '<Auth><Password>{{secret}}</Password></Auth>')
  isSound(t, bodyCredential('Auth', '@key'), '<Auth key="{{secret}}"/>')
})

t.test('handshakes see headers and bodies', async (t) => {
  const ask = (headers: Record<string, string>, body: string) => ({
    method: 'POST',
    url: '',
    headers,
    body: Buffer.from(body)
  })
  const header = headerChallenge('X-Hook-Secret')
  t.equal(header.check(ask({ 'x-hook-secret': 'abc' }, '')), 'abc')
  t.equal(header.check(ask({ 'x-hook-secret': 'abc' }, '{}')), undefined, 'a delivery')
  t.equal(header.check(ask({}, '')), undefined)
  const body = bodyChallenge('challenge')
  t.equal(body.check(ask({}, '{"challenge":"abc"}')), 'abc')
  t.equal(body.check(ask({}, '{"event":"x"}')), undefined)
})
