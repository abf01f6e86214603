import { createHash, createHmac } from 'node:crypto'
import { sign as octokitSign } from '@octokit/webhooks-methods'
import fc from 'fast-check'
import t from 'tap'
import {
  hmac,
  matches,
  type SignedRequest,
  sharedSecret,
  single,
  urlToken,
  type Verifier
} from '../../src/contract/verifiers.ts'

const hub = hmac({ header: 'x-hub-signature-256', prefix: 'sha256=' })
const bare = hmac({ header: 'x-mews-signature' })
const odd = hmac({ header: 'x-odd', algorithm: 'sha1', encoding: 'base64' })
const SCHEMES: readonly Verifier[] = [hub, bare, odd, sharedSecret(), urlToken()]
const BODY = '{"guest":"Zoë","room":"501A"}'

t.test('a signature by an independent library is accepted, and refused after one changed byte', async (t) => {
  for (const [secret, body] of [
    ['s3cr3t', BODY],
    ['schlüssel 🔑', '{"a":"\\u00e9\\/"}'],
    ['x', ' \n'],
    ['y'.repeat(500), '['.repeat(9000)]
  ] as const) {
    const given = await octokitSign(secret, body)
    const check = (header: string, bytes = Buffer.from(body), secrets = [secret]) =>
      hub.check(request({ headers: { 'x-hub-signature-256': header }, body: bytes }), secrets)
    t.equal(check(given), 'ok')
    for (const at of [0, body.length >> 1, Buffer.byteLength(body) - 1]) {
      const bytes = Buffer.from(body)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      t.equal(check(given, bytes), 'mismatch', `byte ${at}`)
    }
    t.equal(check(given, Buffer.from(`${body}\n`)), 'mismatch', 'one byte more')
    t.equal(check(given, Buffer.from(body).subarray(1)), 'mismatch', 'one byte less')
    t.equal(check(given, Buffer.from(body), [`${secret} `]), 'mismatch', 'another secret')
    for (const at of [0, 6, 7, 40, given.length - 1]) {
      const changed = given.slice(0, at) + (given[at] === '0' ? '1' : '0') + given.slice(at + 1)
      t.equal(check(changed), 'mismatch', `character ${at} of the header`)
    }
    t.equal(check(given.slice('sha256='.length)), 'mismatch', 'without its prefix')
    t.equal(check(`sha256=${given}`), 'mismatch', 'with its prefix twice')
  }
})

t.test('bytes that decode to the same text are different bytes', async (t) => {
  const [sent, other] = [Buffer.from([0x22, 0xff, 0x22]), Buffer.from('"\ufffd"')]
  const { headers = {} } = bare.sign({ url: '', body: sent }, 'k')
  t.equal(bare.check(request({ headers, body: sent }), ['k']), 'ok')
  t.equal(bare.check(request({ headers, body: other }), ['k']), 'mismatch')
  t.equal(bare.check(request({ headers, body: Buffer.concat([Buffer.from('\ufeff'), sent]) }), ['k']), 'mismatch')
})

t.test('algorithm, encoding and prefix are what the scheme says, and no other', async (t) => {
  const body = Buffer.from(BODY)
  const digest = (algorithm: string, encoding: 'hex' | 'base64') =>
    createHmac(algorithm, 'k').update(body).digest(encoding)
  const verdict = (value: string) => odd.check(request({ headers: { 'x-odd': value }, body }), ['k'])
  t.equal(verdict(digest('sha1', 'base64')), 'ok')
  t.equal(verdict(digest('sha1', 'hex')), 'mismatch')
  t.equal(verdict(digest('sha256', 'base64')), 'mismatch')
  t.equal(verdict(`sha1=${digest('sha1', 'base64')}`), 'mismatch')
  t.equal(verdict(createHash('sha1').update(`k${BODY}`).digest('base64')), 'mismatch', 'a plain hash is no HMAC')
})

t.test('while a secret is rotated any of the active ones will do, and an old one no longer', async (t) => {
  for (const scheme of SCHEMES) {
    for (const used of ['old', 'new', 'next']) {
      const signed = signedBy(scheme, used)
      const others = ['old', 'new', 'next'].filter((secret) => secret !== used)
      t.equal(scheme.check(signed, ['old', 'new', 'next']), 'ok', `${scheme.kind} ${used}`)
      t.equal(scheme.check(signed, [used]), 'ok')
      t.equal(scheme.check(signed, [used, used]), 'ok')
      t.equal(scheme.check(signed, others), 'mismatch')
      t.equal(scheme.check(signed, ['old,new,next']), 'mismatch', 'a list is not one secret')
    }
  }
})

