import type { LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { createLogins } from '../../src/accounts/logins.ts'
import { createPasswords } from '../../src/accounts/password.ts'
import { LIMITS } from '../../src/config/limits.ts'
import { connect } from '../../src/db/connect.ts'
import { managing, WITH_ACCOUNTS } from '../support/test-accounts.ts'
import { API_TOKEN, buildTestApp, type TestApp } from '../support/test-app.ts'

const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded', ...SAME_ORIGIN }
const PASSWORD = 'correct horse battery'
const HTTPS = { ...WITH_ACCOUNTS, DASHBOARD_URL: 'https://bellhook.example.com' }

type App = Pick<TestApp, 'app'>

function submit({ app }: App, url: string, fields: Record<string, string>, headers: Record<string, string> = FORM) {
  return app.inject({ method: 'POST', url, headers, payload: new URLSearchParams(fields).toString() })
}

/** `name=value` of the session cookie. */
function cookieOf({ headers }: LightMyRequestResponse): string {
  return String(headers['set-cookie']).split(';')[0] ?? ''
}

function errorOf(reply: LightMyRequestResponse): unknown[] {
  const { code, details } = reply.json().error
  return [reply.statusCode, code, details?.errors?.[0]?.path]
}

function withSession({ app }: App, cookie: string) {
  return (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: object) =>
    app.inject({ method, url: `/app/api${url}`, headers: { cookie, ...SAME_ORIGIN }, ...(body && { payload: body }) })
}

/** Adds an operator and uses the setup link. */
async function addOperator(test: App, operator: { name: string; role: string; hotels?: string[] }): Promise<string> {
  const { url } = (await managing(test)('POST', '/api/operators', operator)).json()
  const done = await submit(test, new URL(url).pathname, { password: PASSWORD })
  if (done.statusCode !== 303) throw new Error(done.body)
  return cookieOf(done)
}

t.test('the link of a start makes the first admin, once', async (t) => {
  const test = await buildTestApp(t, HTTPS)
  const { app, rows } = test
  const [one = '', other = ''] = [await app.firstSetupUrl(), await app.firstSetupUrl()]
  t.match(one, /^https:\/\/bellhook\.example\.com\/setup\/[\w-]{43}$/)
  const path = new URL(one).pathname
  const page = await app.inject({ url: path, headers: { host: 'bellhook.example.com' } })
  t.equal(page.statusCode, 200)
  t.match(page.body, /name="name"[\s\S]*name="password"/)
  t.equal(page.headers['referrer-policy'], 'no-referrer')
  t.strictSame(errorOf(await submit(test, path, { password: PASSWORD })), [400, 'VALIDATION_ERROR', '/name'])
  const short = await submit(test, path, { name: 'mara', password: 'elevenchars' })
  t.strictSame(errorOf(short), [400, 'VALIDATION_ERROR', '/password'])

  const done = await submit(test, path, { name: 'mara', password: PASSWORD })
  t.strictSame([done.statusCode, done.headers.location], [303, '/app'])
  t.match(
    done.headers['set-cookie'],
    /^__Host-bellhook=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$/
  )
  t.strictSame((await withSession(test, cookieOf(done))('GET', '/me')).json(), {
    name: 'mara',
    role: 'admin',
    hotels: null
  })
  for (const url of [one, other]) {
    t.strictSame(errorOf(await submit(test, new URL(url).pathname, { name: 'eve', password: PASSWORD })), [
      410,
      'LINK_ENDED',
      undefined
    ])
  }
  t.equal(await app.firstSetupUrl(), undefined)
  const stored = JSON.stringify([await rows('select * from operators'), await rows('select * from sessions')])
  t.match(stored, /\$scrypt\$ln=15,r=8,p=3\$/)
  for (const secret of [PASSWORD, cookieOf(done).split('=')[1] ?? '', path.slice(7)]) t.notOk(stored.includes(secret))
})

t.test('two requests with one link make one operator', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const path = new URL((await test.app.firstSetupUrl()) ?? '').pathname
  const replies = await Promise.all(['a', 'b'].map((name) => submit(test, path, { name, password: PASSWORD })))
  t.strictSame(replies.map(({ statusCode }) => statusCode).sort(), [303, 410])
  t.equal((await test.rows('select 1 from operators')).length, 1)
})

