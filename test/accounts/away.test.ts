import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createProxiedDatabase } from '../support/proxied-database.ts'
import { managing, metaSignature, WITH_ACCOUNTS, waitFor, whatsAppText } from '../support/test-accounts.ts'
import { buildTestApp, makeFolder, type TestApp } from '../support/test-app.ts'

const SECRETS = { a: 'the-app-secret-of-hotel-a', b: 'the-app-secret-of-hotel-b' }
const NUMBERS = { a: '111', b: '222' }

async function makeHotels(test: TestApp): Promise<void> {
  const api = managing(test)
  for (const slug of ['a', 'b'] as const) {
    await api('POST', '/api/hotels', { slug, name: slug, timeZone: 'Europe/Berlin' })
    const ids = [{ type: 'phone_number_id', value: NUMBERS[slug] }]
    const secrets = [{ purpose: 'app_secret', value: SECRETS[slug] }]
    await api('POST', '/api/accounts', { slug, kind: 'whatsapp', name: slug, hotel: slug, ids, secrets })
  }
}

async function send({ post }: TestApp, number: string, id: string, secret: string, padding = ''): Promise<unknown[]> {
  const body = whatsAppText(number, id).replace('"body":"Hi"', `"body":"Hi${padding}"`)
  const reply = await post('/webhooks/whatsapp', body, metaSignature(body, secret))
  return [reply.statusCode, reply.headers['bellhook-outcome']]
}

t.test('a gateway that starts while the database is away verifies, spools, and drains for each account', async (t) => {
  const { proxy, databaseUrl } = await createProxiedDatabase(t)
  const environ = { ...WITH_ACCOUNTS, DATA_DIR: makeFolder(t) }
  const first = await buildTestApp(t, environ, { databaseUrl })
  await makeHotels(first)
  await first.app.close()
  const snapshot = join(environ.DATA_DIR, 'accounts.sealed')
  t.equal(statSync(snapshot).mode & 0o777, 0o600)
  for (const secret of Object.values(SECRETS)) t.notOk(readFileSync(snapshot).includes(secret))

  proxy.set('refuse')
  const second = await buildTestApp(t, environ, { databaseUrl })
  t.strictSame(await send(second, '111', 'wamid.1', SECRETS.a), [200, 'spooled'])
  t.strictSame(await send(second, '222', 'wamid.2', SECRETS.b), [200, 'spooled'])
  t.strictSame(
    await send(second, '222', 'wamid.3', SECRETS.a),
    [200, 'spooled'],
    'another hotel, found when it is drained'
  )
  t.strictSame((await send(second, '111', 'wamid.4', 'a-secret-of-nobody-0123'))[0], 401)

  proxy.set('forward')
  const deliveries = await waitFor(async () => {
    const { statusCode } = await second.get('/api/deliveries')
    const found = statusCode === 200 ? await second.deliveries() : []
    return found.length === 3 && found
  }, 'the drained deliveries')
  t.strictSame(
    deliveries.map(({ outcome, cause, account, hotel }) => [outcome, cause, account, hotel]),
    [
      ['accepted', 'none', 'a', 'a'],
      ['accepted', 'none', 'b', 'b'],
      ['quarantined', 'foreign', 'a', null]
    ]
  )
  t.strictSame(
    (await second.events()).map(({ subject, account, hotel }) => [subject, account, hotel]),
    [
      ['message/wamid.1', 'a', 'a'],
      ['message/wamid.2', 'b', 'b']
    ]
  )
})

t.test('a large body is read in the worker thread for its account', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  await makeHotels(test)
  const padding = 'x'.repeat(200 * 1024)
  t.strictSame(await send(test, '111', 'wamid.1', SECRETS.a, padding), [200, 'accepted'])
  t.strictSame(await send(test, '222', 'wamid.2', SECRETS.a, padding), [200, 'quarantined'])
  t.strictSame(
    (await test.events()).map(({ subject, account, hotel }) => [subject, account, hotel]),
    [['message/wamid.1', 'a', 'a']]
  )
})

t.test('a list of the environment does not bind an account, whichever thread reads the body', async (t) => {
  const test = await buildTestApp(t, { ...WITH_ACCOUNTS, MEWS_PROPERTIES: 'another-enterprise' })
  const value = 'webhook-token-of-hotel-a'
  const ids = [{ type: 'property', value: 'enterprise-a' }]
  await managing(test)('POST', '/api/accounts', {
    ...{ slug: 'm', kind: 'mews', name: 'm', ids },
    secrets: [{ purpose: 'webhook_token', value }]
  })
  for (const padding of ['', ' '.repeat(200 * 1024)]) {
    const Events = [{ Discriminator: 'ServiceOrderUpdated', Value: { Id: `order-${padding.length}` } }]
    const body = JSON.stringify({ EnterpriseId: 'enterprise-a', IntegrationId: 'i', Events }) + padding
    const headers = { 'content-type': 'application/json' }
    const reply = await test.post(`/webhooks/pms/mews?token=${value}`, body, headers)
    t.strictSame([reply.statusCode, reply.headers['bellhook-outcome']], [200, 'accepted'], reply.body)
  }
  t.strictSame(
    (await test.events()).map(({ account }) => account),
    ['m', 'm']
  )
})
