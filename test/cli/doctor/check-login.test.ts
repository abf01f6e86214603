import t, { type Test } from 'tap'
import { freePort } from '../../../bench/free-port.ts'
import { checkLogin } from '../../../src/cli/doctor/check-login.ts'
import { loadConfig } from '../../../src/config/config.ts'
import type { Environ } from '../../../src/config/environment.ts'
import { CLIENT, startOidcProvider } from '../../support/oidc-provider.ts'

const REDIRECT_URI = 'http://localhost:4000/login/oidc/callback'
const TO_PASTE = {
  level: 'ok',
  text: `redirect URI: ${REDIRECT_URI}`,
  advice: 'Paste it at the provider, to the letter.'
}

function look(issuer: string, environ: Environ = {}) {
  const settings = {
    HOST: '127.0.0.1',
    DASHBOARD_URL: 'http://localhost:4000',
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret
  }
  return checkLogin(loadConfig({ ...settings, ...environ }, []))
}

function start(t: Test) {
  return startOidcProvider(t, REDIRECT_URI)
}

t.test('a provider that answers, and the redirect URI to paste', async (t) => {
  const { issuer } = await start(t)
  t.strictSame(await look(issuer), [{ level: 'ok', text: `${issuer} answers, and is the issuer` }, TO_PASTE])
  const [, toPaste] = await look(issuer, { DASHBOARD_URL: '', PORT: '3210' })
  t.equal(toPaste?.text, 'redirect URI: http://127.0.0.1:3210/login/oidc/callback')
})

t.test('a provider that is another one', async (t) => {
  const { issuer, behavior } = await start(t)
  behavior.metadata = { issuer: 'https://login.example.com/\u001b[2J' }
  const [finding] = await look(issuer)
  t.strictSame(finding, {
    level: 'wrong',
    text: `the provider calls its issuer https://login.example.com/\ufffd[2J, but OIDC_ISSUER is ${issuer}`,
    advice: 'Set OIDC_ISSUER to the issuer of the provider, to the letter.'
  })
})

t.test('something that is no provider', async (t) => {
  const { issuer, behavior } = await start(t)
  for (const [status, body] of [
    [404, '{}'],
    [200, '<html>'],
    [200, JSON.stringify({ issuer, authorization_endpoint: 'javascript:alert(1)' })]
  ] as const) {
    behavior.instead = (_path, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
      return true
    }
    const [finding, toPaste] = await look(issuer)
    t.equal(finding?.level, 'wrong', body)
    t.match(finding?.text, /^http:\/\/127\.0\.0\.1:\d+ does not answer as an OpenID Connect provider \(.+\)$/, body)
    t.strictSame(toPaste, TO_PASTE)
  }
})

t.test('a provider that cannot be reached', async (t) => {
  const issuer = `http://127.0.0.1:${await freePort()}`
  const [finding] = await look(issuer)
  t.equal(finding?.level, 'wrong')
  t.match(finding?.text, /^http:\/\/127\.0\.0\.1:\d+ cannot be reached \(\w+: .+\)$/)
  const inside = await look('https://10.1.2.3/realms/hotel')
  t.match(inside[0]?.text, /^https:\/\/10\.1\.2\.3\/realms\/hotel cannot be reached \(\w+: .+\)$/)
  t.match(inside[0]?.advice, /DESTINATION_NETWORKS/)
})

t.test('passwords alone, and no dashboard', async (t) => {
  const [passwords] = await look('', { OIDC_CLIENT_ID: '', OIDC_CLIENT_SECRET: '' })
  t.strictSame(passwords, {
    level: 'skipped',
    text: 'operators log in with passwords: OIDC_ISSUER is not set, or not complete, see docs/operators.md'
  })
  const [off] = await look('https://login.example.com', { DASHBOARD: 'off' })
  t.strictSame(off, { level: 'skipped', text: 'nobody logs in: DASHBOARD is off' })
})
