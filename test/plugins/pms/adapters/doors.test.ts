import t from 'tap'
import type { PmsAdapter } from '../../../../plugins/pms/adapter.ts'
import { addressList, bodyCredential, challenge, none, urlToken } from '../../../../src/contract/verifiers.ts'
import { matchExactly } from '../../../support/match-exactly.ts'
import { API_TOKEN, buildTestApp, SECRETS } from '../../../support/test-app.ts'
import { acme } from '../../../testing/acme.ts'

const URL = '/webhooks/pms/acme'
const BODY = JSON.stringify({ delivery: 'd', hotel: 'H', bookings: [] })
const { WHATSAPP_APP_SECRET, TWILIO_AUTH_TOKEN, PMS_WEBHOOK_SECRET } = SECRETS
const ELSEWHERE = { HOST: '10.0.0.1', API_TOKEN, WHATSAPP_APP_SECRET, TWILIO_AUTH_TOKEN }

t.test('an address counts as the trusted proxies tell it, and as nobody else does', async (t) => {
  const verify = addressList(['192.0.2.7'], urlToken())
  const environ = { ACME_WEBHOOK_TOKEN: 'tok', TRUST_PROXY: '10.0.0.0/8' }
  const { app } = await buildTestApp(t, environ, { adapters: [adapter({ verify })] })
  const post = async (remoteAddress: string, forwarded?: string, token = 'tok') => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
    const url = `${URL}?token=${token}`
    return (await app.inject({ method: 'POST', url, payload: BODY, headers, remoteAddress })).statusCode
  }
  t.equal(await post('192.0.2.7'), 200)
  t.equal(await post('10.1.1.1', '192.0.2.7'), 200)
  t.equal(await post('10.1.1.1', '203.0.113.5, 192.0.2.7'), 200)
  t.equal(await post('10.1.1.1', '192.0.2.7, 203.0.113.5'), 401, 'what the proxy was told by its caller')
  t.equal(await post('203.0.113.5', '192.0.2.7'), 401, 'a stranger who says he is a proxy')
  t.equal(await post('10.1.1.1'), 401)
  t.equal(await post('192.0.2.7', undefined, 'other'), 401, 'the address alone is not enough')
})

t.test('a vendor that proves nothing comes in only where that is switched on, and is marked', async (t) => {
  const adapters = [adapter({ verify: none() })]
  const shut = await buildTestApp(t, { ...ELSEWHERE, PMS_WEBHOOK_SECRET }, { adapters })
  t.equal((await shut.post(URL, BODY)).statusCode, 401)
  t.equal((await shut.post(URL, BODY, { 'x-webhook-secret': PMS_WEBHOOK_SECRET })).statusCode, 200, 'a relay of ours')
  const open = await buildTestApp(t, { ...ELSEWHERE, PMS_WEBHOOK_SECRET, ALLOW_UNVERIFIED: 'pms' }, { adapters })
  t.equal((await open.post(URL, BODY)).statusCode, 200)
  t.equal((await open.post('/webhooks/pms/guests', '{}')).statusCode, 401, 'the other routes still ask')
  t.strictSame(await open.rows('select verified from deliveries'), [{ verified: false }])
})

t.test('a handshake is answered to whom it may concern, a delivery in the vendor’s own words', async (t) => {
  const reply: PmsAdapter['reply'] = (payload) =>
    payload === undefined ? undefined : { contentType: 'application/xml', body: '<Success/>' }
  const greeted = adapter({ verify: urlToken(), handshake: challenge('hub.challenge'), reply })
  const app = await buildTestApp(t, { ACME_WEBHOOK_TOKEN: 'tok' }, { adapters: [greeted] })
  const get = async (query: string) => app.app.inject(`${URL}?${query}`)
  matchExactly(t, await get('token=tok&hub.challenge=42'), { statusCode: 200, body: '42' })
  t.equal((await get('token=tok')).statusCode, 400)
  t.equal((await get('token=no&hub.challenge=42')).statusCode, 401)
  t.equal((await app.deliveries()).length, 0)
  const kept = await app.post(`${URL}?token=tok`, BODY)
  matchExactly(t, [kept.statusCode, kept.headers['content-type'], kept.body], [200, /xml/, '<Success/>'])
  matchExactly(t, (await app.post(`${URL}?token=tok`, '{}')).json(), { received: true, outcome: 'quarantined' })
})

t.test('a credential in the body is nowhere in the database', async (t) => {
  const verify = bodyCredential('auth', 'password')
  const app = await buildTestApp(t, { ACME_WEBHOOK_SECRET: 'LEAK-me' }, { adapters: [adapter({ verify })] })
  const sent = JSON.stringify({ ...JSON.parse(BODY), auth: { user: 'acme', password: 'LEAK-me' } })
  t.equal((await app.post(URL, sent)).statusCode, 200)
  t.equal((await app.post(URL, sent.replace('LEAK-me', 'LEAK-you'))).statusCode, 401)
  const [row] = await app.rows("select convert_from(body, 'UTF8') as text, masked from deliveries")
  t.match(row, { text: /"user":"acme"/, masked: true })
  t.notMatch(row?.['text'], 'LEAK')
})

t.test('hundreds of Mews events in one delivery become one for each thing', async (t) => {
  const app = await buildTestApp(t, { MEWS_WEBHOOK_TOKEN: 'tok' })
  const Events = Array.from({ length: 900 }, (_, at) => ({
    Discriminator: ['CustomerAdded', 'CustomerUpdated', 'ServiceOrderUpdated'][at % 3],
    Value: { Id: `id-${Math.floor(at / 3) % 150}` }
  }))
  const reply = await app.post('/webhooks/pms/mews?token=tok', JSON.stringify({ EnterpriseId: 'e', Events }))
  t.equal(reply.json().events.length, 300)
  t.equal(new Set((await app.events()).map(({ subject }) => subject)).size, 300)
})

function adapter(change: Partial<PmsAdapter>): PmsAdapter {
  return { ...acme, ...change } as PmsAdapter
}