t.test('login, logout, and what a session opens', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  await addOperator(test, { name: 'mara', role: 'admin' })
  const login = await submit(test, '/login', { name: 'mara', password: PASSWORD })
  t.equal(login.statusCode, 303)
  t.match(login.headers['set-cookie'], /^bellhook=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/)
  const cookie = cookieOf(login)
  const me = withSession(test, cookie)
  t.equal((await me('GET', '/me')).statusCode, 200)
  t.equal((await test.app.inject({ url: '/api/hotels', headers: { cookie } })).statusCode, 401, 'no cookie at /api')
  const bearer = await test.app.inject({ url: '/app/api/me', headers: { authorization: `Bearer ${API_TOKEN}` } })
  t.strictSame(errorOf(bearer), [401, 'NOT_LOGGED_IN', undefined])
  const out = await submit(test, '/logout', {}, { ...FORM, cookie })
  t.strictSame([out.statusCode, out.headers.location], [303, '/login'])
  t.equal((await me('GET', '/me')).statusCode, 401)

  const wrong = await submit(test, '/login', { name: 'mara', password: 'not the password' })
  const unknown = await submit(test, '/login', { name: 'nobody', password: PASSWORD })
  t.equal(wrong.statusCode, 401)
  t.match(wrong.body, /<p class="notice bad" role="alert">Name or password is wrong\.<\/p>/)
  t.strictSame([unknown.statusCode, unknown.body], [401, wrong.body])
  // Logins of unknown names are summed up, and written later.
  const audited = "select actor, action, target from audit where target <> 'operator:unknown' order by position"
  const actions = (await test.rows(audited)).map(Object.values)
  t.strictSame(actions, [
    ['api-token', 'operator.added', 'operator:mara'],
    ['operator:mara', 'login', 'operator:mara'],
    ['operator:mara', 'login', 'operator:mara'],
    ['operator:mara', 'logout', 'operator:mara'],
    ['gateway', 'login.failed', 'operator:mara']
  ])
})

t.test('requests of other origins and hosts are refused', async (t) => {
  const test = await buildTestApp(t, HTTPS)
  const form = { 'content-type': FORM['content-type'], host: 'bellhook.example.com' }
  const status = async (headers: Record<string, string>) => {
    const reply = await submit(test, '/login', { name: 'x', password: 'y' }, { ...form, ...headers })
    return reply.statusCode
  }
  t.equal(await status({}), 403)
  t.equal(await status({ 'sec-fetch-site': 'cross-site' }), 403)
  t.equal(await status({ 'sec-fetch-site': 'same-site', origin: 'https://bellhook.example.com' }), 403)
  t.equal(await status({ origin: 'https://evil.example' }), 403)
  t.equal(await status({ origin: 'https://bellhook.example.com' }), 401)
  t.equal(await status({ 'sec-fetch-site': 'same-origin', host: '127.0.0.1:3000' }), 401)
  t.equal(await status({ 'sec-fetch-site': 'same-origin', host: '[::1]:3000' }), 401)
  for (const host of ['evil.example', 'bellhook.example.com.evil.example', 'localhost.evil.example']) {
    t.equal(await status({ 'sec-fetch-site': 'same-origin', host }), 421, host)
    t.equal((await test.app.inject({ url: '/app/api/me', headers: { host } })).statusCode, 421, host)
  }
})

