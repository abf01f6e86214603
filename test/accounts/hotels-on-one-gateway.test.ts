import t from 'tap'
import { managing, metaSignature, WITH_ACCOUNTS, waitFor, whatsAppText } from '../support/test-accounts.ts'
import { buildTestApp } from '../support/test-app.ts'

const [SEAVIEW, MILL] = ['seaview-app-secret-0123', 'old-mill-app-secret-0123']

async function twoHotels(t: Parameters<typeof buildTestApp>[0]) {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(test)
  for (const slug of ['seaview', 'mill']) {
    const hotel = { slug, name: slug, timeZone: 'Europe/Berlin' }
    t.equal((await api('POST', '/api/hotels', hotel)).statusCode, 201)
  }
  for (const [slug, value, secret] of [
    ['seaview', '111', SEAVIEW],
    ['mill', '222', MILL]
  ] as const) {
    const account = {
      slug: `${slug}-wa`,
      kind: 'whatsapp',
      name: slug,
      hotel: slug,
      ids: [{ type: 'phone_number_id', value }],
      secrets: [{ purpose: 'app_secret', value: secret }]
    }
    const created = await api('POST', '/api/accounts', account)
    t.equal(created.statusCode, 201, created.body)
  }
  return { ...test, api }
}

t.test('an event has the account and the hotel of the number that it is about', async (t) => {
  const { post, events, deliveries, get } = await twoHotels(t)
  for (const [number, secret, id] of [
    ['111', SEAVIEW, 'wamid.1'],
    ['222', MILL, 'wamid.1']
  ] as const) {
    const body = whatsAppText(number, id)
    t.equal((await post('/webhooks/whatsapp', body, metaSignature(body, secret))).statusCode, 200)
  }
  t.strictSame(
    (await events()).map(({ account, hotel }) => [account, hotel]),
    [
      ['seaview-wa', 'seaview'],
      ['mill-wa', 'mill']
    ]
  )
  t.strictSame(
    (await events('limit=10&hotel=mill')).map(({ account }) => account),
    ['mill-wa']
  )
  t.strictSame(
    (await events('limit=10&account=seaview-wa')).map(({ hotel }) => hotel),
    ['seaview']
  )
  t.strictSame(
    (await deliveries('limit=10&hotel=mill')).map(({ account, hotel, cause }) => [account, hotel, cause]),
    [['mill-wa', 'mill', 'none']]
  )
  t.equal((await get('/api/deliveries?hotel=nowhere')).json().deliveries.length, 0)
})

t.test('a signature speaks only for its own account', async (t) => {
  const { post, events, deliveries, get, api } = await twoHotels(t)
  const body = whatsAppText('222', 'wamid.2')
  const reply = await post('/webhooks/whatsapp', body, metaSignature(body, SEAVIEW))
  t.equal(reply.statusCode, 200)
  t.strictSame(await events(), [])
  t.strictSame(
    (await deliveries()).map(({ outcome, cause, account, hotel }) => ({ outcome, cause, account, hotel })),
    [{ outcome: 'quarantined', cause: 'foreign', account: 'seaview-wa', hotel: null }]
  )
  t.ok((await get('/metrics')).body.includes('bellhook_foreign_total{channel="whatsapp"} 1'))
  const entry = await waitFor(
    async () => (await api('GET', '/api/audit?action=foreign_id')).json().entries[0],
    'an entry about the foreign id'
  )
  t.strictSame([entry.actor, entry.target, entry.hotel], ['gateway', 'account:mill-wa phone_number_id:222', 'mill'])
})

t.test('an id that nobody has is read when it is claimed, in order of arrival', async (t) => {
  const { post, events, api } = await twoHotels(t)
  for (const id of ['wamid.3', 'wamid.4']) {
    const body = whatsAppText('333', id)
    t.equal((await post('/webhooks/whatsapp', body, metaSignature(body, SEAVIEW))).statusCode, 200)
  }
  t.strictSame(await events(), [])
  const { unclaimed } = (await api('GET', '/api/unclaimed')).json()
  t.strictSame(
    unclaimed.map(({ kind, type, value, account, deliveries }: Record<string, unknown>) => ({
      kind,
      type,
      value,
      account,
      deliveries
    })),
    [{ kind: 'whatsapp', type: 'phone_number_id', value: '333', account: 'seaview-wa', deliveries: 2 }]
  )
  const claimed = await api('POST', `/api/unclaimed/${unclaimed[0].id}/claim`, { account: 'seaview-wa' })
  t.equal(claimed.statusCode, 200, claimed.body)
  const found = await waitFor(async () => (await events()).length === 2 && events(), 'the events of the claimed id')
  t.strictSame(
    found.map(({ subject, hotel }) => [subject, hotel]),
    [
      ['message/wamid.3', 'seaview'],
      ['message/wamid.4', 'seaview']
    ]
  )
  t.strictSame((await api('GET', '/api/unclaimed')).json().unclaimed, [])
})

t.test('what comes for a paused account is kept, and read when it is resumed', async (t) => {
  const { post, events, deliveries, api } = await twoHotels(t)
  t.equal((await api('PATCH', '/api/accounts/mill-wa', { state: 'paused' })).statusCode, 200)
  const body = whatsAppText('222', 'wamid.5')
  t.equal((await post('/webhooks/whatsapp', body, metaSignature(body, MILL))).statusCode, 200)
  t.strictSame(
    (await deliveries()).map(({ outcome, cause }) => [outcome, cause]),
    [['quarantined', 'paused']]
  )
  t.equal((await api('PATCH', '/api/accounts/mill-wa', { state: 'active' })).statusCode, 200)
  const [event] = await waitFor(async () => (await events()).length === 1 && events(), 'the event')
  t.equal(event?.hotel, 'mill')
  t.strictSame(
    (await deliveries()).map(({ outcome, cause }) => [outcome, cause]),
    [['accepted', 'none']]
  )
})

t.test('a path key chooses the secrets, and an unknown one answers as a wrong credential does', async (t) => {
  const { post, app, events, api } = await twoHotels(t)
  const { pathKey, urls } = (await api('GET', '/api/accounts/mill-wa')).json()
  t.strictSame(urls, [`https://gw.example.test/webhooks/whatsapp/a/${pathKey}`])
  const body = whatsAppText('222', 'wamid.6')
  const at = (key: string, secret: string) => post(`/webhooks/whatsapp/a/${key}`, body, metaSignature(body, secret))
  t.equal((await at(pathKey, MILL)).statusCode, 200)
  t.equal((await events()).length, 1)
  const [wrong, unknown] = [await at(pathKey, SEAVIEW), await at('aaaaaaaaaaaa', MILL)]
  t.strictSame([wrong.statusCode, wrong.body], [401, 'Invalid signature'])
  t.strictSame([unknown.statusCode, unknown.body], [401, 'Invalid signature'])

  await api('POST', '/api/accounts/mill-wa/secrets', { purpose: 'verify_token', value: 'verify-token-of-the-mill' })
  const handshake = (path: string, token: string) =>
    app.inject({ url: `/webhooks/whatsapp${path}?hub.mode=subscribe&hub.challenge=42&hub.verify_token=${token}` })
  t.equal((await handshake('', 'verify-token-of-the-mill')).body, '42')
  t.equal((await handshake(`/a/${pathKey}`, 'verify-token-of-the-mill')).body, '42')
  t.strictSame((await handshake('/a/aaaaaaaaaaaa', 'verify-token-of-the-mill')).statusCode, 403)
})
