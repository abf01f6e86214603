import t from 'tap'
import { Environment } from '../../src/config/environment.ts'
import { hasText } from '../support/has-text.ts'
import { managing, metaSignature, waitFor, whatsAppText } from '../support/test-accounts.ts'
import { buildTestDashboard, headingOf, PASSWORD, submitForm } from '../support/test-dashboard.ts'

const APP_SECRET = 'app_secret_of_the_seaview_9f2c'
const PAGES = {
  '/app/connect': 'Connect a channel',
  '/app/connect/whatsapp': 'Connect WhatsApp',
  '/app/connect/sms': 'Connect SMS (Twilio)',
  '/app/connect/pms': 'Connect Hotel system (generic)',
  '/app/connect/mews': 'Connect Mews',
  '/app/accounts': 'Accounts',
  '/app/hotels': 'Hotels',
  '/app/unclaimed': 'Unclaimed',
  '/app/destinations': 'Destinations',
  '/app/consumers': 'Consumers',
  '/app/keys': 'API keys',
  '/app/people': 'People',
  '/app/audit': 'Audit log',
  '/app/gateways': 'Gateways',
  '/app/settings': 'Settings',
  '/app/me': 'My account'
} as const
const SEAVIEW = { slug: 'seaview', name: 'Hotel Seaview', timeZone: 'Europe/Berlin' }
const OLD_MILL = { slug: 'old-mill', name: 'The Old Mill', timeZone: 'Europe/London' }

t.test('each page has its heading, for every role, and tables without rows', async (t) => {
  const { logIn } = await buildTestDashboard(t)
  for (const role of ['viewer', 'admin'] as const) {
    const { get } = await logIn({ name: role, role })
    for (const [url, heading] of Object.entries(PAGES)) {
      const page = await get(url)
      t.strictSame([page.statusCode, headingOf(page)], [200, heading], `${role} ${url}`)
    }
  }
  const { get } = await logIn({ name: 'tom', role: 'operator' })
  for (const url of ['unclaimed', 'audit', 'gateways', 'settings'])
    hasText(t, (await get(`/app/${url}`)).body, '<table>')
  t.equal((await get('/app/connect/nothing')).statusCode, 404)
  t.equal((await get('/app/accounts/nothing')).statusCode, 404)
})

t.test('only the role that may change something changes it', async (t) => {
  const test = await buildTestDashboard(t)
  const viewer = await test.logIn({ name: 'vera', role: 'viewer' })
  const operator = await test.logIn({ name: 'otto', role: 'operator' })
  await managing(test)('POST', '/api/accounts', { slug: 'desk', kind: 'whatsapp', name: 'Desk' })
  const forOperators = [
    '/app/accounts/desk/pause',
    '/app/accounts/desk/resume',
    '/app/accounts/desk/connect/test',
    '/app/unclaimed/1/claim',
    '/app/unclaimed/1/ignore'
  ]
  const forAdmins = [
    '/app/hotels',
    '/app/keys',
    '/app/people',
    '/app/connect/whatsapp',
    '/app/accounts/desk',
    '/app/accounts/desk/secrets',
    '/app/accounts/desk/ids',
    '/app/accounts/desk/remove',
    '/app/keys/x/revoke',
    '/app/keys/x/rotate',
    '/app/people/vera/remove',
    '/app/audit/verify'
  ]
  for (const url of [...forOperators, ...forAdmins]) t.equal((await viewer.post(url)).statusCode, 403, `viewer ${url}`)
  for (const url of forAdmins) t.equal((await operator.post(url)).statusCode, 403, `operator ${url}`)
  for (const url of forOperators)
    t.not((await operator.post(url, { account: 'desk' })).statusCode, 403, `operator ${url}`)
  for (const url of ['/app/hotels/new', '/app/keys/new', '/app/people/invite'])
    t.equal((await operator.get(url)).statusCode, 403, url)
})