t.test('failures are counted by name and address, on all gateways', async (t) => {
  const first = await buildTestApp(t, { ...WITH_ACCOUNTS, TRUST_PROXY: '127.0.0.1' })
  const { databaseUrl } = first
  const second = await buildTestApp(t, { ...WITH_ACCOUNTS, TRUST_PROXY: '127.0.0.1' }, { databaseUrl })
  await addOperator(first, { name: 'mara', role: 'viewer' })
  const login = (test: App, password: string, address = '192.0.2.1') =>
    submit(test, '/login', { name: 'mara', password }, { ...FORM, 'x-forwarded-for': address })
  for (const test of [first, second, first]) t.equal((await login(test, 'wrong password')).statusCode, 401)
  // The wait is extended, so that the time the test takes makes no difference.
  await first.rows("update login_failures set until = now() + interval '4 seconds'")
  const waiting = await login(second, PASSWORD)
  t.strictSame(errorOf(waiting), [429, 'TOO_MANY_LOGINS', undefined])
  t.match(waiting.headers['retry-after'], /^[1-4]$/)
  t.equal((await login(second, PASSWORD, '192.0.2.2')).statusCode, 303, 'another address')
  const databaseSeconds = async (what: string) => {
    const [row] = await first.rows(`select extract(epoch from ${what})::float8 as at from login_failures`)
    return Number(row?.['at'])
  }
  for (const [at, wait] of [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900].entries()) {
    await first.rows('update login_failures set until = now() where failures = $1', [at + 3])
    const before = await databaseSeconds('now()')
    t.equal((await login(first, 'wrong password')).statusCode, 401)
    const until = await databaseSeconds('until')
    // The wait began while the request was answered.
    t.ok(until >= before + wait && until <= (await databaseSeconds('now()')) + wait, `${wait} s`)
  }
  await first.rows('update login_failures set until = now()')
  t.equal((await login(first, PASSWORD)).statusCode, 303)
  t.equal((await first.rows('select 1 from login_failures')).length, 0, 'a login ends the count')
})

t.test('a wait begins when the login has failed, however long its password took to check', async (t) => {
  const { rows, databaseUrl } = await buildTestApp(t, WITH_ACCOUNTS)
  const database = connect(databaseUrl, { warn: () => undefined })
  t.teardown(database.close)
  const login = createLogins({
    database,
    passwords: {
      ...createPasswords({ waiting: 1 }),
      async verify() {
        await rows("update login_failures set until = until - interval '1 hour'")
        return false
      }
    },
    audit: { record: async () => undefined },
    usage: { note: () => undefined },
    limits: LIMITS.logins
  })
  const attempt = { name: 'mara', password: 'wrong password', address: '192.0.2.1' }
  for (let failure = 1; failure <= 3; failure++) t.equal(await login(attempt), 'wrong')
  const [row] = await rows('select until > now() - interval \'30 minutes\' as "isNew" from login_failures')
  t.equal(row?.['isNew'], true)
})

t.test('a role opens what it may, and names the role that is missing', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(test)
  await api('POST', '/api/hotels', { slug: 'a', name: 'A', timeZone: 'Europe/Berlin' })
  await api('POST', '/api/accounts', { slug: 'w', kind: 'whatsapp', name: 'W', hotel: 'a' })
  const cases: [method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body: object | undefined, role: string][] = [
    ['GET', '/hotels', undefined, 'viewer'],
    ['GET', '/accounts/w', undefined, 'viewer'],
    ['GET', '/unclaimed', undefined, 'viewer'],
    ['PATCH', '/accounts/w', { state: 'paused' }, 'operator'],
    ['POST', '/unclaimed/7/claim', { account: 'w' }, 'operator'],
    ['PATCH', '/accounts/w', { state: 'active', name: 'X' }, 'admin'],
    ['POST', '/hotels', { slug: 'b', name: 'B', timeZone: 'Europe/Berlin' }, 'admin'],
    ['GET', '/keys', undefined, 'admin'],
    ['GET', '/operators', undefined, 'admin'],
    ['GET', '/audit', undefined, 'admin'],
    ['POST', '/operators', { name: 'tom', role: 'viewer' }, 'admin']
  ]
  const ranks = ['viewer', 'operator', 'admin']
  for (const role of ranks) {
    const ask = withSession(test, await addOperator(test, { name: `the-${role}`, role }))
    for (const [method, url, body, needed] of cases) {
      const reply = await ask(method, url, body)
      if (ranks.indexOf(role) >= ranks.indexOf(needed)) t.not(reply.statusCode, 403, `${role} ${method} ${url}`)
      else t.strictSame(reply.json().error.details, { role: needed }, `${role} ${method} ${url}`)
    }
  }
  const entry = (await test.rows("select actor from audit where action = 'account.paused' limit 1"))[0]
  t.equal(entry?.['actor'], 'operator:the-operator')
})

