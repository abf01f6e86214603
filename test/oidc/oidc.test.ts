import { generateKeyPairSync } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import { seal } from '../../src/accounts/sealing.ts'
import { sealingKeys } from '../../src/accounts/secrets-key.ts'
import { hasText } from '../support/has-text.ts'
import { CLIENT, startOidcProvider } from '../support/oidc-provider.ts'
import { managing, SECRETS_KEY, WITH_ACCOUNTS, waitFor } from '../support/test-accounts.ts'
import { buildTestApp, type TestApp, type TestAppOptions } from '../support/test-app.ts'
import { headingOf } from '../support/test-dashboard.ts'

const ORIGIN = 'http://localhost:3000'
const CALLBACK = `${ORIGIN}/login/oidc/callback`

/** A gateway with a provider, and an operator for the person who is at the provider. */
async function start(t: Test, options: TestAppOptions = {}, origin = ORIGIN) {
  const provider = await startOidcProvider(t, `${origin}/login/oidc/callback`)
  const environ = {
    ...WITH_ACCOUNTS,
    HOST: '127.0.0.1',
    DASHBOARD_URL: origin,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret
  }
  const test = await buildTestApp(t, environ, options)
  const api = managing(test)
  const added = await api('POST', '/api/operators', { name: 'mara', role: 'operator', email: 'Mara@Example.com' })
  t.equal(added.statusCode, 201, added.body)
  t.equal(added.json().email, 'mara@example.com')
  return { ...test, api, environ, provider }
}

type Started = Awaited<ReturnType<typeof start>>

function cookiesOf({ cookies }: LightMyRequestResponse): Record<string, string> {
  return Object.fromEntries(cookies.map(({ name, value }) => [name, value]))
}

/** From the button to the page of the provider. */
async function begin({ app }: Pick<TestApp, 'app'>, next = '') {
  const begun = await app.inject({ url: `/login/oidc${next}` })
  const cookie = cookiesOf(begun)['bellhook-oidc'] ?? ''
  return { begun, location: String(begun.headers.location), cookie: `bellhook-oidc=${cookie}` }
}

/** From the page of the provider back to a gateway. */
function comeBack({ app }: Pick<TestApp, 'app'>, back: URL, cookie: string): Promise<LightMyRequestResponse> {
  return app.inject({ url: back.pathname + back.search, headers: { cookie, accept: 'text/html' } })
}

async function logIn(test: Pick<Started, 'app' | 'provider'>, next = ''): Promise<LightMyRequestResponse> {
  const { location, cookie } = await begin(test, next)
  return comeBack(test, await test.provider.logIn(location), cookie)
}

function noticeOf({ body }: LightMyRequestResponse): string | undefined {
  return /role="alert">([^<]+)/.exec(body)?.[1]
}

async function auditOf({ api }: Pick<Started, 'api'>, action: string): Promise<unknown[][]> {
  const { entries } = (await api('GET', `/api/audit?action=${action}`)).json()
  return entries.map(({ actor, target, detail }: Record<string, unknown>) => [actor, target, detail])
}

t.test('an operator logs in with the provider, and gets a session like any other', async (t) => {
  const test = await start(t)
  const page = await test.app.inject({ url: '/login?next=%2Fapp%2Faccounts' })
  hasText(t, page.body, 'href="/login/oidc?next=%2Fapp%2Faccounts"')
  hasText(t, page.body, `Log in with ${new URL(test.provider.issuer).host}`)

  const { begun, location, cookie } = await begin(test, '?next=%2Fapp%2Faccounts')
  t.equal(begun.statusCode, 303)
  t.match(begun.headers['set-cookie'], /^bellhook-oidc=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/)
  const { searchParams } = new URL(location)
  t.strictSame([...searchParams.keys()].sort(), [
    'client_id',
    'code_challenge',
    'code_challenge_method',
    'nonce',
    'redirect_uri',
    'response_type',
    'scope',
    'state'
  ])
  t.notOk(location.includes(CLIENT.secret))

  const done = await comeBack(test, await test.provider.logIn(location), cookie)
  t.strictSame([done.statusCode, done.headers.location], [303, '/app/accounts'], done.body)
  const { bellhook = '', 'bellhook-oidc': flow } = cookiesOf(done)
  t.match(bellhook, /^[\w-]{43}$/)
  t.equal(flow, '', 'the cookie of the flow is removed')
  t.equal(done.headers['cache-control'], 'no-store')
  const me = await test.app.inject({ url: '/app/api/me', headers: { cookie: `bellhook=${bellhook}` } })
  t.strictSame(me.json(), { name: 'mara', role: 'operator', hotels: null })
  t.strictSame(await auditOf(test, 'login'), [['operator:mara', 'operator:mara', { by: 'oidc' }]])
  const { operators } = (await test.api('GET', '/api/operators')).json()
  t.match(operators[0].lastLogin, /Z$/)
})