t.test('the settings that decide how the gateway works are listed, without secrets and passwords', async (t) => {
  const secrets = { OIDC_CLIENT_SECRET: 'the-client-secret-of-oidc', WHATSAPP_APP_SECRET: APP_SECRET }
  const oidc = { OIDC_ISSUER: 'https://login.example.com/realms/hotel', OIDC_CLIENT_ID: 'bellhook' }
  const { logIn } = await buildTestDashboard(t, {
    ...{ ...oidc, ...secrets, DASHBOARD_URL: 'http://localhost:3000', DESTINATION_NETWORKS: '10.1.0.0/16' },
    ...{ DESTINATION_PROXY: 'http://proxy.internal:3128', HYDRATION_WAIT_SECONDS: '77' }
  })
  const { get } = await logIn({ name: 'mara', role: 'viewer' })
  const { body } = await get('/app/settings')
  const values = new Map(
    [...body.matchAll(/<tr[^>]*><td[^>]*>(?:<code>)?([A-Z_]+)(?:<\/code>)?<\/td><td[^>]*>([^<]*)<\/td>/g)].map(
      ([, name, value]) => [name, value]
    )
  )
  // Adapters are code, and these belong to OTEL_EXPORTER_OTLP_ENDPOINT.
  const others = ['BELLHOOK_ADAPTERS', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_SDK_DISABLED']
  const expected = Object.keys(Environment.properties).filter((name) => !others.includes(name))
  t.strictSame(
    expected.filter((name) => !values.has(name)),
    []
  )
  t.equal(values.get('OIDC_ISSUER'), oidc.OIDC_ISSUER)
  t.equal(values.get('HYDRATION_WAIT_SECONDS'), '77')
  t.equal(values.get('DESTINATION_PROXY'), 'http://proxy.internal:3128')
  t.equal(values.get('OIDC_CLIENT_SECRET'), 'set')
  for (const secret of Object.values(secrets)) t.notMatch(body, secret)
})

t.test('hotels, people, and keys', async (t) => {
  const test = await buildTestDashboard(t)
  const { get, post } = await test.logIn({ name: 'mara', role: 'admin' })
  const wrong = await post('/app/hotels', { ...SEAVIEW, timeZone: 'Mars' })
  t.equal(wrong.statusCode, 400)
  hasText(t, wrong.body, 'must be a time zone like Europe/Berlin')
  hasText(t, wrong.body, 'value="Hotel Seaview"')
  t.equal((await post('/app/hotels', SEAVIEW)).statusCode, 303)
  t.equal((await post('/app/hotels', SEAVIEW)).statusCode, 409)
  hasText(t, (await get('/app/hotels')).body, 'Hotel Seaview')

  const invited = await post('/app/people', { name: 'desk', role: 'operator', hotels: 'seaview' })
  const [, link = ''] = /value="(http[^"]+\/setup\/[\w-]{43})"/.exec(invited.body) ?? []
  t.equal((await test.app.inject({ url: new URL(link).pathname })).statusCode, 200)
  t.equal((await post('/app/people', { name: 'desk', role: 'operator' })).statusCode, 409)
  t.equal((await post('/app/people', { name: 'x', role: 'king' })).statusCode, 400)
  t.equal((await post('/app/people/mara/remove', { confirmed: 'yes' })).statusCode, 400, 'nobody removes themselves')
  const asked = await post('/app/people/desk/remove')
  t.equal(headingOf(asked), 'Confirm: Remove desk')
  t.equal((await post('/app/people/desk/remove', { confirmed: 'yes' })).statusCode, 303)

  const created = await post('/app/keys', { name: 'night-report', scopes: 'events.read' })
  const [, key = ''] = /value="(bh_live_\w{38})"/.exec(created.body) ?? []
  const read = async () => (await managing(test, key)('GET', '/api/events')).statusCode
  t.equal(await read(), 200)
  t.equal((await post('/app/keys', { name: 'none' })).statusCode, 400, 'a key needs a scope')
  t.notMatch((await get('/app/keys')).body, key)
  t.equal(headingOf(await post('/app/keys/night-report/revoke')), 'Confirm: End night-report')
  t.equal((await post('/app/keys/night-report/revoke', { confirmed: 'yes' })).statusCode, 303)
  t.equal(await read(), 401)
  const audit = (await get('/app/audit?action=key.created')).body
  t.match(audit, /<code>key\.created<\/code>/)
  t.notMatch(audit, /<code>hotel\.created<\/code>/)
  hasText(t, (await get('/app/audit?who=mara&target=seaview')).body, 'hotel.created')
  hasText(t, (await get('/app/audit?since=2999-01-01')).body, 'Nothing fits these filters')
  hasText(t, (await post('/app/audit/verify')).body, 'The chain is whole')
})