t.test('an operator who is limited to hotels sees only these', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(test)
  for (const slug of ['a', 'b']) {
    await api('POST', '/api/hotels', { slug, name: slug, timeZone: 'Europe/Berlin' })
    await api('POST', '/api/accounts', { slug: `w-${slug}`, kind: 'whatsapp', name: slug, hotel: slug })
  }
  const ask = withSession(test, await addOperator(test, { name: 'desk', role: 'admin', hotels: ['a'] }))
  t.strictSame((await ask('GET', '/me')).json(), { name: 'desk', role: 'admin', hotels: ['a'] })
  const slugs = async (name: string) =>
    (await ask('GET', `/${name}`)).json()[name].map(({ slug }: { slug: string }) => slug)
  t.strictSame([await slugs('hotels'), await slugs('accounts')], [['a'], ['w-a']])
  t.equal((await ask('GET', '/hotels/b')).statusCode, 404)
  t.equal((await ask('PATCH', '/accounts/w-b', { state: 'paused' })).statusCode, 404)
  for (const url of ['/keys', '/operators']) t.equal((await ask('GET', url)).statusCode, 403, url)
})

t.test('an operator who is limited to hotels sees and changes only their part of a shared account', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(test)
  for (const slug of ['a', 'b']) await api('POST', '/api/hotels', { slug, name: slug, timeZone: 'Europe/Berlin' })
  const type = 'phone_number_id'
  const idsOf = (a: string, b: string) => [
    { type, value: a, hotel: 'a' },
    { type, value: b, hotel: 'b' }
  ]
  const secrets = [{ purpose: 'app_secret', value: 'the-app-secret-of-both' }]
  const shared = { slug: 'shared', kind: 'whatsapp', name: 'Shared', ids: idsOf('111', '222'), secrets }
  const [secret] = (await api('POST', '/api/accounts', shared)).json().secrets
  // An id without a hotel has that of its account.
  const ids = [...idsOf('333', '444'), { type, value: '555' }]
  await api('POST', '/api/accounts', { slug: 'of-b', kind: 'whatsapp', name: 'B', hotel: 'b', ids })
  const ask = withSession(test, await addOperator(test, { name: 'desk', role: 'admin', hotels: ['a'] }))
  const seen = (account: { hotel: string | null; ids: { value: string }[] }) => [
    account.hotel,
    account.ids.map(({ value }) => value)
  ]
  const { accounts } = (await ask('GET', '/accounts')).json()
  t.strictSame(accounts.map(seen), [
    [null, ['111']],
    [null, ['333']]
  ])
  t.strictSame(seen((await ask('GET', '/accounts/of-b')).json()), [null, ['333']])

  const before = (await api('GET', '/api/accounts/shared')).json()
  for (const [method, url, body] of [
    ['PATCH', '/accounts/shared', { state: 'paused' }],
    ['PATCH', '/accounts/of-b', { hotel: 'a' }],
    ['DELETE', '/accounts/shared', undefined],
    ['POST', '/accounts/shared/secrets', { purpose: 'app_secret', value: 'another-app-secret-of-a' }],
    ['PATCH', `/accounts/shared/secrets/${secret.id}`, { endsAt: '2999-01-01T00:00:00Z' }],
    ['DELETE', `/accounts/shared/secrets/${secret.id}`, undefined],
    ['PUT', `/accounts/shared/ids/${type}/222`, { hotel: 'a' }],
    ['DELETE', `/accounts/shared/ids/${type}/222`, undefined],
    ['DELETE', `/accounts/of-b/ids/${type}/555`, undefined]
  ] as const) {
    t.equal((await ask(method, url, body)).statusCode, 403, `${method} ${url}`)
  }
  for (const [method, url, body] of [
    ['PUT', `/accounts/shared/ids/${type}/666`, {}],
    ['PUT', `/accounts/of-b/ids/${type}/666`, {}],
    ['PUT', `/accounts/shared/ids/${type}/666`, { hotel: 'b' }],
    ['POST', '/accounts', { slug: 'new', kind: 'whatsapp', name: 'x' }]
  ] as const) {
    const reply = await ask(method, url, body)
    t.strictSame([reply.statusCode, reply.json().error.details.errors[0].path], [400, '/hotel'], `${method} ${url}`)
  }
  t.strictSame((await api('GET', '/api/accounts/shared')).json(), before)

  t.equal((await ask('PUT', `/accounts/shared/ids/${type}/666`, { hotel: 'a' })).statusCode, 200)
  t.equal((await ask('DELETE', `/accounts/shared/ids/${type}/666`)).statusCode, 204)
  const own = { slug: 'own', kind: 'whatsapp', name: 'x', hotel: 'a', ids: [{ type, value: '777' }] }
  t.equal((await ask('POST', '/accounts', own)).statusCode, 201)
  const without = await ask('PATCH', '/accounts/own', { hotel: null })
  t.strictSame([without.statusCode, without.json().error.details.errors[0].path], [400, '/hotel'])
  t.equal((await ask('PATCH', '/accounts/own', { state: 'paused' })).statusCode, 200)
  t.equal((await ask('DELETE', '/accounts/own')).statusCode, 204)
})

