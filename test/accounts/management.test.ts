import t from 'tap'
import { managing, metaSignature, SECRETS_KEY, WITH_ACCOUNTS, whatsAppText } from '../support/test-accounts.ts'
import { buildTestApp, createDatabase, SECRETS } from '../support/test-app.ts'

const APP_SECRET = 'an-app-secret-of-seaview'

t.test('a wrong field is named, and nothing is written', async (t) => {
  const { rows, ...test } = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(test)
  const good = { slug: 'wa', kind: 'whatsapp', name: 'x', ids: [{ type: 'waba_id', value: '1' }] }
  const cases: [object, number, string][] = [
    [{ ...good, slug: 'Wa--1' }, 400, '/slug'],
    [{ ...good, kind: 'fax' }, 400, '/kind'],
    [{ ...good, hotel: 'nowhere' }, 400, '/hotel'],
    [{ ...good, ids: [{ type: 'number', value: '+49301234567' }] }, 400, '/ids/0/type'],
    [
      {
        ...good,
        ids: [
          { type: 'waba_id', value: '1' },
          { type: 'waba_id', value: '1' }
        ]
      },
      409,
      '/ids/1/value'
    ],
    [{ ...good, secrets: [{ purpose: 'auth_token', value: APP_SECRET }] }, 400, '/secrets/0/purpose'],
    [{ ...good, secrets: [{ purpose: 'app_secret', value: 'short' }] }, 400, '/secrets/0/value'],
    [{ ...good, secrets: [{ purpose: 'app_secret', value: 'with a blank in the middle' }] }, 400, '/secrets/0/value'],
    [
      { ...good, secrets: [{ purpose: 'app_secret', value: APP_SECRET, endsAt: '2020-01-01T00:00:00Z' }] },
      400,
      '/secrets/0/endsAt'
    ],
    [{ ...good, colour: 'red' }, 400, '/colour']
  ]
  for (const [body, status, path] of cases) {
    const reply = await api('POST', '/api/accounts', body)
    t.strictSame([reply.statusCode, reply.json().error.details.errors[0].path], [status, path], reply.body)
  }
  t.strictSame(await rows('select id from accounts union all select account_id from account_ids'), [])
  t.strictSame(await rows('select position from audit'), [])
  const zone = await api('POST', '/api/hotels', { slug: 'h', name: 'H', timeZone: 'Mars/Base' })
  t.strictSame([zone.statusCode, zone.json().error.details.errors[0].path], [400, '/timeZone'])
})

t.test('a hotel and an account are made, changed, and removed', async (t) => {
  const { rows, ...test } = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(test)
  const hotel = { slug: 'seaview', name: 'Hotel Seaview', timeZone: 'Europe/Berlin', country: 'DE' }
  const { version, ...created } = (await api('POST', '/api/hotels', hotel)).json()
  t.strictSame(created, hotel)
  t.equal((await api('POST', '/api/hotels', hotel)).json().error.code, 'ALREADY_EXISTS')
  t.equal(
    (await api('PATCH', '/api/hotels/seaview', { name: 'Sea', version: version - 1 })).json().error.code,
    'VERSION_CONFLICT'
  )
  t.equal((await api('PATCH', '/api/hotels/seaview', { name: 'Sea', version })).json().name, 'Sea')

  const ids = [{ type: 'phone_number_id', value: '111', label: '+49 30 1' }]
  const secrets = [{ purpose: 'app_secret', value: APP_SECRET }]
  const account = (
    await api('POST', '/api/accounts', { slug: 'wa', kind: 'whatsapp', name: 'x', hotel: 'seaview', ids, secrets })
  ).json()
  t.strictSame(account.ids, [{ type: 'phone_number_id', value: '111', hotel: null, label: '+49 30 1' }])
  t.strictSame([account.secrets[0].purpose, account.secrets[0].hint], ['app_secret', 'view'])
  t.notOk(JSON.stringify(account).includes(APP_SECRET))
  t.equal((await api('DELETE', '/api/hotels/seaview')).json().error.code, 'IN_USE')

  const taken = await api('POST', '/api/accounts', { slug: 'wb', kind: 'whatsapp', name: 'x', ids })
  t.strictSame([taken.statusCode, taken.json().error.details.errors[0].path], [409, '/ids/0/value'])
  const again = await api('POST', '/api/accounts/wa/secrets', { purpose: 'app_secret', value: APP_SECRET })
  t.strictSame([again.statusCode, again.json().error.details.errors[0].path], [409, '/value'])
  t.equal((await api('PUT', '/api/accounts/wa/ids/waba_id/9', { hotel: 'seaview' })).json().ids.length, 2)
  t.equal((await api('PUT', '/api/accounts/wa/ids/waba_id/9')).statusCode, 200, 'a body is optional')
  t.equal((await api('DELETE', '/api/accounts/wa/ids/waba_id/9')).statusCode, 204)

  const body = whatsAppText('111', 'wamid.1')
  t.equal((await test.post('/webhooks/whatsapp', body, metaSignature(body, APP_SECRET))).statusCode, 200)
  t.equal((await api('DELETE', '/api/accounts/wa')).json().error.code, 'IN_USE')
  t.equal((await api('DELETE', '/api/accounts/wa?confirm=wa')).statusCode, 204)
  t.equal((await test.post('/webhooks/whatsapp', body, metaSignature(body, APP_SECRET))).statusCode, 401)
  t.strictSame(
    (await test.events()).map(({ account, hotel }) => [account, hotel]),
    [['wa', 'seaview']],
    'events stay'
  )
  const actions = (await api('GET', '/api/audit')).json().entries.map(({ action }: { action: string }) => action)
  t.strictSame(actions, [
    ...[
      'hotel.created',
      'hotel.changed',
      'account.created',
      'id.added',
      'secret.added',
      'id.added',
      'id.added',
      'id.removed'
    ],
    'account.removed'
  ])
})