t.test('connecting WhatsApp: waiting, refused, confirmed, verified, and a wrong URL', async (t) => {
  const test = await buildTestDashboard(t)
  const { get, post } = await test.logIn({ name: 'mara', role: 'admin' })
  const form = { name: 'Seaview front desk', 'id.phone_number_id': '106540352242922', 'secret.app_secret': APP_SECRET }
  hasText(
    t,
    (await post('/app/connect/whatsapp', { ...form, 'secret.app_secret': 'short' })).body,
    'must have at least 16 characters'
  )
  const saved = await post('/app/connect/whatsapp', form)
  t.strictSame([saved.statusCode, saved.headers.location], [303, '/app/accounts/seaview-front-desk/connect'])
  const url = String(saved.headers.location)
  const page = await get(url)
  t.equal(headingOf(page), 'Connect Seaview front desk')
  const [, path = ''] = /value="https:\/\/gw\.example\.test(\/webhooks\/whatsapp\/a\/\w{12})"/.exec(page.body) ?? []
  const [, token = ''] = /value="(bhw_[\w-]{32})"/.exec(page.body) ?? []
  t.notMatch(page.body, APP_SECRET)
  const state = async () => (await get(`${url}/state`)).body
  const words = async () => (await state()).match(/Waiting|Refused|Verified|Confirmed|Wrong URL/g)
  t.strictSame(await words(), ['Waiting'])
  // Meta asks for the URL first.
  const cut = path.slice(0, -1)
  t.equal(
    (await test.app.inject({ url: `${cut}?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1` })).statusCode,
    403
  )
  t.strictSame(await words(), ['Waiting', 'Wrong URL'])
  hasText(t, await state(), `<code>${cut}</code>`)

  const body = whatsAppText('106540352242922', 'wamid.1')
  await test.post(path, body, metaSignature(body, 'another_app_secret_0123'))
  t.strictSame(await words(), ['Refused', 'Wrong URL'])
  hasText(t, await state(), 'the signature does not fit the app secret')
  await test.post('/webhooks/whatsapp', body, metaSignature(body, 'another_app_secret_0123'))
  await test.post(`${path}x`, body, metaSignature(body, APP_SECRET))
  t.strictSame(await words(), ['Refused', 'Wrong URL'])
  hasText(t, await state(), `${path}x`)
  await test.post(path.replace('whatsapp', 'whatsap'), body)
  hasText(t, await state(), path.replace('whatsapp', 'whatsap'))
  const handshake = (given: string) =>
    test.app.inject({ url: `${path}?hub.mode=subscribe&hub.verify_token=${given}&hub.challenge=1` })
  t.equal((await handshake('wrong_verify_token')).statusCode, 403)
  hasText(t, await state(), 'another verify token')
  t.equal((await handshake(token)).body, '1')
  t.strictSame(await words(), ['Confirmed', 'Refused', 'Wrong URL'])
  hasText(t, (await get(url)).body, token)

  t.equal((await test.post(path, body, metaSignature(body, APP_SECRET))).statusCode, 200)
  t.strictSame(await words(), ['Confirmed', 'Verified'])
  t.notMatch((await get(url)).body, token)
  hasText(t, (await get('/app/accounts')).body, 'Verified')
})

