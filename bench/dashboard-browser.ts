import { chromium, type Page } from 'playwright-core'
import { CHROMIUM } from '../test/api/reference/chromium.ts'
import type { BenchServer } from './fixture.ts'
import { load } from './load.ts'
import { median } from './measure.ts'
import type { Report } from './report.ts'
import { timed } from './timed.ts'
import { traffic } from './traffic.ts'

/** A browser on a phone, as Chromium's own tools slow the processor down. */
const SLOWDOWN = 6
const ROWS_PER_SECOND = 200
const VISITS = 5

/** What a person waits for, on a slow processor. Without Chromium in PATH it measures nothing. */
export async function measureBrowser(server: BenchServer, cookie: string, report: Report): Promise<void> {
  if (CHROMIUM === undefined) return
  const origin = `http://127.0.0.1:${server.port}`
  const [name = '', value = ''] = cookie.split('=')
  const args = ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  const browser = await chromium.launch({ executablePath: CHROMIUM, args })
  try {
    const context = await browser.newContext()
    await context.addCookies([{ name, value, url: origin }])
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
    const [lists, details]: [number[], number[]] = [[], []]
    for (let visit = 0; visit < VISITS; visit++) {
      lists.push(await timed(() => page.goto(`${origin}/app/deliveries`, { waitUntil: 'domcontentloaded' })))
      details.push(
        await timed(async () => {
          // Playwright's own click waits until the row stands still, which takes longer than the page.
          await page.evaluate(`document.querySelector('tbody a').click()`)
          await page.waitForURL(/deliveries\/./, { waitUntil: 'domcontentloaded' })
        })
      )
    }
    report.figure('dashboard: 100 rows on screen, processor slowed 6 times, ms', median(lists), { atMost: 800 })
    report.figure('dashboard: click to detail, processor slowed 6 times, ms', median(details), { atMost: 400 })
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 })
    await page.goto(`${origin}/app/deliveries`)
    const pause = longestPause(page, report.seconds)
    await load({
      port: server.port,
      connections: 20,
      seconds: report.seconds,
      rate: ROWS_PER_SECOND,
      next: traffic('sms')
    })
    report.figure('dashboard: longest pause of a page with 200 new rows a second, ms', await pause, { atMost: 500 })
  } finally {
    await browser.close()
  }
}

/** The longest time between two frames. */
function longestPause(page: Page, seconds: number): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const end = performance.now() + ${seconds * 1_000}
    let [last, longest] = [performance.now(), 0]
    const frame = (now) => {
      longest = Math.max(longest, now - last)
      last = now
      if (now > end) resolve(longest)
      else requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })`)
}