t.test('an empty list of secrets never matches, whatever was sent', async (t) => {
  for (const scheme of SCHEMES) {
    for (const secret of ['', 'undefined', 'null', 'x']) t.not(scheme.check(signedBy(scheme, secret), []), 'ok')
  }
  for (const given of [undefined, '', 'undefined', 'x']) t.not(matches(given, []), 'ok')
  t.equal(matches('', ['']), 'missing')
  t.equal(matches(undefined, ['undefined']), 'missing')
  t.equal(sharedSecret().check(request({ headers: { 'x-webhook-secret': '' } }), ['']), 'missing')
  t.equal(urlToken().check(request({ url: 'https://h/?token=' }), ['']), 'missing')
})

t.test('nothing that was sent makes a verifier throw, or believe', async (t) => {
  const header = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom(...'|sha256=|sha256=zz|sha1=aa|SHA256=|sha256=\0|Bearer|Bearer |é'.split('|'), '='.repeat(9999)),
    fc.stringMatching(/^sha256=[0-9a-f]{0,70}$/),
    fc.stringMatching(/^[Bb]earer +[^\s]{1,40}$/)
  )
  const value = fc.oneof(header, fc.array(header, { maxLength: 3 }), fc.constant(undefined))
  const odd = fc.constantFrom('', '?', '?token', '%', '/?token=%E0%A4%A')
  const url = fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true }), odd)
  const names = ['x-hub-signature-256', 'x-mews-signature', 'x-odd', 'x-webhook-secret', 'authorization']
  fc.assert(
    fc.property(
      value,
      url,
      fc.uint8Array({ maxLength: 50 }),
      fc.array(fc.string(), { maxLength: 3 }),
      (given, url, bytes, extra) => {
        const headers = Object.fromEntries(names.map((name) => [name, given]))
        const sent = request({ url, headers, body: Buffer.from(bytes) })
        for (const scheme of SCHEMES) {
          t.match(scheme.check(sent, ['a secret nobody guesses']), /^(missing|mismatch)$/)
          t.match(scheme.check(sent, []), /^(missing|mismatch)$/)
          t.doesNotThrow(() => scheme.check(sent, extra))
        }
      }
    ),
    { numRuns: 150 }
  )
})

t.test('what a scheme signs, it accepts, and no other body, URL or secret', async (t) => {
  const secret = fc.stringMatching(/^[!-~]{1,60}$/)
  const body = fc.uint8Array({ maxLength: 80 })
  fc.assert(
    fc.property(secret, secret, body, body, (one, other, bytes, more) => {
      for (const scheme of SCHEMES) {
        const signed = signedBy(scheme, one, Buffer.from(bytes))
        t.equal(scheme.check(signed, [one]), 'ok')
        t.equal(scheme.check(signed, [other]), one === other ? 'ok' : 'mismatch')
        const changed = { ...signed, body: Buffer.from(more) }
        if (scheme.kind === 'signature' && !changed.body.equals(signed.body))
          t.equal(scheme.check(changed, [one]), 'mismatch')
      }
    }),
    { numRuns: 100 }
  )
})

t.test('a bearer token: its scheme in any case, its value exact', async (t) => {
  const secret = 'Tok-123.~+/='
  const verdict = (authorization: string | readonly string[], more = {}) =>
    sharedSecret().check(request({ headers: { authorization, ...more } }), [secret])
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) t.equal(verdict(`${scheme} ${secret}`), 'ok', scheme)
  t.equal(verdict(`Bearer   ${secret}`), 'ok', 'RFC 9110 allows several spaces')
  const wrong =
    '$|Basic $|Token $|Bearer$|Bearer:$|Bearer\t$|XBearer $|Bearer $x|Bearer x$|Bearer $ $|Bearer $,$|Bearer $, Bearer $|' +
    'Bearer "$"|Bearer Bearer $|Basic x, Bearer $|Bearer $\nx'
  for (const form of wrong.split('|')) t.not(verdict(form.replaceAll('$', secret)), 'ok', form)
  for (const value of [secret.slice(0, -1), secret.toUpperCase()]) t.not(verdict(`Bearer ${value}`), 'ok', value)
  t.equal(verdict([`Bearer ${secret}`, `Bearer ${secret}`]), 'missing', 'twice is as good as not at all')
  t.equal(verdict([`Bearer ${secret}`]), 'ok', 'a list of one is one')
  t.equal(verdict('Bearer wrong', { 'x-webhook-secret': secret }), 'ok', 'either of the two headers will do')
  t.equal(verdict(`Bearer ${secret}`, { 'x-webhook-secret': 'wrong' }), 'ok')
  t.equal(verdict('Bearer wrong', { 'x-webhook-secret': 'wrong' }), 'mismatch')
  t.equal(verdict('', {}), 'missing')
  for (const value of [`${secret} `, ` ${secret}`, `${secret},${secret}`, secret.toLowerCase(), `Bearer ${secret}`]) {
    t.equal(sharedSecret().check(request({ headers: { 'x-webhook-secret': value } }), [secret]), 'mismatch', value)
  }
  const own = sharedSecret('x-own')
  t.equal(own.check(request({ headers: { 'x-own': secret } }), [secret]), 'ok')
  t.equal(own.check(request({ headers: { 'x-webhook-secret': secret } }), [secret]), 'missing')
})