t.test('only an address that an admin has added, and that the provider has verified, is let in', async (t) => {
  const test = await start(t)
  const { behavior } = test.provider
  const NOBODY = 'No operator has your mail address. Ask an admin to add it.'
  const UNVERIFIED = 'The login provider does not say that your mail address is verified.'
  for (const [person, sentence] of [
    [{ sub: '2', email: 'eve@example.com', email_verified: true }, NOBODY],
    [{ sub: '3', email: 'mara@example.com', email_verified: false }, UNVERIFIED],
    [{ sub: '4', email: 'mara@example.com', email_verified: 'true' }, UNVERIFIED],
    [{ sub: '5', email: 'mara@example.com' }, UNVERIFIED],
    [{ sub: '6' }, UNVERIFIED],
    [{ sub: '7', email: ['mara@example.com'], email_verified: true }, UNVERIFIED],
    // A letter whose lower case is the k of another address.
    [{ sub: '8', email: 'mar\u212a@example.com', email_verified: true }, UNVERIFIED]
  ] as const) {
    behavior.person = person
    const refused = await logIn(test)
    t.strictSame([refused.statusCode, headingOf(refused), noticeOf(refused)], [403, 'Log in', sentence], person.sub)
    t.equal(cookiesOf(refused)['bellhook'], undefined)
  }
  t.equal((await test.rows('select 1 from operators')).length, 1, 'nobody is added')
  t.equal((await test.rows('select 1 from sessions')).length, 0)
  const [entry] = await waitFor(async () => {
    const found = await auditOf(test, 'login.failed')
    return found.length > 0 && found
  }, 'the entry of the failures')
  t.strictSame(entry, ['gateway', 'operator:unknown', { by: 'oidc', items: 7 }])
})

t.test('the first visitor does not become admin', async (t) => {
  const test = await start(t)
  await test.api('DELETE', '/api/operators/mara')
  t.equal((await logIn(test)).statusCode, 403)
  t.equal((await test.rows('select 1 from operators')).length, 0)
})

t.test('a provider that gives the address to somebody else does not give the operator away', async (t) => {
  const test = await start(t)
  const { behavior } = test.provider
  t.equal((await logIn(test)).statusCode, 303)
  behavior.person = { sub: 'successor', email: 'mara@example.com', email_verified: true }
  const refused = await logIn(test)
  t.equal(refused.statusCode, 403)
  t.equal(noticeOf(refused), 'Your mail address belongs to another person at the login provider. Ask an admin.')
  t.strictSame(await auditOf(test, 'login.failed'), [['gateway', 'operator:mara', { by: 'oidc' }]])

  behavior.person = { sub: 'subject-of-mara', email: 'mara@new.example.com', email_verified: true }
  t.equal((await logIn(test)).statusCode, 303, 'the same person with a new address')

  // An admin who sets the address again lets the next person in.
  await test.api('PATCH', '/api/operators/mara', { email: null })
  const changed = await test.api('PATCH', '/api/operators/mara', { email: 'mara@example.com' })
  t.equal(changed.json().email, 'mara@example.com')
  t.equal((await test.rows('select 1 from sessions')).length, 0, 'a change ends the sessions')
  behavior.person = { sub: 'successor', email: 'mara@example.com', email_verified: true }
  t.equal((await logIn(test)).statusCode, 303)
})

t.test('the mail address is asked for where the ID token has none', async (t) => {
  const test = await start(t)
  const { behavior, requests } = test.provider
  behavior.claims = { email: undefined, email_verified: undefined }
  t.equal((await logIn(test)).statusCode, 303)
  t.ok(requests.includes('/userinfo'))
  behavior.instead = (path, response) => {
    if (path !== '/userinfo') return false
    const body = { sub: 'somebody-else', email: 'mara@example.com', email_verified: true }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    return true
  }
  t.equal((await logIn(test)).statusCode, 401, 'about another subject')
})

