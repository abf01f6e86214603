import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { CHROMIUM } from '../api/reference/chromium.ts'
import { type DashboardBrowser, openDashboard } from '../support/dashboard-browser.ts'
import { ROOT } from '../support/root.ts'
import { metaSignature, WITH_ACCOUNTS, whatsAppText } from '../support/test-accounts.ts'
import { PASSWORD } from '../support/test-dashboard.ts'

// What operators do, in a real browser. Nothing here reads the documentation.

const skip = CHROMIUM === undefined && 'no chromium is in PATH'
const BELLHOOK = join(ROOT, 'dist/src/cli/bellhook.js')
const APP_SECRET = 'app_secret_of_the_seaview_9f2c'
const MISTYPED_SECRET = 'app_secret_of_the_seaview_9f2d'
const NUMBER_ID = '106540352242922'
const UNREADABLE = '{"object": "whatsapp_business_account", "entry": oops'
/** A step that takes longer has failed. */
const STEP_MS = 20_000

t.test('an admin sets up, connects WhatsApp, and works with what comes', { skip }, async (t) => {
  const dashboard = await openDashboard(t)
  const { page, faults, requests, origin, test } = dashboard
  page.setDefaultTimeout(STEP_MS)
  const meta = (words: readonly string[]) => playMeta(t, [...words, '--account', 'seaview-front-desk'], dashboard)

  await t.test('the first login', async (t) => {
    await page.goto((await test.app.firstSetupUrl()) ?? '')
    await page.getByRole('textbox', { name: 'Name' }).fill('ada')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('main').getByRole('button').click()
    await heading(page, 'Overview')
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('ada')
    await page.getByLabel('Password').fill('something else')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByText('Name or password is wrong.').waitFor()
    await page.getByRole('textbox', { name: 'Name' }).fill('ada')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await heading(page, 'Overview')
    // Chromium logs each answer that is no success.
    t.strictSame(
      faults.splice(0).filter((fault) => !fault.includes('401')),
      []
    )
  })

  let callback = ''
  await t.test('WhatsApp: waiting, wrong URL, confirmed, refused for the secret, verified', async (t) => {
    await follow(page, 'Connect a channel')
    await page.getByRole('main').getByRole('link', { name: 'WhatsApp', exact: true }).click()
    await page.getByRole('textbox', { name: 'Account name' }).fill('Seaview front desk')
    await page.getByRole('textbox', { name: 'Phone number ID' }).fill(NUMBER_ID)
    await page.getByLabel('App secret').fill(MISTYPED_SECRET)
    await page.getByRole('button', { name: 'Save' }).click()
    await heading(page, 'Connect Seaview front desk')
    callback = await page.getByRole('textbox', { name: 'Callback URL' }).inputValue()
    const token = await page.getByRole('textbox', { name: 'Verify token' }).inputValue()
    const region = page.getByRole('region', { name: 'Connection' })
    const shown = (text: string) => region.getByText(text).waitFor()
    const handshake = (url: string) =>
      fetch(`${url}?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`)
    await shown('Waiting')

    for (const wrong of [callback.slice(0, -1), callback.replace('whatsapp', 'whatsap')]) {
      await handshake(wrong)
      await shown('Wrong URL')
      await region.getByText(new URL(wrong).pathname, { exact: true }).waitFor()
    }
    t.notMatch(await region.textContent(), /Refused|secret/)
    t.equal(await (await handshake(callback)).text(), '1158201444')
    await shown('Confirmed')

    await meta(['whatsapp', 'text', '--break-signature'])
    await shown('Refused')
    await shown('the signature does not fit the app secret')
    await region.getByRole('link', { name: 'Enter another secret' }).click()
    await heading(page, 'Seaview front desk')
    await page.getByLabel('App secret', { exact: true }).fill(APP_SECRET)
    await page.getByRole('button', { name: 'Add secret' }).click()
    await page.getByRole('button', { name: `End app secret …${MISTYPED_SECRET.slice(-4)}` }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'End' }).click()
    await page.getByText(MISTYPED_SECRET.slice(-4)).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Connection' }).click()
    await shown('Refused')
    await meta(['whatsapp', 'text'])
    await shown('Verified')
    t.notMatch(await region.textContent(), /Refused|Wrong URL/)
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.getByRole('region', { name: 'Test result' }).getByText('Passed').waitFor()
  })

  await t.test('new deliveries come by themselves, unless the list is paused', async (t) => {
    await follow(page, 'Deliveries')
    const rows = page.getByRole('main').locator('tbody tr')
    t.equal(await rows.count(), 1)
    await send(callback, whatsAppText(NUMBER_ID, 'wamid.second'), APP_SECRET)
    await rows.nth(1).waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await send(callback, whatsAppText(NUMBER_ID, 'wamid.third'), APP_SECRET)
    await page.getByText('1 new').waitFor()
    t.equal(await rows.count(), 2)
    await page.keyboard.press('p')
    await rows.nth(2).waitFor()
    t.equal(await page.getByRole('button', { name: 'Pause' }).count(), 1)
    await follow(page, 'Overview')
    await page.getByText('Nothing needs attention.').waitFor()
    await send(callback, UNREADABLE, APP_SECRET)
    await page.getByRole('region', { name: 'Needs attention' }).getByText('Quarantined').waitFor()
  })

  await t.test('the message of the guest is found by phone number', async (t) => {
    await page.keyboard.press('g')
    await page.keyboard.press('m')
    await heading(page, 'Messages')
    await page.keyboard.press('/')
    await page.keyboard.type('+49 1511 2345678')
    await page.keyboard.press('Enter')
    await page.getByText('Searched for a number that ends in 78.').waitFor()
    t.notMatch(decodeURIComponent(page.url()), /15112345678|pool open/)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Status history' }).waitFor()
    t.notMatch(await page.content(), /15112345678|pool open/)
    await page.getByRole('button', { name: 'Show guest data' }).click()
    await page.getByText('Is the pool open at 7?').first().waitFor()
    await page.reload()
    await page.keyboard.press('u')
    await page.getByText('Searched for a number that ends in 78.').waitFor()
  })

  await t.test('a quarantined kind is replayed with the keyboard', async (t) => {
    // As if a newer version reads what this one did not.
    await test.rows(`update deliveries set body = $1 where outcome = 'quarantined'`, [
      Buffer.from(whatsAppText(NUMBER_ID, 'wamid.fourth'))
    ])
    await follow(page, 'Overview')
    for (const key of ['g', 'q']) await page.keyboard.press(key)
    await heading(page, 'Quarantine')
    for (const key of ['j', 'Enter']) await page.keyboard.press(key)
    const write = page.getByRole('region', { name: 'Preview' }).getByRole('button', { name: 'Write 1 event' })
    await write.waitFor()
    await page.keyboard.press('Tab')
    t.equal(await page.locator(':focus').textContent(), 'Write 1 event', 'the button is next')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Replay' }).getByText('1 event written').waitFor()
  })

  await t.test('keyboard shortcuts are listed, and can be switched off', async (t) => {
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await follow(page, 'My account')
    await page.getByRole('checkbox', { name: 'Keyboard shortcuts' }).uncheck()
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.keyboard.press('?')
    t.equal(await page.getByRole('dialog').count(), 0)
    t.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
  })

  await t.test('a colleague is invited, gets another role, and is asked about before the removal', async (t) => {
    await follow(page, 'People')
    await page.getByRole('link', { name: 'Invite' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('lena')
    await page.getByRole('combobox', { name: 'Role' }).selectOption('Operator')
    await page.getByRole('button', { name: 'Create invitation' }).click()
    const link = await page.getByRole('textbox', { name: 'Invitation link' }).inputValue()
    const other = await (await page.context().browser()?.newContext())?.newPage()
    if (other === undefined) return t.fail('no second browser')
    await other.goto(link)
    await other.getByLabel('Password').fill(PASSWORD)
    await other.getByRole('main').getByRole('button').click()
    await heading(other, 'Overview')
    await other.context().close()
    await follow(page, 'People')
    await page.getByRole('link', { name: 'Change lena' }).click()
    await page.getByRole('combobox', { name: 'Role' }).selectOption('Viewer')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('row', { name: 'lena Viewer' }).waitFor()
    await page.getByRole('button', { name: 'Remove lena' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove lena' }).click()
    await page.getByRole('row', { name: 'lena' }).waitFor({ state: 'detached' })
  })

  t.strictSame(faults, [], 'no errors, and nothing that the policy forbids')
  t.strictSame(
    requests.filter((url) => !url.startsWith(`${origin}/`)),
    [],
    'asks nobody else'
  )
  await withoutScript(t, dashboard)
})

async function withoutScript(t: Test, { page, origin }: DashboardBrowser): Promise<void> {
  const context = await page.context().browser()?.newContext({ javaScriptEnabled: false })
  const plain = await context?.newPage()
  if (plain === undefined) throw new Error('there is no second browser')
  await plain.goto(`${origin}/app/deliveries?outcome=accepted`)
  await plain.getByRole('textbox', { name: 'Name' }).fill('ada')
  await plain.getByLabel('Password').fill(PASSWORD)
  await plain.getByRole('button', { name: 'Log in' }).click()
  await heading(plain, 'Deliveries')
  await plain.getByRole('searchbox', { name: 'Search' }).fill('0049 171 1234567')
  await plain.getByRole('combobox', { name: 'Channel' }).selectOption('WhatsApp')
  await plain.getByRole('button', { name: 'Search' }).click()
  await plain.getByText('Searched for a number that ends in 67.').waitFor()
  t.equal(await plain.getByRole('combobox', { name: 'Outcome' }).inputValue(), 'accepted')
  await plain.locator('tbody a').first().click()
  await heading(plain, 'Delivery')
  await plain.getByRole('link', { name: 'Preview replay' }).click()
  await plain.getByRole('region', { name: 'Preview' }).waitFor()
  await plain.goto(`${origin}/app/accounts/seaview-front-desk`)
  await plain.getByRole('button', { name: 'Pause' }).click()
  await heading(plain, 'Confirm: Pause')
  await plain.getByRole('button', { name: 'Pause' }).click()
  await plain.getByRole('button', { name: 'Resume' }).click()
  await context?.close()
}

/** A process of `bellhook simulate` sends what Meta would. */
async function playMeta(t: Test, words: readonly string[], { origin, test }: DashboardBrowser): Promise<void> {
  const { PATH } = process.env
  const env = { ...WITH_ACCOUNTS, PATH, DATABASE_URL: test.databaseUrl, PUBLIC_URL: origin }
  const child = spawn(process.execPath, [BELLHOOK, 'simulate', ...words, '--url', origin], { env })
  t.teardown(() => child.kill())
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  t.equal(code, 0, printed)
}

function heading(page: Page, name: string): Promise<void> {
  return page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
}

async function follow(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click()
  await heading(page, name)
}

function send(url: string, body: string, secret: string): Promise<Response> {
  return fetch(url, { method: 'POST', body, headers: metaSignature(body, secret) })
}
