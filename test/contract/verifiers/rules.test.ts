import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import t from 'tap'
import { publicKeyOf } from '../../../src/contract/verifiers/public-key.ts'
import {
  basic,
  bearer,
  bodyChallenge,
  bodyCredential,
  challenge,
  ed25519,
  headerChallenge,
  hmac,
  none,
  ping,
  rsa,
  type SignedRequest,
  secretHeader,
  sharedSecret,
  snsSignature,
  standardWebhooks,
  urlToken,
  usernameToken
} from '../../../src/contract/verifiers.ts'

const NOW = Date.UTC(2026, 4, 1, 10)
const LATIN1 = Buffer.from('zoë').toString('latin1')

t.test('what each verifier says about itself', async (t) => {
  t.equal(secretHeader('x').kind, 'secret')
  t.equal(bearer().kind, 'secret')
  t.equal(basic().kind, 'secret')
  t.equal(standardWebhooks().kind, 'signature')
  t.equal(urlToken().kind, 'token')
  t.strictSame([none().kind, none().sign({ url: '', body: Buffer.alloc(0) }, '')], ['none', {}])
  t.strictSame([usernameToken().kind, usernameToken().credentials], ['secret', ['Password']])
  t.strictSame([bodyCredential('a', '@b').kind, bodyCredential('a', '@b').credentials], ['secret', ['b']])
  t.equal(snsSignature().kind, 'publicKey')
  t.strictSame([sharedSecret().kind, sharedSecret().ways?.length], ['secret', 2])
  for (const { secretForm } of [basic(), usernameToken()]) {
    t.equal(secretForm?.expected, '`user:password`')
    for (const good of ['user:password', 'u:p', 'u::', 'u:\n']) t.ok(secretForm?.accepts(good), good)
    for (const bad of ['', 'user', 'user:', ':password', ':']) t.notOk(secretForm?.accepts(bad), bad)
  }
  const { secretForm } = standardWebhooks()
  t.equal(secretForm?.expected, '`whsec_` and the key in base64')
  for (const good of ['whsec_b3RoZXI=', 'b3RoZXI=', 'b3-_ZXI']) t.ok(secretForm?.accepts(good), good)
  for (const bad of ['', 'whsec_', 'whsec_!!', ' b3RoZXI=', 'b3RoZXI===', 'b3R oZXI='])
    t.notOk(secretForm?.accepts(bad), bad)
})

t.test('a secret in a header, also with characters beyond ASCII', async (t) => {
  const headers = { 'x-webhook-secret': LATIN1, authorization: 'Bearer b' }
  const shared = sharedSecret()
  t.equal(shared.check(request({ headers }), ['zoë']), 'ok')
  t.equal(shared.check(request({ headers }), ['a', 'zoë']), 'ok')
  t.equal(shared.check(request({ headers: { 'x-webhook-secret': 'zoë' } }), ['zoë']), 'ok', 'in Latin-1')
  t.equal(shared.check(request({ headers }), ['b']), 'ok')
  t.equal(shared.check(request({ headers }), ['a']), 'mismatch')
  t.equal(shared.check(request({ headers: {} }), ['a']), 'missing')
  t.strictSame(shared.given?.(request({ headers })), [LATIN1, 'zoë', 'b'])
  t.strictSame(shared.given?.(request({})), [])
  t.strictSame(secretHeader('X-Key').given?.(request({ headers: { 'x-key': 'a' } })), ['a'])
  t.strictSame(bearer().given?.(request({ headers })), ['b'])
  t.strictSame(shared.sign(request({}), 'zoë'), { headers: { 'x-webhook-secret': LATIN1 } })
  t.strictSame(bearer().sign(request({}), 'zoë'), { headers: { authorization: `Bearer ${LATIN1}` } })
  for (const authorization of ['bearer a', 'BEARER   a']) {
    t.strictSame(bearer().given?.(request({ headers: { authorization } })), ['a'])
  }
  for (const authorization of ['Bearer', 'Bearer ', 'xBearer a', 'Basic a', 'Bearera']) {
    t.strictSame(bearer().given?.(request({ headers: { authorization } })), [], authorization)
  }
  t.strictSame(secretHeader('x').given?.(request({ headers: { x: ['a', 'b'] } })), [], 'nobody knows which')
  t.strictSame(secretHeader('x').given?.(request({ headers: { x: ['a'] } })), ['a'])
  t.equal(secretHeader('x').check(request({ headers: { x: '' } }), ['']), 'missing')
  t.equal(secretHeader('x').check(request({ headers: { x: 'a' } }), ['']), 'mismatch')
})

