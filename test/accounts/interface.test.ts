import type { LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { managing, metaSignature, WITH_ACCOUNTS, waitFor, whatsAppText } from '../support/test-accounts.ts'
import { API_TOKEN, buildTestApp } from '../support/test-app.ts'

// What programs outside rely on: methods, paths, fields, and status codes of the management API.

const APP_SECRET = 'an-app-secret-of-seaview'
const ACCOUNT_FIELDS = ['slug', 'kind', 'name', 'hotel', 'state', 'version', 'pathKey', 'urls', 'ids', 'secrets']
const SECRET_FIELDS = ['id', 'purpose', 'hint', 'createdAt', 'createdBy', 'endsAt', 'usedAt']
const KEY_FIELDS = ['name', 'hint', 'scopes', 'hotels', 'endsAt', 'usedAt', 'createdAt', 'createdBy', 'endedAt']
const UNCLAIMED_FIELDS = ['id', 'kind', 'type', 'value', 'account', 'deliveries', 'firstAt', 'lastAt']
const ENTRY_FIELDS = ['position', 'at', 'actor', 'action', 'target', 'hotel', 'detail']
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/

/** The fields that a value lacks. */
function missing(value: object, fields: readonly string[]): string[] {
  return fields.filter((field) => !Object.hasOwn(value, field))
}

function mistakeOf(reply: LightMyRequestResponse): [status: number, code: string, path: string | undefined] {
  const { code, details } = reply.json().error
  return [reply.statusCode, code, details?.errors?.[0]?.path]
}

t.test('hotels, accounts, ids, and secrets answer with the fields of the interface', async (t) => {
  const api = managing(await buildTestApp(t, WITH_ACCOUNTS))
  const hotel = { slug: 'seaview', name: 'Hotel Seaview', timeZone: 'Europe/Berlin', country: 'DE' }
  const made = await api('POST', '/api/hotels', hotel)
  t.strictSame([made.statusCode, missing(made.json(), [...Object.keys(hotel), 'version'])], [201, []])
  t.strictSame((await api('GET', '/api/hotels/seaview')).json(), made.json())
  t.equal((await api('POST', '/api/hotels', { ...hotel, slug: 'mill', country: undefined })).json().country, null)

  const ids = [{ type: 'phone_number_id', value: '106540352242922', hotel: 'seaview', label: '+49 30 901820' }]
  const secrets = [{ purpose: 'app_secret', value: APP_SECRET, endsAt: '2999-01-01T00:00:00Z' }]
  const given = { slug: 'wa', kind: 'whatsapp', name: 'Front desk', hotel: 'seaview', ids, secrets }
  const created = await api('POST', '/api/accounts', given)
  const account = created.json()
  t.strictSame([created.statusCode, missing(account, ACCOUNT_FIELDS)], [201, []])
  t.strictSame(account.ids, ids)
  t.strictSame(missing(account.secrets[0], SECRET_FIELDS), [])
  t.match(account.secrets[0].createdAt, TIME)
  t.match(account.pathKey, /^[a-z2-7]{12}$/)
  t.strictSame(account.urls, [`https://gw.example.test/webhooks/whatsapp/a/${account.pathKey}`])
  t.strictSame((await api('GET', '/api/accounts/wa')).json(), account)

  const added = await api('POST', '/api/accounts/wa/secrets', { purpose: 'verify_token', value: 'a-verify-token-0123' })
  t.strictSame([added.statusCode, missing(added.json(), SECRET_FIELDS)], [201, []])
  t.equal(added.json().hint, null, 'it has 19 characters')
  const secret = `/api/accounts/wa/secrets/${account.secrets[0].id}`
  const ended = await api('PATCH', secret, { endsAt: '2998-01-01T00:00:00Z' })
  t.strictSame([ended.statusCode, ended.json().endsAt], [200, '2998-01-01T00:00:00.000Z'])
  t.equal((await api('DELETE', secret)).statusCode, 204)
  t.equal((await api('DELETE', secret)).statusCode, 404)
  const put = await api('PUT', '/api/accounts/wa/ids/waba_id/102290129340398', { label: 'Both numbers' })
  t.strictSame([put.statusCode, missing(put.json(), ACCOUNT_FIELDS)], [200, []])
  t.equal((await api('DELETE', '/api/accounts/wa/ids/waba_id/102290129340398')).statusCode, 204)
  t.equal((await api('DELETE', '/api/accounts/wa/ids/waba_id/102290129340398')).statusCode, 404)

  for (const [name, path] of [
    ['hotels', '/api/hotels'],
    ['accounts', '/api/accounts']
  ] as const) {
    const first = (await api('GET', `${path}?limit=1`)).json()
    t.strictSame([Object.keys(first).sort(), first[name].length], [[name, 'cursor'].sort(), 1])
    const rest = (await api('GET', `${path}?after=${first.cursor}`)).json()
    t.equal(rest[name].length, name === 'hotels' ? 1 : 0)
    t.equal((await api('GET', `${path}?after=nonsense`)).statusCode, 400)
  }
})

t.test('each mistake has its status, code, and path', async (t) => {
  const api = managing(await buildTestApp(t, WITH_ACCOUNTS))
  await api('POST', '/api/hotels', { slug: 'seaview', name: 'x', timeZone: 'Europe/Berlin' })
  const secrets = [{ purpose: 'verify_token', value: 'a-verify-token-0123456' }]
  const { version } = (
    await api('POST', '/api/accounts', { slug: 'wa', kind: 'whatsapp', name: 'x', hotel: 'seaview', secrets })
  ).json()
  await api('POST', '/api/accounts', { slug: 'wb', kind: 'whatsapp', name: 'x' })
  await api('PUT', '/api/accounts/wa/ids/waba_id/1')
  const long = `${'a'.repeat(64)}b`
  for (const [method, url, body, expected] of [
    ['POST', '/api/hotels', { slug: long, name: 'x', timeZone: 'Europe/Berlin' }, [400, 'VALIDATION_ERROR', '/slug']],
    ['POST', '/api/hotels', { slug: 'b', name: 'x', timeZone: '+02:00' }, [400, 'VALIDATION_ERROR', '/timeZone']],
    ['POST', '/api/hotels', { slug: 'seaview', name: 'x', timeZone: 'UTC' }, [409, 'ALREADY_EXISTS', '/slug']],
    ['PATCH', '/api/hotels/seaview', { slug: 'b' }, [400, 'VALIDATION_ERROR', '/slug']],
    ['GET', '/api/hotels?colour=red', undefined, [400, 'VALIDATION_ERROR', '/colour']],
    ['GET', '/api/hotels/seaview?colour=red', undefined, [400, 'VALIDATION_ERROR', '/colour']],
    ['GET', '/api/hotels/nowhere', undefined, [404, 'NOT_FOUND', undefined]],
    ['DELETE', '/api/hotels/seaview', undefined, [409, 'IN_USE', undefined]],
    ['POST', '/api/accounts', { slug: 'wa', kind: 'whatsapp', name: 'x' }, [409, 'ALREADY_EXISTS', '/slug']],
    ['PATCH', '/api/accounts/wa', { hotel: 'nowhere' }, [400, 'VALIDATION_ERROR', '/hotel']],
    ['PATCH', '/api/accounts/wa', { state: 'gone' }, [400, 'VALIDATION_ERROR', '/state']],
    ['PATCH', '/api/accounts/wa', { name: 'y', version }, [409, 'VERSION_CONFLICT', undefined]],
    ['PUT', '/api/accounts/wb/ids/waba_id/1', undefined, [409, 'ALREADY_EXISTS', '/value']],
    ['PUT', '/api/accounts/wb/ids/number/1', undefined, [400, 'VALIDATION_ERROR', '/type']],
    ['PUT', '/api/accounts/wb/ids/waba_id/2', { hotel: 'nowhere' }, [400, 'VALIDATION_ERROR', '/hotel']],
    ['POST', '/api/accounts/wb/secrets', secrets[0], [409, 'ALREADY_EXISTS', '/value']],
    ['POST', '/api/accounts/wa/secrets', secrets[0], [409, 'ALREADY_EXISTS', '/value']],
    ['POST', '/api/accounts/wa/secrets', { purpose: 'x', value: APP_SECRET }, [400, 'VALIDATION_ERROR', '/purpose']],
    ['POST', '/api/accounts/no/secrets', secrets[0], [404, 'NOT_FOUND', undefined]],
    ['POST', '/api/unclaimed/7/claim', { account: 'wa' }, [404, 'NOT_FOUND', undefined]],
    ['POST', '/api/keys', { name: 'k', scopes: ['metrics', 'x'] }, [400, 'VALIDATION_ERROR', '/scopes/1']],
    ['POST', '/api/keys', { name: 'k', scopes: ['metrics'], hotels: ['x'] }, [400, 'VALIDATION_ERROR', '/hotels/0']],
    ['POST', '/api/keys/k/rotate', { overlapSeconds: 604_801 }, [400, 'VALIDATION_ERROR', '/overlapSeconds']],
    ['POST', '/api/keys/k/rotate', undefined, [404, 'NOT_FOUND', undefined]],
    ['DELETE', '/api/keys/k', undefined, [404, 'NOT_FOUND', undefined]],
    ['POST', '/api/operators', { name: 'a', role: 'king' }, [400, 'VALIDATION_ERROR', '/role']],
    ['PATCH', '/api/operators/nobody', { role: 'viewer' }, [404, 'NOT_FOUND', undefined]],
    ['GET', '/api/hotels/Nowhere', undefined, [404, 'NOT_FOUND', undefined]],
    ['PATCH', '/api/accounts/-', { name: 'x' }, [404, 'NOT_FOUND', undefined]],
    ['DELETE', '/api/accounts/wa/secrets/nothing', undefined, [404, 'NOT_FOUND', undefined]],
    ['DELETE', '/api/keys/%00', undefined, [404, 'NOT_FOUND', undefined]],
    ['DELETE', '/api/operators/@', undefined, [404, 'NOT_FOUND', undefined]],
    ['GET', '/api/audit?who=x', undefined, [400, 'VALIDATION_ERROR', '/who']]
  ] as const) {
    t.strictSame(mistakeOf(await api(method, url, body)), expected, `${method} ${url}`)
  }
})

t.test('unclaimed ids, keys, operators, and the audit log answer with the fields of the interface', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(test)
  const secrets = [{ purpose: 'app_secret', value: APP_SECRET }]
  await api('POST', '/api/accounts', { slug: 'wa', kind: 'whatsapp', name: 'x', secrets })
  const body = whatsAppText('106540352242999', 'wamid.1')
  await test.post('/webhooks/whatsapp', body, metaSignature(body, APP_SECRET))
  const [unclaimed] = await waitFor(async () => {
    const found = (await api('GET', '/api/unclaimed')).json().unclaimed
    return found.length > 0 && found
  }, 'the unclaimed id')
  t.strictSame(missing(unclaimed, UNCLAIMED_FIELDS), [])
  t.equal(typeof unclaimed.id, 'string')
  const { kind, type, value, account, deliveries } = unclaimed
  t.strictSame([kind, type, value, account, deliveries], ['whatsapp', 'phone_number_id', '106540352242999', 'wa', 1])
  t.match(unclaimed.firstAt, TIME)
  const claimed = await api('POST', `/api/unclaimed/${unclaimed.id}/claim`, { account: 'wa' })
  t.strictSame([claimed.statusCode, missing(claimed.json(), ACCOUNT_FIELDS)], [200, []])
  t.strictSame((await api('GET', '/api/unclaimed')).json().unclaimed, [])

  const created = await api('POST', '/api/keys', { name: 'k', scopes: ['metrics'] })
  t.strictSame([created.statusCode, missing(created.json(), [...KEY_FIELDS, 'key'])], [201, []])
  t.match(created.json().key, /^bh_live_[0-9A-Za-z]{38}$/)
  t.equal(created.json().hint, created.json().key.slice(-4))
  t.strictSame(missing((await api('GET', '/api/keys')).json().keys[0], KEY_FIELDS), [])
  const rotated = await api('POST', '/api/keys/k/rotate')
  t.strictSame([rotated.statusCode, missing(rotated.json(), [...KEY_FIELDS, 'key', 'oldUntil'])], [200, []])
  t.strictSame(mistakeOf(await api('POST', '/api/keys/k/rotate')), [409, 'ROTATION_RUNNING', undefined])
  const byKey = managing(test, rotated.json().key)
  t.strictSame((await byKey('GET', '/api/hotels')).json().error.details, { scope: 'manage' })
  for (const [method, url] of [
    ['GET', '/api/keys'],
    ['POST', '/api/keys'],
    ['POST', '/api/keys/k/rotate'],
    ['DELETE', '/api/keys/k'],
    ['GET', '/api/operators'],
    ['POST', '/api/operators'],
    ['PATCH', '/api/operators/mara'],
    ['DELETE', '/api/operators/mara'],
    ['POST', '/api/accounts/import'],
    ['POST', '/api/secrets/reseal'],
    ['GET', '/api/secrets/status'],
    ['GET', '/api/audit/verify']
  ] as const) {
    const body = method === 'POST' || method === 'PATCH' ? { colour: 'red' } : undefined
    t.strictSame(mistakeOf(await byKey(method, url, body)), [403, 'FORBIDDEN', undefined], `${method} ${url}`)
  }
  t.equal((await api('DELETE', '/api/keys/k')).statusCode, 204)
  t.match((await api('GET', '/api/keys')).json().keys[0].endedAt, TIME)
  t.equal((await managing(test, `${API_TOKEN}x`)('GET', '/api/hotels')).statusCode, 401)

  const invited = await api('POST', '/api/operators', { name: 'mara', role: 'admin' })
  t.strictSame([invited.statusCode, missing(invited.json(), ['name', 'role', 'hotels', 'url', 'endsAt'])], [201, []])
  t.strictSame(missing((await api('GET', '/api/operators')).json().operators[0], ['name', 'role', 'hotels']), [])
  t.strictSame(mistakeOf(await api('POST', '/api/operators', { name: 'mara', role: 'admin' })), [
    409,
    'ALREADY_EXISTS',
    '/name'
  ])

  const { entries, cursor } = (await api('GET', '/api/audit?action=account.created')).json()
  t.strictSame([entries.length, missing(entries[0], ENTRY_FIELDS), typeof cursor], [1, [], 'string'])
  t.strictSame([entries[0].actor, entries[0].target], ['api-token', 'account:wa'])
  t.equal(typeof entries[0].position, 'number')
  const all = (await api('GET', '/api/audit')).json().entries.map(({ position }: { position: number }) => position)
  t.strictSame(
    all,
    [...all].sort((one, other) => one - other),
    'oldest first'
  )
})
