import fc from 'fast-check'
import t from 'tap'
import twilio from 'twilio'
import { twilioSignature } from '../../../plugins/sms/twilio-signature.ts'

const TOKEN = '12345'
const FORM = 'application/x-www-form-urlencoded; charset=UTF-8'
const CALL = 'CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212'
const PLAIN = 'https://mycompany.com/myapp.php?foo=1&bar=2'
const OWN = 'https://gw.example.test/webhooks/sms'
const JSON_BODY = '{"property": "value", "boolean": true}'
const JSON_HASH = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620'
const EMPTY_HASH = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'

// Facts of the official libraries' own tests: https://github.com/twilio/twilio-node/tree/main/spec
const VECTORS: readonly (readonly [url: string, body: string, signature: string])[] = [
  [PLAIN, CALL, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['https://mycompany.com:1234/myapp.php?foo=1&bar=2', CALL, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['https://mycompany.com:443/myapp.php?foo=1&bar=2', CALL, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['https://mycompany.com:443/myapp.php?foo=1&bar=2', CALL, 'kvajT1Ptam85bY51eRf/AJRuM3w='],
  [PLAIN, CALL, 'kvajT1Ptam85bY51eRf/AJRuM3w='],
  ['http://mycompany.com:80/myapp.php?foo=1&bar=2', CALL, '0ZXoZLH/DfblKGATFgpif+LLRf4='],
  ['http://mycompany.com/myapp.php?foo=1&bar=2', CALL, '0ZXoZLH/DfblKGATFgpif+LLRf4='],
  ['http://mycompany.com:1234/myapp.php?foo=1&bar=2', CALL, 'Zmvh+3yNM1Phv2jhDCwEM3q5ebU='],
  ['https://user:pass@mycompany.com/myapp.php?foo=1&bar=2', CALL, 'CukzLTc1tT5dXEDIHm/tKBanW10='],
  ['https://user:pass@mycompany.com:443/myapp.php?foo=1&bar=2', CALL, 'ZQFR1PTIZXF2MXB8ZnKCvnnA+rI='],
  ['https://user@mycompany.com/myapp.php?foo=1&bar=2', CALL, '2YRLlVAflCqxaNicjMpJcSTgzSs='],
  [`${PLAIN}&Body=It%27s+amazing`, CALL, 'TfZzewPq8wqrGlMfyAud8+/IvJ0='],
  [`${PLAIN}&Body=It's+amazing`, CALL, 'TfZzewPq8wqrGlMfyAud8+/IvJ0='],
  [`${PLAIN}&Body=It's+amazing`, CALL, 'dsq4Ehbj6cs+KdTkpF5sSSplOWw='],
  [
    PLAIN,
    'MessagingBinding.Address=%2B1325xxxxxxx&MessagingBinding.Address=%2B1415xxxxxxx',
    '83O6e2vORAoJHUNzJjDWN1jz+BA='
  ],
  [
    PLAIN,
    'MessagingBinding.Address=%2B1415xxxxxxx&MessagingBinding.Address=%2B1325xxxxxxx',
    '83O6e2vORAoJHUNzJjDWN1jz+BA='
  ],
  [PLAIN, 'Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234', 'IK+Dwps556ElfBT0I3Rgjkr1wJU='],
  [
    OWN,
    'Body=Gr%C3%BC%C3%9Fe+%F0%9F%91%8B+%E6%97%A5%E6%9C%AC&From=%2B4915112345678&To=%2B4930123456',
    'mpOfmfbNfRsGgav1T1kw32AJaGE='
  ],
  [OWN, 'a=1&B=2&A=3', 'zvvG/MRz8IOhq3O7s+MjH2ErHZo='],
  [
    OWN,
    'Body=&FromCity=&From=%2B4915112345678&MessageSid=SM00000000000000000000000000000001&NumMedia=1&To=%2B4930123456',
    '/1skUsCy0K3Y2V3On6hjWMxf0b8='
  ],
  [OWN, 'Body=1+%2B+1+%3D+2+%26+100%25%0D%0Aok&From=%2B4915112345678&To=%2B4930123456', '19r+ewD7sufzDc1bXUgM/fQP2eM='],
  [OWN, 'MediaUrl1=y&MediaUrl10=x&MediaUrl2=z', 'SFlLQ9bAVosKUZ8X/XWxD/xtCO8=']
]

t.test('every published signature is accepted, and none after a change', async (t) => {
  for (const [url, body, signature] of VECTORS) {
    t.equal(check(url, body, signature), 'ok', `${url} ${body}`)
    t.equal(check(url, `${body}x`, signature), 'mismatch')
    t.equal(check(url.replace('my', 'mi').replace('gw', 'gv'), body, signature), 'mismatch')
    t.equal(check(url.replace('foo=1', 'foo=2').replace('/sms', '/sms/status'), body, signature), 'mismatch')
  }
})

t.test('a body that is no form is covered by its hash in the URL, or by nothing', async (t) => {
  const json = 'application/json'
  const hashed = `${PLAIN}&bodySHA256=${JSON_HASH}`
  t.equal(check(hashed, JSON_BODY, 'a9nBmqA0ju/hNViExpshrM61xv4=', json), 'ok')
  t.equal(check(hashed, `${JSON_BODY} `, 'a9nBmqA0ju/hNViExpshrM61xv4=', json), 'mismatch')
  t.equal(
    check(`https://mycompany.com/myapp.php?bodySHA256=${JSON_HASH}`, JSON_BODY, 'y77kIzt2vzLz71DgmJGsen2scGs=', json),
    'ok'
  )
  t.equal(
    check(
      `https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=${EMPTY_HASH}`,
      '{}',
      'Ldidvp12m26NI7eqEvxnEpkd9Hc=',
      json
    ),
    'ok'
  )

  const get = `${OWN}?Body=Hi%20there&From=%2B4915112345678&To=%2B4930123456`
  const signature = 'I8oNjX7icWTUQdUa+q++tFQS1ps='
  const request = { method: 'GET', url: get, headers: { 'x-twilio-signature': signature }, body: Buffer.alloc(0) }
  t.equal(twilioSignature.check(request, [TOKEN]), 'ok')
  t.equal(check(get, '{"Body":"forged"}', signature, json), 'mismatch', 'a seen signature does not carry another body')
})

t.test('agrees with the official library on whatever parameters there are', async (t) => {
  const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((value) => value.isWellFormed())
  const parameters = fc.dictionary(text, fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })), { maxKeys: 8 })
  fc.assert(
    fc.property(parameters, fc.webUrl({ withQueryParameters: true }), (values, url) => {
      const body = new URLSearchParams()
      for (const [name, value] of Object.entries(values)) for (const one of [value].flat()) body.append(name, one)
      const expected = twilio.getExpectedTwilioSignature(TOKEN, url, values)
      // Not as the name of the assertion: what is random can break the stream of results.
      t.equal(check(url, body.toString(), expected), 'ok', { given: JSON.stringify([url, values]) })
      const [headers] = [twilioSignature.sign({ url, body: Buffer.from(body.toString()) }, TOKEN).headers ?? {}]
      t.ok(twilio.validateRequest(TOKEN, headers['x-twilio-signature'] ?? '', url, values))
    }),
    { numRuns: 200 }
  )
})

t.test('any header, URL and body gets a verdict', async (t) => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.uint8Array(), fc.string(), (header, url, body, type) => {
      const headers = { 'x-twilio-signature': header, 'content-type': type }
      const request = { method: 'POST', url, headers, body: Buffer.from(body) }
      t.not(twilioSignature.check(request, [TOKEN, 'other']), 'ok')
      t.not(twilioSignature.check(request, []), 'ok')
    })
  )
})

function check(url: string, body: string, signature: string, type = FORM) {
  const headers = { 'x-twilio-signature': signature, 'content-type': type }
  return twilioSignature.check({ method: 'POST', url, headers, body: Buffer.from(body) }, ['an-older-token', TOKEN])
}