t.test('user and password', async (t) => {
  const header = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })
  t.strictSame(basic().given?.(request({ headers: header('u:p') })), ['u:p'])
  t.strictSame(basic().given?.(request({})), [])
  t.strictSame(basic().given?.(request({ headers: { authorization: `x${header('u:p').authorization}` } })), [])
  t.strictSame(basic().given?.(request({ headers: { authorization: `${header('u:p').authorization} x` } })), [])
  t.strictSame(basic().sign(request({}), 'u:p'), { headers: header('u:p') })
  t.equal(basic().check(request({ headers: header('u') }), ['u']), 'mismatch')
})

t.test('a token in the query, however it is written', async (t) => {
  const check = (query: string, ...secrets: string[]) =>
    urlToken().check(request({ url: `https://h/p${query}` }), secrets)
  const given = (query: string) => urlToken().given?.(request({ url: `https://h/p${query}` }))
  for (const query of ['?token=s', '?Token=s', '?a=1&token=s&b', '?t%6Fken=s', '?%&token=s']) {
    t.equal(check(query, 's'), 'ok', query)
    t.strictSame(given(query), ['s'])
  }
  for (const query of ['', '?', '?other=s', '?token=s&token=s', '?token', '?token=', '?a?token=s', '?tokens', '?x&s']) {
    t.equal(check(query, 's', ''), 'missing', query)
  }
  for (const query of ['', '?other=s', '?token=s&token=t']) t.strictSame(given(query), [], query)
  t.strictSame(given('?token=a+b%20c'), ['a b c', 'a+b c', 'a+b%20c'])
  for (const secret of ['a b c', 'a+b c', 'a+b%20c']) t.equal(check('?token=a+b%20c', secret), 'ok', secret)
  t.equal(check('?token=a+b%20c', 'a b+c'), 'mismatch')
  t.equal(check('?token=100%', '100%'), 'ok', 'a broken escape stays as it is')
  t.equal(check('?token=a=b', 'a=b'), 'ok')
  t.equal(check('?token=a?b', 'a?b'), 'ok')
  t.strictSame(urlToken('Key').sign(request({}), 's'), { query: { Key: 's' } })
  t.equal(urlToken('Key').check(request({ url: '?kEY=s' }), ['s']), 'ok')
})

t.test('handshakes, and requests that are none', async (t) => {
  const ask = (part: Partial<SignedRequest>) => request({ body: Buffer.alloc(0), ...part })
  t.strictSame(challenge('c').sign(), { method: 'GET', query: { c: '1158201444' }, answer: '1158201444' })
  const get = { method: 'GET', url: 'https://h/p?a=1&c=x' }
  t.equal(challenge('c').check(ask(get)), 'x')
  t.equal(challenge('c').check(ask({ ...get, method: 'POST' })), undefined)
  t.equal(challenge('c').check(ask({ ...get, url: 'c=x' })), undefined)
  t.strictSame(headerChallenge('X-C').sign(), {
    method: 'POST',
    headers: { 'x-c': '1158201444' },
    answer: '1158201444'
  })
  t.equal(headerChallenge('X-C').check(ask({ headers: { 'x-c': '' } })), undefined)
  t.strictSame(bodyChallenge('a', 'b').sign(), {
    method: 'POST',
    body: '{"a":{"b":"1158201444"}}',
    answer: '1158201444'
  })
  const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: Buffer.from('c=x') }
  t.equal(bodyChallenge('c').check(request(form)), 'x')
  t.equal(bodyChallenge('c').check(request({ ...form, headers: {} })), undefined)
  t.equal(bodyChallenge('c').check(request({ body: Buffer.from('{"c":""}') })), undefined)
  t.strictSame(ping().sign(), { method: 'POST', answer: 'OK' })
  t.equal(ping().check(request({ method: 'GET' })), 'OK', 'a GET with a body')
})

