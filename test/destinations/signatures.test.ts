import { createPublicKey, randomBytes, verify } from 'node:crypto'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import t from 'tap'
import { type Received, startGateway, startReceiver } from '../support/destination-fixture.ts'

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`

/** True if both packages take a delivery with this secret. Throws if they do not agree. */
function isGenuine({ headers, body }: Received, secret: string): boolean {
  // Both take plain headers. Node types them as lists, too.
  const plain = headers as Record<string, string>
  const [one, other] = [StandardWebhook, SvixWebhook].map((Webhook) => {
    try {
      new Webhook(secret).verify(body, plain)
      return true
    } catch {
      return false
    }
  })
  if (one === undefined || one !== other) throw new Error('the packages do not agree')
  return one
}

t.test('standardwebhooks and svix verify, with the old and the new secret during a rotation', async (t) => {
  const gateway = await startGateway(t)
  const { received, url } = await startReceiver(t)
  const { secret: first } = (await gateway.call('PUT', '/butler', { url })).json()
  const send = async () => {
    t.equal((await gateway.call('POST', '/butler/test', {})).json().ok, true)
    const last = received.at(-1)
    if (last === undefined) throw new Error('nothing was received')
    return last
  }
  t.equal(isGenuine(await send(), first), true)
  t.equal(isGenuine(await send(), newSecret()), false)

  const before = Date.now()
  const rotated = await gateway.call('POST', '/butler/rotate', { graceSeconds: 3_600 })
  t.equal(rotated.statusCode, 200)
  t.strictSame(Object.keys(rotated.json()).sort(), ['previousUntil', 'secret'])
  const { secret: second, previousUntil } = rotated.json()
  t.ok(Math.abs(Date.parse(previousUntil) - before - 3_600_000) < 60_000)
  const both = await send()
  t.strictSame([isGenuine(both, first), isGenuine(both, second)], [true, true])

  const third = newSecret()
  t.equal((await gateway.call('POST', '/butler/rotate', { secret: third })).json().secret, third)
  const fourth = (await gateway.call('POST', '/butler/rotate')).json().secret
  const newest = await send()
  t.equal(String(newest.headers['webhook-signature']).split(' ').length, 3, 'at most three')
  const found = [first, second, third, fourth].map((secret) => isGenuine(newest, secret))
  t.strictSame(found, [false, true, true, true])

  const last = (await gateway.call('POST', '/butler/rotate', { graceSeconds: 0 })).json().secret
  const alone = await send()
  t.strictSame([isGenuine(alone, fourth), isGenuine(alone, last)], [false, true])
  t.notOk((await gateway.call('GET', '/butler')).body.includes('whsec_'))
})

t.test('a delivery is signed like a test, each event by itself', async (t) => {
  const gateway = await startGateway(t)
  const { received, url } = await startReceiver(t)
  const secret = newSecret()
  const made = (await gateway.call('PUT', '/butler', { url, secret })).json()
  t.equal('secret' in made, false, 'a given secret is not repeated')
  await gateway.guest('G1')
  await gateway.settled()
  t.strictSame(
    received.map((one) => isGenuine(one, secret)),
    [true]
  )
})

t.test('ed25519: the public key verifies a second signature', async (t) => {
  const gateway = await startGateway(t)
  const { received, url } = await startReceiver(t)
  const { publicKey } = (await gateway.call('PUT', '/butler', { url, ed25519: true })).json()
  t.match(publicKey, /^whpk_[A-Za-z0-9+/]{43}=$/)
  t.equal((await gateway.call('PUT', '/butler', { url, ed25519: true })).json().publicKey, publicKey, 'the key stays')
  await gateway.call('POST', '/butler/test', {})
  const { headers = {}, body } = received[0] ?? {}
  const [v1, v1a] = String(headers['webhook-signature']).split(' ')
  t.match(v1, /^v1,/)
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
  t.equal(verify(null, signed, key, Buffer.from(String(v1a).slice('v1a,'.length), 'base64')), true)
  t.equal('publicKey' in (await gateway.call('PUT', '/butler', { url })).json(), false)
})

t.test('secrets of the environment, read with each request; without a key they are the only ones', async (t) => {
  const environ = { SECRETS_KEY: '', PARTNER_SECRET: newSecret(), PARTNER_TOKEN: 'partner token' }
  const gateway = await startGateway(t, environ)
  const { received, url } = await startReceiver(t)
  const refused = await gateway.call('PUT', '/butler', { url })
  t.equal(refused.json().error.code, 'SECRETS_KEY_MISSING')
  const body = {
    ...{ url, secret: 'env:PARTNER_SECRET' },
    authorization: { type: 'bearer', token: 'env:PARTNER_TOKEN' }
  }
  const made = await gateway.call('PUT', '/butler', body)
  t.equal(made.statusCode, 201, made.body)
  t.strictSame(made.json().authorization, { type: 'bearer' })
  t.equal((await gateway.call('POST', '/butler/test', {})).json().ok, true)
  const [one] = received
  t.equal(one && isGenuine(one, environ.PARTNER_SECRET), true)
  t.equal(one?.headers.authorization, 'Bearer partner token')
})