t.test('another gateway shows what came for an account', async (t) => {
  const first = await buildTestDashboard(t)
  const second = await buildTestDashboard(t, {}, { databaseUrl: first.databaseUrl })
  const { cookie } = await first.logIn({ name: 'mara', role: 'viewer' })
  const secrets = [{ purpose: 'app_secret', value: APP_SECRET }]
  const created = await managing(first)('POST', '/api/accounts', {
    slug: 'desk',
    kind: 'whatsapp',
    name: 'Desk',
    secrets
  })
  const path = new URL(created.json().urls[0]).pathname
  const shown = async (word: string) => {
    const { body } = await second.app.inject({ url: '/app/accounts/desk/connect/state', headers: { cookie } })
    return body.includes(word)
  }
  await waitFor(() => shown('Waiting'), 'the account on the other gateway')
  const body = whatsAppText('1', 'wamid.1')
  await waitFor(async () => {
    await first.post(path, body, metaSignature(body, 'another_app_secret_0123'))
    return shown('Refused')
  }, 'the refusal on the other gateway')
  await first.post(path, body, metaSignature(body, APP_SECRET))
  await waitFor(() => shown('Verified'), 'the proof on the other gateway')
})

t.test('an account: secrets, ids, pause, and a change', async (t) => {
  const test = await buildTestDashboard(t)
  const { get, post } = await test.logIn({ name: 'mara', role: 'admin' })
  await post('/app/connect/whatsapp', { name: 'Desk', 'secret.app_secret': APP_SECRET })
  const path = '/app/accounts/desk'
  const [, end = ''] =
    new RegExp(`action="(${path}/secrets/[\\w-]+/end)"[^>]*><button type="submit">End app secret …9f2c`).exec(
      (await get(path)).body
    ) ?? []
  t.equal(
    (await post(`${path}/secrets`, { purpose: 'app_secret', value: 'new_app_secret_of_seaview_77aa' })).statusCode,
    303
  )
  hasText(t, (await get(path)).body, 'End app secret …77aa')
  t.equal((await post(`${path}/secrets`, { purpose: 'app_secret', value: 'short' })).statusCode, 400)
  t.equal(headingOf(await post(end)), 'Confirm: End app secret …9f2c')
  t.equal((await post(end, { confirmed: 'yes' })).statusCode, 303)
  t.notMatch((await get(path)).body, '9f2c')
  t.equal((await post(`${path}/ids`, { type: 'phone_number_id', value: '42' })).statusCode, 303)
  hasText(t, (await get(path)).body, 'Remove 42')
  await post(`${path}/ids/remove`, { type: 'phone_number_id', value: '42', confirmed: 'yes' })
  t.notMatch((await get(path)).body, 'Remove 42')
  await post(`${path}/pause`, { confirmed: 'yes' })
  hasText(t, (await get(path)).body, 'Resume')
  await post(`${path}/resume`)
  await post(path, { name: 'Front <b>desk</b>', hotel: '' })
  hasText(t, (await get(path)).body, '<h1>Front &lt;b>desk&lt;/b></h1>')
  t.equal((await post(`${path}/remove`, { confirmed: 'yes' })).headers.location, '/app/accounts')
  t.equal((await get(path)).statusCode, 404)
})

t.test('an unclaimed id is claimed, or ignored', async (t) => {
  const test = await buildTestDashboard(t)
  const { get, post } = await test.logIn({ name: 'otto', role: 'operator' })
  const secrets = [{ purpose: 'app_secret', value: APP_SECRET }]
  const { urls } = (
    await managing(test)('POST', '/api/accounts', { slug: 'desk', kind: 'whatsapp', name: 'Desk', secrets })
  ).json()
  for (const number of ['41', '42']) {
    const body = whatsAppText(number, `wamid.${number}`, `waba-${number}`)
    await test.post(new URL(urls[0]).pathname, body, metaSignature(body, APP_SECRET))
  }
  const ids = (await get('/app/unclaimed')).body.match(/(?<=unclaimed\/)\w{16}(?=\/claim)/g) ?? []
  t.equal(ids.length, 2)
  const [ignored = '', claimed = ''] = ids
  const { unclaimed } = (await managing(test)('GET', '/api/unclaimed')).json()
  t.strictSame(
    ids,
    [...unclaimed].reverse().map(({ id }) => id),
    'newest first'
  )
  t.equal((await post(`/app/unclaimed/${claimed}/claim`, { account: 'desk', hotel: '' })).statusCode, 303)
  await waitFor(async () => (await test.events()).length === 1, 'the event of the claimed id')
  t.equal(headingOf(await post(`/app/unclaimed/${ignored}/ignore`)), 'Confirm: Ignore')
  t.equal((await post(`/app/unclaimed/${ignored}/ignore`, { confirmed: 'yes' })).statusCode, 303)
  await waitFor(async () => (await get('/app/unclaimed')).body.includes('Every id has an account.'), 'an empty list')
  t.equal((await managing(test)('GET', '/api/unclaimed')).json().unclaimed.length, 1, 'the API still lists it')
  hasText(t, (await get('/app')).body, '<a href="/app/unclaimed">0</a>')
})

