import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { CHROMIUM, openBrowser } from '../api/reference/chromium.ts'
import { ROOT } from '../support/root.ts'
import { buildTestDashboard, PASSWORD } from '../support/test-dashboard.ts'

const skip = CHROMIUM === undefined && 'no chromium is in PATH'
const AXE = readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8')
const LOOKS = [
  { width: 1360, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' }
] as const

t.test('each page of the navigation can be used by everybody, wide and narrow, light and dark', { skip }, async (t) => {
  const { app, logIn } = await buildTestDashboard(t, { DASHBOARD_URL: 'http://127.0.0.1' })
  await logIn({ name: 'ada', role: 'admin' })
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const { page, faults, requests } = await openBrowser(t)
  await page.goto(`${origin}/app`)
  await page.getByRole('textbox', { name: 'Name' }).fill('ada')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  const links = await page
    .getByRole('navigation')
    .getByRole('link')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
  t.ok(links.length > 12, links.join(' '))
  for (const { width, colorScheme } of LOOKS) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme })
    for (const link of [...links, '/app/connect/whatsapp']) {
      await page.goto(origin + link)
      await page.evaluate(AXE)
      // axe-core is a global of the page now.
      const violations = await page.evaluate<string[]>(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html].join(": ")))'
      )
      t.strictSame(violations, [], `${link} ${width} ${colorScheme}`)
      t.ok(
        await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
        `${link} does not scroll sideways at ${width}`
      )
    }
  }
  t.strictSame(faults, [])
  t.strictSame(
    requests.filter((url) => !url.startsWith(`${origin}/`)),
    [],
    'asks nobody else'
  )
})
