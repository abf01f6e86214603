import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { CHROMIUM } from '../api/reference/chromium.ts'
import { logInWith, openDashboard } from '../support/dashboard-browser.ts'
import { managing, metaSignature, waitFor, whatsAppText } from '../support/test-accounts.ts'
import { SECRETS } from '../support/test-app.ts'

// What an open page does while nobody touches it.

const skip = CHROMIUM === undefined && 'no chromium is in PATH'

/** A page of a viewer, and functions that send deliveries. */
async function open(t: Test) {
  const { page, origin, test } = await openDashboard(t, SECRETS)
  await test.logIn({ name: 'vera', role: 'viewer' })
  await logInWith(page, origin, 'vera')
  const send = async (body: string) => {
    await test.post('/webhooks/whatsapp', body, metaSignature(body, SECRETS.WHATSAPP_APP_SECRET))
  }
  return {
    ...{ page, origin, test },
    message: (id: string) => send(whatsAppText('111', `wamid.${id}`)),
    broken: (id: string) => send(`{"object": "whatsapp_business_account", "entry": ${id}`)
  }
}

function isLive(page: Page): Promise<boolean> {
  return page.evaluate('document.querySelector("[data-live]")._htmx?.sse?.status === 200')
}

t.test('new rows wait while a person reads further down', { skip }, async (t) => {
  const { page, origin, message } = await open(t)
  for (let at = 0; at < 12; at++) await message(`first.${at}`)
  await page.setViewportSize({ width: 1000, height: 300 })
  await page.goto(`${origin}/app/deliveries`)
  await waitFor(() => isLive(page), 'the stream')
  const rows = page.locator('tbody tr')
  await page.evaluate('scrollTo(0, document.body.scrollHeight)')
  await message('second')
  const button = page.getByRole('button', { name: '1 new' })
  await button.waitFor()
  t.equal(await rows.count(), 12)
  await button.click()
  await rows.nth(12).waitFor()
  t.equal(await page.evaluate('scrollY'), 0)
  await page.evaluate('scrollTo(0, document.body.scrollHeight)')
  await message('third')
  await button.waitFor()
  await page.evaluate('scrollTo(0, 0)')
  await rows.nth(13).waitFor()
  t.equal(await button.count(), 0)
})

t.test('the focus stays on the same delivery while the overview is updated', { skip }, async (t) => {
  const { page, origin, broken } = await open(t)
  for (const id of ['one', 'two']) await broken(id)
  await page.goto(`${origin}/app`)
  await waitFor(() => isLive(page), 'the stream')
  const links = page.getByRole('region', { name: 'Needs attention' }).locator('a.row')
  await links.nth(1).focus()
  const focused = () => page.evaluate('document.activeElement.getAttribute("href")')
  const before = await focused()
  await broken('three')
  await links.nth(2).waitFor()
  const updated = page.waitForResponse(`${origin}/app/overview/numbers`)
  await (await updated).finished()
  await page.getByText('Deliveries are stored. 3 need attention.').waitFor()
  t.equal(await focused(), before)
})

t.test('a page says when it is not live, and when its session has ended', { skip }, async (t) => {
  const { page, origin, test } = await open(t)
  await page.clock.install()
  await page.goto(`${origin}/app`)
  const notice = page.locator('#notice')
  await page.context().setOffline(true)
  await waitFor(async () => {
    await page.clock.runFor(5_000)
    return /^Not live: trying again/.test((await notice.textContent()) ?? '')
  }, 'the notice')
  await page.context().setOffline(false)
  await waitFor(async () => {
    await page.clock.runFor(5_000)
    return (await notice.textContent()) === ''
  }, 'the end of the notice')

  await managing(test)('PATCH', '/api/operators/vera', { role: 'operator' })
  await waitFor(async () => {
    await page.clock.runFor(5_000)
    return (await notice.textContent()) === 'You were logged out. Log in again'
  }, 'the end of the session')
  await notice.getByRole('link', { name: 'Log in again' }).click()
  await page.getByRole('heading', { level: 1, name: 'Log in' }).waitFor()
  t.equal(page.url(), `${origin}/login?next=%2Fapp`)
})