t.test('the client secret is sent as the provider takes it', async (t) => {
  const test = await start(t)
  test.provider.behavior.metadata = { token_endpoint_auth_methods_supported: ['client_secret_post'] }
  t.equal((await logIn(test)).statusCode, 303)
})

t.test('what another browser began, what was changed, and what is repeated is refused', async (t) => {
  const test = await start(t)
  const { provider } = test
  const [mine, other] = [await begin(test), await begin(test)]
  const back = await provider.logIn(mine.location)
  const without = await comeBack(test, back, '')
  t.strictSame(
    [without.statusCode, noticeOf(without)],
    [400, 'This login took too long, or began in another browser. Start again.']
  )
  t.equal((await comeBack(test, back, other.cookie)).statusCode, 401, 'state of another flow')
  t.equal((await comeBack(test, back, `${mine.cookie.slice(0, -2)}AA`)).statusCode, 400, 'changed cookie')
  t.equal((await comeBack(test, back, `bellhook-oidc=${'A'.repeat(8_000)}`)).statusCode, 400)
  t.equal((await comeBack(test, back, mine.cookie)).statusCode, 303)
  t.equal((await comeBack(test, back, mine.cookie)).statusCode, 401, 'the code counts once')

  // A code of another flow, with the own state: PKCE and nonce belong to the other one.
  const [one, two] = [await begin(test), await begin(test)]
  const stolen = await provider.logIn(two.location)
  stolen.searchParams.set('state', new URL(one.location).searchParams.get('state') ?? '')
  t.equal((await comeBack(test, stolen, one.cookie)).statusCode, 401)
})

t.test('each login has a state, a nonce, and a PKCE challenge of its own', async (t) => {
  const test = await start(t)
  const [one, two] = [await begin(test), await begin(test)].map(({ location }) => new URL(location).searchParams)
  for (const name of ['state', 'nonce', 'code_challenge']) {
    t.match(one?.get(name), /^[\w-]{43}$/, name)
    t.not(one?.get(name), two?.get(name), name)
  }
})

t.test('a state that is missing, empty, or twice is refused, and an answer of another issuer', async (t) => {
  const test = await start(t)
  const changes: readonly ((search: URLSearchParams) => void)[] = [
    (search) => search.delete('state'),
    (search) => search.set('state', ''),
    (search) => search.append('state', search.get('state') ?? ''),
    (search) => search.set('iss', 'https://evil.example.com')
  ]
  for (const change of changes) {
    const { location, cookie } = await begin(test)
    const back = await test.provider.logIn(location)
    change(back.searchParams)
    const refused = await comeBack(test, back, cookie)
    t.strictSame([refused.statusCode, cookiesOf(refused)['bellhook']], [401, undefined], back.search)
  }
  t.notOk(test.provider.requests.includes('/token'), 'no code was exchanged')
})

t.test('a page of another origin is never the next one', async (t) => {
  const test = await start(t)
  for (const next of [
    'https://evil.example.com/app',
    '//evil.example.com/app',
    '/app/../login',
    '/\\evil.example.com'
  ]) {
    const done = await logIn(test, `?next=${encodeURIComponent(next)}`)
    t.strictSame([done.statusCode, done.headers.location], [303, '/app'], next)
  }
})

t.test('with https, the cookie of a flow is kept from other hosts and from http', async (t) => {
  const test = await start(t, {}, 'https://bellhook.example.com')
  const begun = await test.app.inject({ url: '/login/oidc', headers: { host: 'bellhook.example.com' } })
  t.match(
    begun.headers['set-cookie'],
    /^__Host-bellhook-oidc=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/
  )
  const back = await test.provider.logIn(String(begun.headers.location))
  const value = cookiesOf(begun)['__Host-bellhook-oidc']
  const comeBackWith = (cookie: string) =>
    test.app.inject({ url: back.pathname + back.search, headers: { host: 'bellhook.example.com', cookie } })
  t.equal((await comeBackWith(`bellhook-oidc=${value}`)).statusCode, 400, 'a cookie that any host can set')
  const done = await comeBackWith(`__Host-bellhook-oidc=${value}`)
  t.equal(done.statusCode, 303)
  t.match(cookiesOf(done)['__Host-bellhook'], /^[\w-]{43}$/)
})

t.test('the same subject at another provider is another person', async (t) => {
  const one = await start(t)
  t.equal((await logIn(one)).statusCode, 303)
  const provider = await startOidcProvider(t, CALLBACK)
  provider.behavior.person = { sub: 'subject-of-mara', email: 'eve@example.com', email_verified: true }
  const environ = { ...one.environ, OIDC_ISSUER: provider.issuer }
  const moved = await buildTestApp(t, environ, { databaseUrl: one.databaseUrl })
  t.equal((await logIn({ ...moved, provider })).statusCode, 403)
})