t.test('more than 100 unclaimed ids are listed page by page, and those of one delivery together', async (t) => {
  const test = await buildTestDashboard(t)
  const { get } = await test.logIn({ name: 'vera', role: 'viewer' })
  const secrets = [{ purpose: 'app_secret', value: APP_SECRET }]
  await managing(test)('POST', '/api/accounts', { slug: 'desk', kind: 'whatsapp', name: 'Desk', secrets })
  for (const first of [100, 200, 300, 400]) {
    const bodies = Array.from({ length: 40 }, (_, at) => JSON.parse(whatsAppText(String(first + at), `wamid.${at}`)))
    const body = JSON.stringify({ ...bodies[0], entry: bodies.flatMap(({ entry }) => entry) })
    await test.post('/webhooks/whatsapp', body, metaSignature(body, APP_SECRET))
  }
  const listed = async (url: string) => (await managing(test)('GET', url)).json().unclaimed.length
  await waitFor(async () => (await listed('/api/unclaimed?limit=1000')) === 160, 'all ids')
  t.equal(await listed('/api/unclaimed?limit=30'), 40)
  const newest = await get('/app/unclaimed')
  hasText(t, newest.body, 'Show 100 older')
  const [older = ''] = newest.body.match(/\/app\/unclaimed\?before=\d+/) ?? []
  const numbersOf = ({ body }: { body: string }) => (body.match(/(?<=<code>)\d(?=\d\d<)/g) ?? []).join('')
  t.equal(numbersOf(newest), `${'4'.repeat(40)}${'3'.repeat(40)}${'2'.repeat(40)}`)
  t.equal(numbersOf(await get(older)), '1'.repeat(40))
  hasText(t, (await get('/app')).body, '<a href="/app/unclaimed">more than 99</a>')
})

t.test('a person of one hotel sees nothing of another', async (t) => {
  const test = await buildTestDashboard(t)
  const manage = managing(test)
  for (const hotel of [SEAVIEW, OLD_MILL]) await manage('POST', '/api/hotels', hotel)
  for (const { slug } of [SEAVIEW, OLD_MILL]) {
    await manage('POST', '/api/accounts', {
      slug: `${slug}-desk`,
      kind: 'whatsapp',
      name: `Desk of ${slug}`,
      hotel: slug
    })
    await manage('POST', '/api/operators', { name: `${slug}-person`, role: 'viewer', hotels: [slug] })
    await manage('POST', '/api/keys', { name: `${slug}-key`, scopes: ['events.read'], hotels: [slug] })
  }
  const { get, post } = await test.logIn({ name: 'lena', role: 'admin', hotels: ['seaview'] })
  for (const url of Object.keys(PAGES)) {
    const page = await get(url)
    t.equal(page.statusCode, 200, url)
    t.notMatch(page.body, /old-mill|Old Mill/, url)
  }
  for (const url of ['accounts', 'hotels', 'keys', 'people', 'audit'])
    t.match((await get(`/app/${url}`)).body, /seaview/, url)
  for (const url of ['/app/accounts/old-mill-desk', '/app/accounts/old-mill-desk/connect'])
    t.equal((await get(url)).statusCode, 404)
  t.equal((await post('/app/accounts/old-mill-desk/pause', { confirmed: 'yes' })).statusCode, 404)
  for (const url of ['/app/hotels', '/app/keys', '/app/people'])
    t.equal((await post(url, { name: 'x' })).statusCode, 403, url)
  t.equal((await post('/app/connect/whatsapp', { name: 'No hotel', 'secret.app_secret': APP_SECRET })).statusCode, 400)
  t.equal(
    (await post('/app/connect/whatsapp', { name: 'Mine', 'secret.app_secret': APP_SECRET, hotel: 'seaview' }))
      .statusCode,
    303
  )
})

