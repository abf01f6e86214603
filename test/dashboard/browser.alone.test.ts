import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { CHROMIUM } from '../api/reference/chromium.ts'
import { logInWith, openDashboard } from '../support/dashboard-browser.ts'
import { ROOT } from '../support/root.ts'
import { managing, metaSignature, whatsAppText } from '../support/test-accounts.ts'
import { SECRETS } from '../support/test-app.ts'
import type { TestDashboard } from '../support/test-dashboard.ts'

const skip = CHROMIUM === undefined && 'no chromium is in PATH'
const AXE = readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8')
const LOOKS = [1360, 390].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme }))
)
const PROVING = 'app_secret_of_the_prover_9f2c'
/** Attempts and dead letters of everything that gets events. */
const FAILURES = `with tried as (
    insert into attempts (at, consumer_id, event_id, attempt, status, ms, problem)
    select now(), c.id, e.id, 1, 500, 12, repeat('x', 120) from consumers c, events e)
  insert into dead_letters (consumer_id, position, event_id, lane, at, attempts, status, problem)
  select c.id, e.position, e.id, 1, now(), 5, 422, repeat('x', 120) from consumers c, events e`
/** Links and buttons that are lower than 24 pixels, without links in sentences and rows that are links as a whole. */
const SMALL_TARGETS = `[...document.querySelectorAll('main :is(a, button):not(.row)')]
  .filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().height < 24)
  .filter((one) => one.parentElement.textContent.trim() === one.textContent.trim())
  .map((one) => one.outerHTML)`
/** Pages about one thing, by the list that leads to them. */
const DETAILS = [
  '/app/deliveries',
  '/app/events',
  '/app/messages',
  '/app/guests',
  '/app/accounts',
  '/app/destinations',
  '/app/consumers'
]

t.test('each page can be used by everybody, wide and narrow, light and dark', { skip }, async (t) => {
  const { page, faults, requests, origin, test } = await openDashboard(t, {
    ...SECRETS,
    DESTINATION_NETWORKS: '127.0.0.1'
  })
  await test.logIn({ name: 'ada', role: 'admin' })
  await fill(test)
  await logInWith(page, origin, 'ada')
  const links = await page.getByRole('navigation').getByRole('link').evaluateAll(hrefs)
  t.ok(links.length > 12, links.join(' '))
  const details = [
    ...['/app/connect/whatsapp', '/app/accounts/desk/connect', '/app/hotels/new', '/app/people/invite'],
    '/app/new-destination'
  ]
  for (const list of DETAILS) {
    await page.goto(origin + list)
    details.push(...(await page.locator('tbody a').evaluateAll(hrefs)).slice(0, 2))
  }
  await page.goto(`${origin}/app/quarantine`)
  details.push(...(await page.locator('tbody a').evaluateAll(hrefs)).slice(0, 1))
  for (const link of [...links, ...details]) {
    await page.goto(origin + link)
    await page.evaluate(AXE)
    for (const { width, colorScheme } of LOOKS) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      // axe-core is a global of the page now.
      const violations = await page.evaluate<string[]>(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html].join(": ")))'
      )
      t.strictSame(violations, [], `${link} ${width} ${colorScheme}`)
      t.ok(
        await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
        `${link} does not scroll sideways at ${width}`
      )
      t.strictSame(await page.evaluate<string[]>(SMALL_TARGETS), [], `${link} ${width}: targets of 24 pixels`)
    }
  }
  t.strictSame(faults, [])
  t.strictSame(
    requests.filter((url) => !url.startsWith(`${origin}/`)),
    [],
    'asks nobody else'
  )
})

/** Runs in the page. */
const hrefs = (all: { getAttribute(name: string): string | null }[]) => all.map((one) => one.getAttribute('href') ?? '')

/** One of everything, with texts that are long. */
async function fill(test: TestDashboard): Promise<void> {
  const long = 'x'.repeat(120)
  const manage = managing(test)
  await manage('POST', '/api/hotels', { slug: 'seaview', name: `Hotel ${long}`, timeZone: 'Europe/Berlin' })
  await manage('POST', '/api/accounts', { slug: 'desk', kind: 'whatsapp', name: `Desk ${long}`, hotel: 'seaview' })
  await manage('POST', '/api/keys', { name: 'k'.repeat(64), scopes: ['events.read', 'deliveries.read'] })
  // Its secret proves an id that nobody has.
  const proving = {
    slug: 'prover',
    kind: 'whatsapp',
    name: 'Prover',
    secrets: [{ purpose: 'app_secret', value: PROVING }]
  }
  const { urls } = (await manage('POST', '/api/accounts', proving)).json()
  const unclaimed = whatsAppText('9'.repeat(20), 'wamid.unclaimed')
  await test.post(new URL(urls[0]).pathname, unclaimed, metaSignature(unclaimed, PROVING))
  // Nothing listens there.
  const url = 'http://127.0.0.1:9/events'
  await manage('PUT', `/api/destinations/${'d'.repeat(63)}`, { url: `${url}?${long}`, headers: { [long]: long } })
  await manage('PUT', '/api/destinations/crm', { url })
  await manage('POST', '/api/destinations/crm/pause', {})
  await manage('PUT', `/api/consumers/${'c'.repeat(63)}`, { filter: { source: long } })
  const text = whatsAppText('111', `wamid.${long}`)
  const secret = SECRETS.WHATSAPP_APP_SECRET
  await test.post('/webhooks/whatsapp', text, metaSignature(text, secret))
  const odd = text.replace('"timestamp":"1710511200"', `"timestamp":[],"${long}":1`)
  await test.post('/webhooks/whatsapp', odd, metaSignature(odd, secret))
  const headers = { authorization: `Bearer ${SECRETS.PMS_WEBHOOK_SECRET}`, 'content-type': 'application/json' }
  const guest = { externalId: long, firstName: 'Aurelia', lastName: 'Berg', email: 'aurelia@example.com' }
  const stay = { status: 'confirmed', arrivalDate: '2026-12-01', departureDate: '2026-12-04' }
  const reservation = { source: 'mill-pms', externalId: `R-${long}`, property: 'old-mill', guest, ...stay }
  await test.post('/webhooks/pms/reservations', JSON.stringify(reservation), headers)
  await test.rows(FAILURES)
  const profile = { source: 'mill-pms', propertyId: 'old-mill', ...guest }
  await test.post('/webhooks/pms/guests', JSON.stringify(profile), headers)
}