t.test('a value that was sealed for something else is no cookie of a flow', async (t) => {
  const test = await start(t)
  const { location } = await begin(test)
  const back = await test.provider.logIn(location)
  const [key] = sealingKeys([SECRETS_KEY])
  if (key === undefined) return t.fail('there is no key')
  const state = new URL(location).searchParams.get('state')
  const flow = JSON.stringify({ state, nonce: 'n', verifier: 'v', next: '/app', until: Date.now() + 60_000 })
  const cookie = seal(flow, 'secrets 1', key).toString('base64url')
  t.equal((await comeBack(test, back, `bellhook-oidc=${cookie}`)).statusCode, 400)
})

t.test('only some logins wait for the provider at a time', async (t) => {
  const test = await start(t, { limits: { oidc: { exchanges: 0 } } })
  t.equal((await logIn(test)).statusCode, 503)
  t.notOk(test.provider.requests.includes('/token'))
})

t.test('a flow ends after its time', async (t) => {
  const test = await start(t, { limits: { oidc: { flowSeconds: 0 } } })
  const { location, cookie } = await begin(test)
  t.equal((await comeBack(test, await test.provider.logIn(location), cookie)).statusCode, 400)
})

t.test('an ID token that is not for this login is refused', async (t) => {
  const test = await start(t)
  const { behavior } = test.provider
  const NORMAL = { ...behavior }
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
  const past = Math.floor(Date.now() / 1_000) - 3_600
  const changes: Readonly<Record<string, Partial<typeof behavior>>> = {
    'signed by a stranger': { key: stranger },
    'not signed': { header: { alg: 'none' } },
    'another issuer': { claims: { iss: 'https://evil.example.com' } },
    'for another client': { claims: { aud: 'somebody' } },
    'too old': { claims: { exp: past } },
    'another nonce': { claims: { nonce: 'other' } },
    'without a nonce': { claims: { nonce: undefined } },
    'without a subject': { claims: { sub: undefined } },
    'another algorithm': { header: { alg: 'HS256' } }
  }
  for (const [name, change] of Object.entries(changes)) {
    Object.assign(behavior, NORMAL, change)
    const refused = await logIn(test)
    t.equal(refused.statusCode, 401, name)
    t.equal(noticeOf(refused), 'The answer of the login provider is not valid. Start again, or ask an admin.', name)
  }
  t.equal((await test.rows('select 1 from sessions')).length, 0)
})

t.test('a person who says no at the provider reads so', async (t) => {
  const test = await start(t)
  test.provider.behavior.denies = true
  const refused = await logIn(test)
  t.strictSame([refused.statusCode, noticeOf(refused)], [401, 'The login provider refused: access_denied.'])
})