t.test('a rotation under traffic refuses no genuine request, and an ended secret is refused', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(test)
  const made = await api('POST', '/api/accounts', {
    ...{ slug: 'wa', kind: 'whatsapp', name: 'x', ids: [{ type: 'phone_number_id', value: '111' }] },
    secrets: [{ purpose: 'app_secret', value: APP_SECRET }]
  })
  const old = made.json().secrets[0].id
  let number = 0
  const send = async (secret: string) => {
    const body = whatsAppText('111', `wamid.${++number}`)
    return (await test.post('/webhooks/whatsapp', body, metaSignature(body, secret))).statusCode
  }
  t.equal(await send(APP_SECRET), 200)
  await api('POST', '/api/accounts/wa/secrets', { purpose: 'app_secret', value: 'the-next-secret-of-seaview' })
  t.strictSame([await send(APP_SECRET), await send('the-next-secret-of-seaview')], [200, 200])
  await api('PATCH', `/api/accounts/wa/secrets/${old}`, { endsAt: new Date().toISOString() })
  t.strictSame([await send(APP_SECRET), await send('the-next-secret-of-seaview')], [401, 200])
})

t.test('keys are resealed, and nothing needs the old one then', async (t) => {
  const databaseUrl = await createDatabase(t)
  const first = await buildTestApp(t, WITH_ACCOUNTS, { databaseUrl })
  await managing(first)('POST', '/api/accounts', {
    ...{ slug: 'wa', kind: 'whatsapp', name: 'x', ids: [{ type: 'phone_number_id', value: '111' }] },
    secrets: [{ purpose: 'app_secret', value: APP_SECRET }]
  })
  const next = Buffer.alloc(32, 7).toString('base64')
  const both = await buildTestApp(t, { ...WITH_ACCOUNTS, SECRETS_KEY: `${next},${SECRETS_KEY}` }, { databaseUrl })
  const api = managing(both)
  t.strictSame((await api('POST', '/api/secrets/reseal')).json(), { resealed: 2, left: 0 })
  const { keys } = (await api('GET', '/api/secrets/status')).json()
  t.strictSame(
    keys.map(({ active, sealed }: Record<string, unknown>) => [active, sealed]),
    [
      [true, 2],
      [false, 0]
    ]
  )
  const last = await buildTestApp(t, { ...WITH_ACCOUNTS, SECRETS_KEY: next }, { databaseUrl })
  const body = whatsAppText('111', 'wamid.1')
  t.equal((await last.post('/webhooks/whatsapp', body, metaSignature(body, APP_SECRET))).statusCode, 200)
  t.equal((await managing(last)('GET', '/api/audit/verify')).json().ok, true)
})

t.test('accounts are imported from the environment once', async (t) => {
  const test = await buildTestApp(t, {
    ...WITH_ACCOUNTS,
    ...SECRETS,
    TWILIO_AUTH_TOKEN: 'AC1:twilio-token-of-sub-1,plain-twilio-token'
  })
  const api = managing(test)
  const { accounts } = (await api('POST', '/api/accounts/import')).json()
  t.strictSame(
    accounts.map(({ slug, variables }: Record<string, unknown>) => [slug, variables]),
    [
      ['whatsapp', ['WHATSAPP_APP_SECRET', 'WHATSAPP_VERIFY_TOKEN']],
      ['twilio-ac1', []],
      ['pms', ['PMS_WEBHOOK_SECRET']],
      ['cloudbeds', ['CLOUDBEDS_WEBHOOK_TOKEN']],
      ['mews', ['MEWS_WEBHOOK_SECRET', 'MEWS_WEBHOOK_TOKEN']]
    ]
  )
  t.equal((await api('POST', '/api/accounts/import')).json().accounts.length, 5)
})
