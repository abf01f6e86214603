import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { freePort } from '../../bench/free-port.ts'
import type { Environ } from '../../src/config/environment.ts'
import { type Browser, openBrowser } from '../api/reference/chromium.ts'
import { buildTestDashboard, PASSWORD, type TestDashboard } from './test-dashboard.ts'

export interface DashboardBrowser extends Browser {
  test: TestDashboard
  origin: string
}

/** A gateway that listens, and a browser with an empty page. `settingsOf`: settings that depend on the origin. */
export async function openDashboard(
  t: Test,
  environ: Environ = {},
  { host = '127.0.0.1', settingsOf = async (_origin: string): Promise<Environ> => ({}) } = {}
): Promise<DashboardBrowser> {
  const port = await freePort()
  const origin = `http://${host}:${port}`
  const settings = { DASHBOARD_URL: origin, PUBLIC_URL: origin, ...environ, ...(await settingsOf(origin)) }
  const test = await buildTestDashboard(t, settings)
  await test.app.listen({ port, host: '127.0.0.1' })
  return { ...(await openBrowser(t)), test, origin }
}

/** Logs a person in with the form. */
export async function logInWith(page: Page, origin: string, name: string): Promise<void> {
  await page.goto(`${origin}/app`)
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
}