t.test('a secret of any letters and words, in UTF-8 or Latin-1', async (t) => {
  for (const secret of ['Schlüssel zum Haus', 'ключ 🔑', 'two words']) {
    const utf8 = Buffer.from(secret).toString('latin1')
    for (const value of secret.includes('ü') ? [utf8, secret] : [utf8]) {
      for (const headers of [{ 'x-webhook-secret': value }, { authorization: `Bearer ${value}` }]) {
        t.equal(sharedSecret().check(request({ headers }), [secret]), 'ok', JSON.stringify(headers))
        t.equal(sharedSecret().check(request({ headers }), [`${secret}!`]), 'mismatch')
      }
    }
    t.equal(sharedSecret().check(signedBy(sharedSecret(), secret), ['other', secret]), 'ok', 'as we sign it')
  }
})

t.test('a token in the URL: its name in any case, once, its value decoded and exact', async (t) => {
  const verdict = (query: string, token = 'a+b/c=') =>
    urlToken().check(request({ url: `https://h/p${query}` }), [token])
  for (const name of ['token', 'Token', 'TOKEN', 'tOkEn']) t.equal(verdict(`?${name}=a%2Bb/c%3D`), 'ok', name)
  t.equal(verdict('?x=1&token=a%2Bb%2Fc=&y=2'), 'ok')
  t.equal(verdict('?x=1', 'x'), 'missing')
  t.equal(verdict('/token=a%2Bb/c=', 'a+b/c='), 'missing', 'a path is no query')
  t.equal(verdict('?token=a+b/c='), 'ok', 'a plus that was not encoded')
  for (const query of 'token=s&token=s|token=s&Token=s|token=s&token=|token=x&TOKEN=s|token|token='.split('|')) {
    t.equal(verdict(`?${query}`, 's'), 'missing', query)
  }
  for (const query of ['?token=S', '?token=s%20', '?token=ss', '?token=s%00', '?token=s,s']) {
    t.equal(verdict(query, 's'), 'mismatch', query)
  }
  for (const query of ['?tokens=s', '?xtoken=s', '?token[]=s', '?%00token=s'])
    t.equal(verdict(query, 's'), 'missing', query)
  t.equal(urlToken('key').check(request({ url: '/?KEY=s' }), ['s']), 'ok')
})

t.test('a header that comes twice is as good as none', async (t) => {
  t.strictSame(
    [single('a'), single(['a']), single(['a', 'a']), single([]), single(undefined)],
    ['a', 'a', undefined, undefined, undefined]
  )
  const { headers = {} } = bare.sign({ url: '', body: Buffer.from(BODY) }, 'k')
  const value = headers['x-mews-signature'] ?? ''
  t.equal(bare.check(request({ headers: { 'x-mews-signature': [value, value] } }), ['k']), 'missing')
  t.equal(bare.check(request({ headers: { 'x-mews-signature': `${value}, ${value}` } }), ['k']), 'mismatch')
})

function request(part: Partial<SignedRequest>): SignedRequest {
  return { method: 'POST', url: 'https://h/p', headers: {}, body: Buffer.from(BODY), ...part }
}

function signedBy(scheme: Verifier, secret: string, body = Buffer.from(BODY)): SignedRequest {
  const { headers = {}, query } = scheme.sign({ url: 'https://h/p', body }, secret)
  return request({ url: `https://h/p${query ? `?${new URLSearchParams(query)}` : ''}`, headers, body })
}
