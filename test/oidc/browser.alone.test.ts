import type { Page } from 'playwright-core'
import t from 'tap'
import { CHROMIUM } from '../api/reference/chromium.ts'
import { openDashboard } from '../support/dashboard-browser.ts'
import { CLIENT, type OidcProvider, startOidcProvider } from '../support/oidc-provider.ts'
import { managing } from '../support/test-accounts.ts'

const skip = CHROMIUM === undefined && 'no chromium is in PATH'
const MARA = { sub: 'subject-of-mara', email: 'mara@example.com', email_verified: true }

// The provider is another site than the gateway, so that the browser decides which cookies come back with a person.

t.test('an operator logs in with the provider, and a person who is refused reads why', { skip }, async (t) => {
  const providers: OidcProvider[] = []
  const { page, faults, origin, test } = await openDashboard(
    t,
    { HOST: '127.0.0.1' },
    {
      host: 'localhost',
      async settingsOf(origin) {
        const provider = await startOidcProvider(t, `${origin}/login/oidc/callback`)
        providers.push(provider)
        return { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret }
      }
    }
  )
  const [provider] = providers
  if (provider === undefined) return t.fail('no provider was started')
  const { behavior, issuer } = provider
  behavior.asks = true
  await managing(test)('POST', '/api/operators', { name: 'mara', role: 'viewer', email: MARA.email })
  const comeBack = async () => {
    await page.getByRole('link', { name: `Log in with ${new URL(issuer).host}` }).click()
    await page.getByRole('link', { name: 'Go on' }).click()
  }

  await t.test('the button, the provider, and back to the page that was asked for', async (t) => {
    await page.goto(`${origin}/app/hotels`)
    await heading(page, 'Log in')
    await comeBack()
    await heading(page, 'Hotels')
    t.equal(page.url(), `${origin}/app/hotels`)
    await page.reload()
    await heading(page, 'Hotels')
    t.strictSame(await ownCookies(page, origin), ['bellhook: http only, Lax'], 'the cookie of the flow is gone')
    t.strictSame(faults, [])
    await page.getByRole('button', { name: 'Log out' }).click()
    await heading(page, 'Log in')
  })

  await t.test('each refusal has its sentence, and the form for passwords', async (t) => {
    for (const [change, sentence] of [
      [
        { person: { ...MARA, sub: '2', email: 'eve@example.com' } },
        'No operator has your mail address. Ask an admin to add it.'
      ],
      [
        { person: { ...MARA, email_verified: false } },
        'The login provider does not say that your mail address is verified.'
      ],
      [
        { person: { ...MARA, sub: '3' } },
        'Your mail address belongs to another person at the login provider. Ask an admin.'
      ],
      [{ denies: true }, 'The login provider refused: access_denied.'],
      [{ claims: { aud: 'somebody' } }, 'The answer of the login provider is not valid. Start again, or ask an admin.']
    ] as const) {
      Object.assign(behavior, { person: MARA, claims: {}, denies: false }, change)
      await page.goto(`${origin}/app`)
      await comeBack()
      await heading(page, 'Log in')
      t.equal(await page.getByRole('alert').textContent(), sentence)
      t.equal(await page.getByRole('textbox', { name: 'Name' }).count(), 1)
      t.strictSame(await ownCookies(page, origin), [], sentence)
    }
    await page.reload()
    await page.getByText('This login took too long, or began in another browser. Start again.').waitFor()
  })

  await t.test('after a refusal, the right person still comes in', async (t) => {
    Object.assign(behavior, { person: MARA, claims: {} })
    await comeBack()
    await heading(page, 'Overview')
    // Chromium logs each answer that is no success.
    t.strictSame(
      faults.filter((fault) => !/\b40[013]\b/.test(fault)),
      []
    )
  })
})

/** Without the cookie that tells the time zone of the browser. */
async function ownCookies(page: Page, origin: string): Promise<string[]> {
  const cookies = (await page.context().cookies(origin)).filter(({ name }) => name !== 'bellhook-zone')
  return cookies.map(({ name, httpOnly, sameSite }) => `${name}: ${httpOnly ? 'http only, ' : ''}${sameSite}`)
}

function heading(page: Page, name: string): Promise<void> {
  return page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
}
