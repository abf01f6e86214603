import t from 'tap'
import { buildTestApp } from '../support/test-app.ts'
import { buildTestDashboard, headingOf, PASSWORD, submitForm } from '../support/test-dashboard.ts'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

t.test('without a session, a page leads to the login, and the login leads back', async (t) => {
  const test = await buildTestDashboard(t)
  const { app } = test
  await test.logIn({ name: 'mara', role: 'viewer' })
  const asked = await app.inject({ url: '/app/deliveries?outcome=rejected' })
  t.equal(asked.statusCode, 303)
  t.equal(asked.headers.location, '/login?next=%2Fapp%2Fdeliveries%3Foutcome%3Drejected')
  const form = await app.inject({ url: String(asked.headers.location) })
  t.equal(headingOf(form), 'Log in')
  t.match(form.body, /<input type="hidden" name="next" value="\/app\/deliveries\?outcome=rejected"/)
  const login = (next: string) => submitForm(test, '/login', { name: 'mara', password: PASSWORD, next })
  t.equal((await login('/app/deliveries?outcome=rejected')).headers.location, '/app/deliveries?outcome=rejected')
  for (const next of [
    'https://evil.example/app',
    '//evil.example/app',
    '/app/../login',
    '/application',
    '/app\\..\\x'
  ]) {
    t.match((await login(next)).headers.location, /^\/app(\/|$)/, next)
  }
  t.equal((await app.inject({ url: '/' })).headers.location, '/app')
})

t.test('each page has its headers, a title, and a way to log out', async (t) => {
  const { logIn } = await buildTestDashboard(t)
  const { get } = await logIn({ name: 'mara', role: 'viewer' })
  const page = await get('/app/deliveries')
  t.equal(page.statusCode, 200)
  t.match(page.body, /<title>Deliveries · Bellhook<\/title>/)
  t.equal(page.body.split('<h1').length, 2)
  t.equal(headingOf(page), 'Deliveries')
  t.match(page.body, /<button type="submit">Log out<\/button>/)
  const { headers } = page
  t.strictSame(
    [
      'content-type',
      'content-security-policy',
      'x-content-type-options',
      'referrer-policy',
      'cache-control',
      'cross-origin-opener-policy'
    ].map((name) => headers[name]),
    ['text/html; charset=utf-8', POLICY, 'nosniff', 'no-referrer', 'no-store', 'same-origin']
  )
  for (const [, url = ''] of page.body.matchAll(/(?:src|href)="(\/login\/assets\/[^"]+)"/g)) {
    const asset = await get(url)
    t.equal(asset.statusCode, 200, url)
    t.match(asset.headers['cache-control'], /immutable/)
  }
})

t.test('errors are pages, and another origin changes nothing', async (t) => {
  const test = await buildTestDashboard(t)
  const { get, cookie } = await test.logIn({ name: 'mara', role: 'viewer' })
  const unknown = await get('/app/nothing/here')
  t.strictSame([unknown.statusCode, headingOf(unknown)], [404, 'Not found'])
  const part = await test.app.inject({ url: '/app/deliveries', headers: { 'hx-request': 'true' } })
  t.equal(part.statusCode, 401)
  const cross = await submitForm(test, '/logout', {}, { cookie, 'sec-fetch-site': 'cross-site' })
  t.equal(cross.statusCode, 403)
})

t.test('DASHBOARD=off: no page exists', async (t) => {
  const { app } = await buildTestApp(t, { DASHBOARD: 'off' })
  for (const url of ['/app', '/app/deliveries', '/login', '/setup/x', '/app/api/me']) {
    t.equal((await app.inject({ url })).statusCode, 404, url)
  }
  t.equal((await app.inject({ method: 'POST', url: '/logout' })).statusCode, 404)
  t.equal((await app.inject({ url: '/' })).headers.location, '/docs')
  t.equal(await app.firstSetupUrl(), undefined)
})