t.test('the gateways on a database are listed, and settings show no secret', async (t) => {
  const first = await buildTestDashboard(
    t,
    { WHATSAPP_APP_SECRET: APP_SECRET, PUBLIC_URL: 'https://user:hunter2@gw.example.test' },
    { limits: { gateways: { heartbeatMs: 50 } } }
  )
  await buildTestDashboard(t, {}, { databaseUrl: first.databaseUrl, limits: { gateways: { heartbeatMs: 50 } } })
  const { get } = await first.logIn({ name: 'vera', role: 'viewer' })
  await waitFor(async () => (await get('/app/gateways')).body.split('data-row').length === 3, 'both gateways')
  const settings = (await get('/app/settings')).body
  hasText(t, settings, 'WHATSAPP_APP_SECRET')
  t.notMatch(settings, APP_SECRET)
  t.notMatch(settings, 'hunter2')
})

t.test('the theme and the shortcuts are kept', async (t) => {
  const test = await buildTestDashboard(t)
  const { post, cookie } = await test.logIn({ name: 'vera', role: 'viewer' })
  const saved = await post('/app/me', { theme: 'dark' })
  const cookies = [cookie, ...[saved.headers['set-cookie']].flat().map((one) => String(one).split(';')[0])].join('; ')
  const page = await test.app.inject({ url: '/app/me', headers: { cookie: cookies } })
  hasText(t, page.body, 'data-theme="dark" data-keys="off"')
})

t.test('a person sees their own sessions, and signs them out', async (t) => {
  const test = await buildTestDashboard(t)
  const mara = await test.logIn({ name: 'mara', role: 'viewer' })
  const otto = await test.logIn({ name: 'otto', role: 'viewer' })
  const again = async () => {
    const { headers } = await submitForm(test, '/login', { name: 'mara', password: PASSWORD })
    return String(headers['set-cookie']).split(';')[0] ?? ''
  }
  const isIn = async (cookie: string) =>
    (await test.app.inject({ url: '/app/api/me', headers: { cookie } })).statusCode === 200
  const [second, third] = [await again(), await again()]
  const ids = (await mara.get('/app/me')).body.match(/(?<=sessions\/)[0-9a-f]{16}(?=\/end)/g) ?? []
  t.equal(ids.length, 2, 'all but this one')
  await otto.post(`/app/me/sessions/${ids[0]}/end`)
  t.strictSame([await isIn(second), await isIn(third)], [true, true], 'another person ends none')
  await mara.post(`/app/me/sessions/${ids[0]}/end`)
  t.strictSame([await isIn(second), await isIn(third)].sort(), [false, true])
  await mara.post('/app/me/sessions/others/end')
  t.strictSame([await isIn(second), await isIn(third)], [false, false])
  t.ok(await isIn(mara.cookie))
  t.ok(await isIn(otto.cookie))
})

t.test('an admin changes the role and the hotels of others', async (t) => {
  const test = await buildTestDashboard(t)
  const ada = await test.logIn({ name: 'ada', role: 'admin' })
  await ada.post('/app/hotels', SEAVIEW)
  const lena = await test.logIn({ name: 'lena', role: 'operator' })
  const url = '/app/people/lena/change'
  hasText(t, (await ada.get(url)).body, '<option value="operator" selected>')
  t.equal((await lena.get(url)).statusCode, 403)
  t.equal((await ada.post(url, { role: 'king' })).statusCode, 400)
  t.equal((await ada.post('/app/people/ada/change', { role: 'viewer' })).statusCode, 400, 'nobody changes themselves')
  t.equal((await ada.post('/app/people/nobody/change', { role: 'viewer' })).statusCode, 404)
  t.equal((await ada.post(url, { role: 'viewer', hotels: 'seaview' })).statusCode, 303)
  t.equal((await lena.get('/app')).statusCode, 303, 'the session has ended')
  const people = await managing(test)('GET', '/api/operators')
  const { role, hotels } = people.json().operators.find(({ name }: { name: string }) => name === 'lena')
  t.strictSame([role, hotels], ['viewer', ['seaview']])
})
