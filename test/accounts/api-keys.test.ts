import t from 'tap'
import { isApiKey, newApiKey } from '../../src/accounts/api-key.ts'
import { managing, metaSignature, WITH_ACCOUNTS, whatsAppText } from '../support/test-accounts.ts'
import { buildTestApp } from '../support/test-app.ts'

t.test('a key has a prefix and a checksum that finds each wrong character', async (t) => {
  const key = newApiKey(false)
  t.match(key, /^bh_live_[0-9A-Za-z]{38}$/)
  t.ok(isApiKey(key))
  t.match(newApiKey(true), /^bh_dev_[0-9A-Za-z]{38}$/)
  for (let at = 8; at < key.length; at++) {
    const other = key[at] === 'a' ? 'b' : 'a'
    t.notOk(isApiKey(key.slice(0, at) + other + key.slice(at + 1)), `character ${at}`)
  }
})

t.test('a scope opens its routes, and a missing one is named', async (t) => {
  const { app, rows, ...test } = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing({ app })
  const { key } = (await api('POST', '/api/keys', { name: 'butler', scopes: ['events.read'] })).json()
  t.notOk(JSON.stringify(await rows('select * from api_keys')).includes(key))
  const ask = managing({ app }, key)
  t.equal((await ask('GET', '/api/events')).statusCode, 200)
  for (const [path, scope] of [
    ['/api/deliveries', 'deliveries.read'],
    ['/api/accounts', 'manage'],
    ['/api/audit', 'manage'],
    ['/metrics', 'metrics']
  ] as const) {
    const { statusCode, ...reply } = await ask('GET', path)
    const { code, details } = reply.json().error
    t.strictSame([statusCode, code, details], [403, 'SCOPE_MISSING', { scope }], path)
  }
  t.equal((await ask('POST', '/api/keys', { name: 'more', scopes: ['manage'] })).json().error.code, 'FORBIDDEN')
  t.equal((await managing({ app }, newApiKey(false))('GET', '/api/events')).statusCode, 401)
  t.equal((await test.get('/api/events')).statusCode, 200, 'API_TOKEN has all scopes')
})

t.test('fields of a key are checked', async (t) => {
  const api = managing(await buildTestApp(t, WITH_ACCOUNTS))
  const cases: [object, number, string][] = [
    [{ name: 'k', scopes: ['events.read', 'everything'] }, 400, '/scopes/1'],
    [{ name: 'k', scopes: ['events.read'], hotels: ['nowhere'] }, 400, '/hotels/0'],
    [{ name: 'k', scopes: ['events.read'], endsAt: '2020-01-01T00:00:00Z' }, 400, '/endsAt'],
    [{ name: 'a b', scopes: ['events.read'] }, 400, '/name']
  ]
  for (const [body, status, path] of cases) {
    const reply = await api('POST', '/api/keys', body)
    t.strictSame([reply.statusCode, reply.json().error.details.errors[0].path], [status, path], reply.body)
  }
  t.equal((await api('POST', '/api/keys', { name: 'k', scopes: ['metrics'] })).statusCode, 201)
  const again = await api('POST', '/api/keys', { name: 'k', scopes: ['metrics'] })
  t.strictSame([again.statusCode, again.json().error.details.errors[0].path], [409, '/name'])
})

t.test('a rotated key stays good for the overlap, and a revoked one stays listed', async (t) => {
  const { app } = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing({ app })
  const first = (await api('POST', '/api/keys', { name: 'k', scopes: ['events.read'] })).json().key
  const second = (await api('POST', '/api/keys/k/rotate', { overlapSeconds: 3600 })).json().key
  const statuses = async () => {
    const replies = [first, second].map((key) => managing({ app }, key)('GET', '/api/events'))
    return (await Promise.all(replies)).map(({ statusCode }) => statusCode)
  }
  t.strictSame(await statuses(), [200, 200])
  t.equal((await api('POST', '/api/keys/k/rotate')).json().error.code, 'ROTATION_RUNNING')
  t.equal((await api('DELETE', '/api/keys/k')).statusCode, 204)
  t.strictSame(await statuses(), [401, 401])
  const [listed] = (await api('GET', '/api/keys')).json().keys
  t.ok(listed.endedAt)

  await api('POST', '/api/keys', { name: 'n', scopes: ['events.read'] })
  await api('POST', '/api/keys/n/rotate', { overlapSeconds: 0 })
  t.equal((await api('POST', '/api/keys/n/rotate', { overlapSeconds: 0 })).statusCode, 200, 'no overlap is running')
})

t.test('a key for a hotel sees only what is of this hotel', async (t) => {
  const { app, post, deliveries } = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing({ app })
  for (const [slug, value] of [
    ['a', '111'],
    ['b', '222']
  ] as const) {
    await api('POST', '/api/hotels', { slug, name: slug, timeZone: 'Europe/Berlin' })
    const secret = `the-app-secret-of-hotel-${slug}`
    const account = { slug, kind: 'whatsapp', name: slug, hotel: slug, ids: [{ type: 'phone_number_id', value }] }
    await api('POST', '/api/accounts', { ...account, secrets: [{ purpose: 'app_secret', value: secret }] })
    const body = whatsAppText(value, `wamid.${slug}`)
    t.equal((await post('/webhooks/whatsapp', body, metaSignature(body, secret))).statusCode, 200)
  }
  const scopes = ['events.read', 'deliveries.read', 'bodies.read', 'replay']
  const { key } = (await api('POST', '/api/keys', { name: 'k', scopes, hotels: ['a'] })).json()
  const ask = managing({ app }, key)
  t.strictSame(
    (await ask('GET', '/api/events')).json().events.map(({ hotel }: { hotel: string }) => hotel),
    ['a']
  )
  t.strictSame(
    (await ask('GET', '/api/deliveries')).json().deliveries.map(({ hotel }: { hotel: string }) => hotel),
    ['a']
  )
  t.strictSame((await ask('GET', '/api/events?hotel=b')).json().events, [])
  for (const { id, hotel } of await deliveries()) {
    const status = hotel === 'a' ? 200 : 404
    t.equal((await ask('GET', `/api/deliveries/${id}`)).statusCode, status)
    t.equal((await ask('GET', `/api/deliveries/${id}/raw`)).statusCode, status)
    t.equal((await ask('POST', `/api/deliveries/${id}/replay?dryRun=true`)).statusCode, status)
  }
})