t.test('a change or removal of an operator ends its sessions', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(test)
  const ask = withSession(test, await addOperator(test, { name: 'mara', role: 'admin' }))
  t.equal((await api('PATCH', '/api/operators/mara', { role: 'viewer' })).json().role, 'viewer')
  t.equal((await ask('GET', '/me')).statusCode, 401)
  const again = withSession(test, cookieOf(await submit(test, '/login', { name: 'mara', password: PASSWORD })))
  t.equal((await again('GET', '/me')).json().role, 'viewer')
  t.equal((await api('DELETE', '/api/operators/mara')).statusCode, 204)
  t.equal((await again('GET', '/me')).statusCode, 401)
  t.equal((await api('DELETE', '/api/operators/mara')).statusCode, 404)
})

t.test('idle and old sessions end', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  for (const change of ["seen_at = now() - interval '12 hours 1 second'", 'ends_at = now()']) {
    await test.rows('delete from operators')
    const ask = withSession(test, await addOperator(test, { name: 'mara', role: 'admin' }))
    await test.rows(`update sessions set ${change}`)
    t.equal((await ask('GET', '/me')).statusCode, 401, change)
  }
})

t.test('fields of an operator are checked, and a key adds none', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(test)
  const cases: [object, number, string][] = [
    [{ name: 'a b', role: 'admin' }, 400, '/name'],
    [{ name: 'a', role: 'owner' }, 400, '/role'],
    [{ name: 'a', role: 'admin', hotels: ['nowhere'] }, 400, '/hotels/0']
  ]
  for (const [body, status, path] of cases) {
    const reply = await api('POST', '/api/operators', body)
    t.strictSame([reply.statusCode, reply.json().error.details.errors[0].path], [status, path], reply.body)
  }
  t.equal((await api('POST', '/api/operators', { name: 'a', role: 'admin' })).statusCode, 201)
  t.strictSame(errorOf(await api('POST', '/api/operators', { name: 'a', role: 'admin' })), [
    409,
    'ALREADY_EXISTS',
    '/name'
  ])
  const { key } = (await api('POST', '/api/keys', { name: 'k', scopes: ['manage'] })).json()
  const reply = await managing(test, key)('POST', '/api/operators', { name: 'b', role: 'admin' })
  t.strictSame(errorOf(reply), [403, 'FORBIDDEN', undefined])
})
