import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { API_TOKEN, buildTestApp } from '../../support/test-app.ts'
import { CHROMIUM, openBrowser } from './chromium.ts'
import { documentOf, operationsOf } from './document.ts'

const skip = CHROMIUM === undefined && 'no chromium is in PATH'

t.test('the page shows every operation, asks nobody else, and breaks no rule of its policy', { skip }, async (t) => {
  const { app, origin } = await started(t)
  const { page, faults, requests } = await openBrowser(t)
  await page.goto(`${origin}/docs`)
  const operations = page.locator('.opblock')
  await operations.first().waitFor()
  const shown = await operations.evaluateAll((blocks) =>
    blocks.map((block) => {
      const text = (selector: string) => block.querySelector(selector)?.textContent?.replaceAll('\u200b', '') ?? ''
      return `${text('.opblock-summary-method')} ${text('.opblock-summary-path')}`
    })
  )
  const described = operationsOf(await documentOf(app)).map(({ name }) => name)
  t.strictSame(shown.sort(), described.sort())

  for (const path of ['/api/events', '/webhooks/sms', '/webhooks/pms/reservations']) {
    const operation = page.locator('.opblock', { has: page.locator(`[data-path="${path}"]`) }).last()
    await operation.locator('.opblock-summary-control').click()
    await operation.locator('.responses-wrapper').waitFor()
  }
  t.strictSame(faults, [])
  t.strictSame([...new Set(requests)].sort(), [
    `${origin}/docs`,
    `${origin}/docs/assets/start.js`,
    `${origin}/docs/assets/swagger-ui-bundle.js`,
    `${origin}/docs/assets/swagger-ui.css`,
    `${origin}/docs/json`
  ])
})

t.test(
  'a request can be tried with the token, and copied as a curl command, also below the path of a proxy',
  {
    skip
  },
  async (t) => {
    const { origin } = await started(t)
    const proxied = await startProxy(t, origin)
    t.strictSame(await tryEvents(t, `${proxied}/docs/`), { status: '200', curl: curlOf(proxied) })
  }
)

/** Asks for the events as a person would. */
async function tryEvents(t: Test, url: string): Promise<{ status: string; curl: string }> {
  const { page, faults, requests } = await openBrowser(t)
  await page.goto(url)
  await page.locator('.scheme-container button.authorize').click()
  const way = page.locator('.auth-container', { hasText: 'api-token' })
  await way.locator('input').fill(API_TOKEN)
  await way.locator('button.authorize').click()
  await page.locator('.modal-ux .close-modal').click()

  const operation = page.locator('.opblock', { has: page.locator('[data-path="/api/events"]') })
  await operation.locator('.opblock-summary-control').click()
  await operation.locator('.try-out button').click()
  await operation.locator('button.execute').click()
  const live = operation.locator('.live-responses-table')
  const status = (await live.locator('tbody .response-col_status').textContent()) ?? ''
  const curl = (await operation.locator('.curl-command .curl').textContent()) ?? ''
  t.equal(await operation.locator('.curl-command .copy-to-clipboard').count(), 1, 'the command can be copied')
  t.strictSame(JSON.parse((await live.locator('.microlight').first().textContent()) ?? ''), {
    events: [],
    cursor: 'cDA'
  })
  t.strictSame(faults, [])
  t.strictSame([...new Set(requests.map((request) => new URL(request).origin))], [new URL(url).origin])
  return { status: status.trim(), curl }
}

function curlOf(base: string): string {
  return `curl -X 'GET' \\\n  '${base}/api/events?limit=100' \\\n  -H 'accept: */*' \\\n  -H 'Authorization: Bearer ${API_TOKEN}'`
}

async function started(t: Test) {
  const { app } = await buildTestApp(t)
  return { app, origin: await app.listen({ port: 0, host: '127.0.0.1' }) }
}

/** A proxy that removes its own path, and tells the gateway nothing about it. */
async function startProxy(t: Test, origin: string): Promise<string> {
  const server = createServer(({ method, url = '', headers }, response) => {
    const path = url.replace(/^\/gateway/, '')
    const forwarded = request(`${origin}${path}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    forwarded.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}/gateway`
}