t.test('Amazon SNS signs these fields of a message, line by line', async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
  })
  const common = { Message: '{"a":1}', MessageId: 'i', Timestamp: 't', TopicArn: 'arn' }
  const check = (message: object, hash: string, text: string) => {
    const Signature = sign(hash, Buffer.from(text), privateKey).toString('base64')
    const body = Buffer.from(JSON.stringify({ ...message, Signature }))
    return snsSignature().check(request({ body, headers: { 'content-type': 'text/plain' } }), [publicKey])
  }
  const note = { ...common, Type: 'Notification', SignatureVersion: '1', Token: 'k' }
  const lines = 'Timestamp\nt\nTopicArn\narn\nType\nNotification\n'
  const text = `Message\n{"a":1}\nMessageId\ni\n${lines}`
  t.equal(check(note, 'sha1', text), 'ok')
  t.equal(check(note, 'sha256', text), 'mismatch')
  t.equal(check({ ...note, SignatureVersion: '2' }, 'sha256', text), 'ok')
  t.equal(check({ ...note, SignatureVersion: '2' }, 'sha1', text), 'mismatch')
  t.equal(check({ ...note, Subject: 's' }, 'sha1', `Message\n{"a":1}\nMessageId\ni\nSubject\ns\n${lines}`), 'ok')
  t.equal(check({ ...note, Subject: 's' }, 'sha1', text), 'mismatch')
  const confirmation = { ...note, Type: 'SubscriptionConfirmation', SubscribeURL: 'u', Subject: 's' }
  t.equal(
    check(
      confirmation,
      'sha1',
      'Message\n{"a":1}\nMessageId\ni\nSubscribeURL\nu\nTimestamp\nt\nToken\nk\nTopicArn\narn\nType\nSubscriptionConfirmation\n'
    ),
    'ok'
  )
  t.equal(snsSignature().secretForm?.accepts(publicKey), true)
})

t.test('a UsernameToken: what is missing, and what does not match', async (t) => {
  const created = '2026-05-01T10:00:00Z'
  const nonce = Buffer.from('nonce-1').toString('base64')
  const digestOf = (password: string) =>
    createHash('sha1').update(Buffer.from('nonce-1')).update(created).update(password).digest('base64')
  const element = (name: string, text: string) => `<w:${name}>${text}</w:${name}>`
  const check = (inner: string, secrets = ['user:pass word'], more: Partial<SignedRequest> = {}) => {
    const body = Buffer.from(
      `<s:Envelope><s:Header><w:Security><w:UsernameToken>${inner}</w:UsernameToken></w:Security></s:Header></s:Envelope>`
    )
    return usernameToken().check(request({ body, ...more }), secrets)
  }
  const user = element('Username', ' user ')
  t.equal(check(user + element('Password', 'pass word')), 'ok')
  t.equal(check(user + element('Password', 'other')), 'mismatch')
  t.equal(check(user), 'missing')
  t.equal(check(element('Password', 'pass word')), 'missing')
  t.equal(check(element('Username', '') + element('Password', 'x'), [':x']), 'missing')

  const password = (text: string) => `<w:Password Type="a#PasswordDigest"> ${text} </w:Password>`
  const [nonced, timed] = [element('Nonce', nonce), element('Created', ` ${created} `)]
  const digest = password(digestOf('pass word'))
  t.equal(check(user + digest + nonced + timed), 'ok')
  t.equal(check(user + digest + nonced + timed, ['user:pass', 'user:pass word']), 'ok')
  t.equal(check(user + password(digestOf('x')) + nonced + timed), 'mismatch')
  t.equal(check(element('Username', 'other') + digest + nonced + timed), 'mismatch')
  t.equal(check(user + digest + timed), 'missing')
  t.equal(check(user + digest + nonced), 'missing')
  t.equal(check(user + digest + nonced + element('Created', 'today')), 'missing')
  t.equal(check(user + password(digestOf('userx')) + nonced + timed, ['userx']), 'mismatch', 'no user and password')
  t.equal(check(user + digest + nonced + timed, undefined, { receivedAt: NOW + 301_000 }), 'stale')
  const late = { receivedAt: NOW + 301_000 }
  t.equal(check(user + password(digestOf('x')) + nonced + timed, undefined, late), 'mismatch')
  t.equal(check(user + element('Password', digestOf('pass word')) + nonced + timed), 'mismatch', 'not as a digest')
})

t.test('a UsernameToken is put into the marks of a body', async (t) => {
  const signed = (secret: string) =>
    String(usernameToken().sign(request({ body: Buffer.from('{{user}}|{{password}}|{{x}}') }), secret).body)
  t.equal(signed('u:p:q'), 'u|p:q|{{x}}')
  t.equal(signed('u'), 'u||{{x}}')
  t.equal(signed('u:<'), 'u|&#60;|{{x}}')
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const { body } = bodyCredential('k').sign(request({ headers: form, body: Buffer.from('k={{secret}}') }), 'a b')
  t.equal(String(body), 'k=a%20b')
  const plain = Buffer.from('k=1')
  t.equal(bodyCredential('k').sign(request({ headers: form, body: plain }), 'a').body, plain)
})

