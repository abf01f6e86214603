import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import { ROOT } from '../support/root.ts'
import { API_TOKEN } from '../support/test-app.ts'

// As it was built by `npm test` or `npm run build`.
const BELLHOOK = resolve(ROOT, 'dist/src/cli/bellhook.js')
const AT = '2026-11-24T10:00:00.000Z'

/** Deliveries that are committed before a request, by its number from 0. The first two requests ask where the end is. */
const COMMITS: ReadonlyMap<number, readonly string[]> = new Map([
  // Between the two requests of one look, then before both of them.
  [3, ['d1']],
  [5, ['d2']],
  [8, ['d3', 'd4']]
])

t.test('tail prints each delivery before its events, whenever the gateway commits them', async (t) => {
  const lines: string[] = []
  const shown = spawn(process.execPath, [BELLHOOK, 'tail', '--url', await gatewayUrl(t)], {
    env: { PATH: process.env['PATH'], API_TOKEN },
    stdio: ['ignore', 'pipe', 'ignore']
  })
  t.teardown(() => shown.kill())
  for await (const line of createInterface({ input: shown.stdout })) {
    const [name = ''] = /\S+$/.exec(line) ?? []
    if (lines.push(name) === 12) break
  }
  const eventsOf = (delivery: string) => [`message/${delivery}a`, `message/${delivery}b`]
  t.strictSame(lines, [
    ...['d1', 'd2', ...eventsOf('d1'), ...eventsOf('d2')],
    ...['d3', ...eventsOf('d3'), 'd4', ...eventsOf('d4')]
  ])
})

/** A gateway that commits at certain requests. */
async function gatewayUrl(t: Test): Promise<string> {
  const deliveries: object[] = []
  const events: object[] = []
  let count = 0
  const server = createServer(({ url = '' }, reply) => {
    for (const id of COMMITS.get(count++) ?? []) {
      deliveries.push({ id, receivedAt: AT, outcome: 'accepted', endpoint: '/webhooks/sms', reason: null })
      for (const part of ['a', 'b']) events.push({ ...EVENT, subject: `message/${id}${part}`, deliveryid: id })
    }
    const { pathname, searchParams } = new URL(url, 'http://gateway')
    const [name, rows] = pathname === '/api/events' ? ['events', events] : ['deliveries', deliveries]
    const after = searchParams.get('after')
    const found = after === 'now' ? [] : rows.slice(Number(after))
    reply.setHeader('content-type', 'application/json')
    reply.end(JSON.stringify({ [String(name)]: found, cursor: String(rows.length) }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.closeAllConnections())
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const EVENT = { receivedtime: AT, channel: 'sms', type: 'message.received' }
