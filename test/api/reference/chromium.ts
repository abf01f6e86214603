import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import type { Test } from 'tap'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** Path of an installed Chromium. */
export const CHROMIUM = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find((path) => existsSync(path))

export interface Browser {
  page: Page
  /** What a page must not have: errors in the console, exceptions, and violations of its policy. */
  faults: string[]
  /** URLs of all requests. */
  requests: string[]
}

const PATIENCE_MS = 120_000

/** An empty page that is closed when the test ends. */
export async function openBrowser(t: Test): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('no Chromium is in PATH')
  // Chromium refuses to run as root with its sandbox.
  const args = ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  const browser = await chromium.launch({ executablePath: CHROMIUM, args, timeout: PATIENCE_MS })
  t.teardown(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
  page.setDefaultTimeout(PATIENCE_MS)
  const faults: string[] = []
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text())
  })
  return { page, faults, requests }
}