t.test('a provider that is away or hostile costs a bounded time and memory, and passwords still work', async (t) => {
  const test = await start(t, { limits: { oidc: { callMs: 300, retryMs: 0, answerBytes: 20_000 } } })
  const { behavior, issuer } = test.provider
  const AWAY = 'The login provider does not answer. Try again, or log in with a password.'
  const hostile: Readonly<Record<string, typeof behavior.instead>> = {
    'never ends': (_path, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{')
      return true
    },
    'never stops': (_path, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = () => {
        if (response.destroyed) return
        response.write('x'.repeat(65_536), more)
      }
      more()
      return true
    },
    'closes the connection': (_path, response) => {
      response.destroy()
      return true
    }
  }
  for (const [name, instead] of Object.entries(hostile)) {
    behavior.instead = instead
    const { begun } = await begin(test)
    t.strictSame([begun.statusCode, noticeOf(begun)], [503, AWAY], name)
    hasText(t, begun.body, 'name="password"')
  }
  const invalid: Readonly<Record<string, [status: number, body: string]>> = {
    'not JSON': [200, '<html>'],
    'an error': [500, '{}'],
    'a redirect': [302, ''],
    'another issuer': [200, JSON.stringify({ issuer: 'https://evil.example.com' })],
    'no addresses': [200, JSON.stringify({ issuer })],
    'a script as its address': [200, JSON.stringify({ issuer, authorization_endpoint: 'javascript:alert(1)' })]
  }
  for (const [name, [status, body]] of Object.entries(invalid)) {
    behavior.instead = (_path, response) => {
      response.writeHead(status, { 'content-type': 'application/json', location: 'http://127.0.0.1:1/' }).end(body)
      return true
    }
    t.equal((await begin(test)).begun.statusCode, 401, name)
  }
  behavior.instead = () => false
  // An address that the provider names is called only if Bellhook may call it.
  behavior.metadata = { token_endpoint: 'http://169.254.169.254/latest/meta-data' }
  const refused = await logIn(await buildAgain(test))
  t.strictSame([refused.statusCode, noticeOf(refused)], [503, AWAY])

  async function buildAgain({ environ, databaseUrl, provider }: Started) {
    return { ...(await buildTestApp(t, environ, { databaseUrl })), provider }
  }
})

t.test('strangers cannot make the gateway ask a failing provider again and again', async (t) => {
  const test = await start(t, { limits: { oidc: { retryMs: 60_000 } } })
  test.provider.behavior.instead = (_path, response) => {
    response.writeHead(500).end()
    return true
  }
  const answers = await Promise.all(Array.from({ length: 20 }, () => begin(test)))
  t.strictSame([...new Set(answers.map(({ begun }) => begun.statusCode))], [401])
  t.equal(test.provider.requests.length, 1)
})

t.test('failures of one address have to wait, and a login forgets them', async (t) => {
  const test = await start(t, { limits: { oidc: { freeFailures: 2 } } })
  const { location, cookie } = await begin(test)
  const forged = new URL(`${CALLBACK}?code=guess&state=${new URL(location).searchParams.get('state')}`)
  t.equal((await comeBack(test, forged, cookie)).statusCode, 401)
  t.equal((await comeBack(test, forged, cookie)).statusCode, 401)
  const third = await comeBack(test, forged, cookie)
  t.strictSame([third.statusCode, third.headers['retry-after']], [429, '1'])
  t.equal(test.provider.requests.filter((path) => path === '/token').length, 2, 'the provider was not asked')
  await test.rows("update login_failures set until = now() - interval '1 second'")
  t.equal((await logIn(test)).statusCode, 303)
  t.equal((await test.rows('select 1 from login_failures')).length, 0)
})

t.test('one gateway ends the login that another one began', async (t) => {
  const one = await start(t)
  const other = await buildTestApp(t, one.environ, { databaseUrl: one.databaseUrl })
  const { location, cookie } = await begin(one)
  const done = await comeBack(other, await one.provider.logIn(location), cookie)
  t.equal(done.statusCode, 303, done.body)
  const session = `bellhook=${cookiesOf(done)['bellhook']}`
  t.equal((await one.app.inject({ url: '/app/api/me', headers: { cookie: session } })).statusCode, 200)
  // During a rotation of SECRETS_KEY, the old key still opens.
  const newKey = Buffer.alloc(32, 5).toString('base64')
  const environ = { ...one.environ, SECRETS_KEY: `${newKey},${SECRETS_KEY}` }
  const rotated = await buildTestApp(t, environ, { databaseUrl: one.databaseUrl })
  const again = await begin(one)
  t.equal((await comeBack(rotated, await one.provider.logIn(again.location), again.cookie)).statusCode, 303)
})

t.test('without a provider there is no button and no such path', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  t.notMatch((await test.app.inject({ url: '/login' })).body, '/login/oidc')
  t.equal((await test.app.inject({ url: '/login/oidc' })).statusCode, 404)
})

t.test('the mail address of an operator is checked', async (t) => {
  const { api } = await start(t)
  const pathOf = (reply: LightMyRequestResponse) => [reply.statusCode, reply.json().error?.details?.errors?.[0]?.path]
  for (const email of ['mara', 'a@b@c', 'a b@c', 'm\u00e4ra@example.com', `${'a'.repeat(250)}@b.example`, 1]) {
    const reply = await api('POST', '/api/operators', { name: 'tom', role: 'viewer', email })
    t.strictSame(pathOf(reply), [400, '/email'], String(email))
  }
  const taken = await api('POST', '/api/operators', { name: 'tom', role: 'viewer', email: 'MARA@example.com' })
  t.strictSame(pathOf(taken), [409, '/email'])
  t.equal((await api('POST', '/api/operators', { name: 'tom', role: 'viewer' })).json().email, null)
  t.strictSame(pathOf(await api('PATCH', '/api/operators/tom', { email: 'mara@example.com' })), [409, '/email'])
})