t.test('a public key in each of its forms, and no private one', async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const der = publicKey.export({ type: 'spki', format: 'der' })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const raw = der.subarray(-32)
  for (const text of [
    ...[pem, pem.replaceAll('\n', '\\n'), der.toString('base64')],
    ...[raw.toString('hex'), raw.toString('hex').toUpperCase(), raw.toString('base64')]
  ]) {
    t.strictSame(publicKeyOf(text)?.export({ type: 'spki', format: 'der' }), der, text)
  }
  const hidden = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  for (const text of [hidden, '', 'x', `${raw.toString('hex')}0`, raw.toString('hex').slice(1)]) {
    t.equal(publicKeyOf(text), undefined, text)
  }
})

t.test('a signature is its text and nothing else', async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const key = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const bytes = sign(null, Buffer.from('{}'), privateKey)
  const check = (given: string | undefined, encoding: 'hex' | 'base64') =>
    ed25519({ header: 'X-Sig', prefix: 'v1=', encoding }).check(request({ headers: { 'x-sig': given } }), [key])
  for (const encoding of ['hex', 'base64'] as const) {
    const text = bytes.toString(encoding)
    t.equal(check(`v1=${text}`, encoding), 'ok')
    for (const bad of [text, `v2=${text}`, `v1=${text}!`, `v1=${text} `, `v1=${text}\n`, 'v1=', ` v1=${text}`]) {
      t.equal(check(bad, encoding), 'mismatch', bad)
    }
    for (const none of [undefined, '']) t.equal(check(none, encoding), 'missing')
  }
  t.equal(check(`v1=${bytes.toString('hex').toUpperCase()}`, 'hex'), 'ok')
  t.equal(check(`v1=${bytes.toString('base64').replace(/=+$/, '')}`, 'base64'), 'ok')
  const { kind, secretForm } = ed25519({ header: 'x' })
  t.strictSame([kind, secretForm?.expected], ['publicKey', 'an ed25519 public key in PEM, hex, or base64'])
  t.equal(rsa({ header: 'x' }).secretForm?.expected, 'an RSA public key or certificate in PEM')
  t.strictSame(ed25519({ header: 'x' }).sign(request({}), 'no key'), { headers: { x: '' } })
})

t.test('a signed text with headers and fields, all of which have to be there', async (t) => {
  const scheme = hmac({ header: 'X-Sig', text: '{header:X-Id}.{body:a/b}.{method}' })
  const digest = createHmac('sha256', 'k').update('i.c.PUT').digest('hex')
  const check = (headers: SignedRequest['headers'], body = '{"a":{"b":"c"}}') =>
    scheme.check(request({ method: 'PUT', headers: { 'x-sig': digest, ...headers }, body: Buffer.from(body) }), ['k'])
  t.equal(scheme.kind, 'signature')
  t.equal(check({ 'x-id': 'i' }), 'ok')
  t.equal(check({ 'x-id': 'j' }), 'mismatch')
  t.equal(check({}), 'missing')
  t.equal(check({ 'x-id': 'i' }, '{"a":{}}'), 'missing')
  const { headers } = hmac({ header: 'X-Sig', text: '{header:x-id}' }).sign(request({ headers: { 'x-id': 'i' } }), 'k')
  t.strictSame(headers, { 'X-Sig': createHmac('sha256', 'k').update('i').digest('hex') })
})

t.test('a credential in the body that is to be looked up', async (t) => {
  const given = (body: string) => bodyCredential('a', 'k').given?.(request({ body: Buffer.from(body) }))
  t.strictSame(given('{"a":{"k":"s"}}'), ['s'])
  t.strictSame(given('{"a":{}}'), [])
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const sent = request({ headers: form, body: Buffer.from('k=s') })
  t.strictSame(bodyCredential('k').given?.(sent), ['s'])
  t.equal(bodyCredential('k').check(sent, ['s']), 'ok')
})

function request(part: Partial<SignedRequest>): SignedRequest {
  return { method: 'POST', url: '', headers: {}, body: Buffer.from('{}'), receivedAt: NOW, ...part }
}
