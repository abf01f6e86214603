import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { hasText } from '../support/has-text.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { SECRETS } from '../support/test-app.ts'
import { HOST_URL, listen, type Message, sms, whatsapp } from './messages.ts'
import { missing, PROXIES } from './proxy.ts'

const TOKEN = SECRETS.MEWS_WEBHOOK_TOKEN

for (const name of ['nginx', 'caddy'] as const) {
  t.test(`behind ${name}, with the sample of docs/operations`, { skip: missing(name) }, async (t) => {
    const gateway = await listen(t)
    const seen: Record<string, unknown>[] = []
    gateway.app.server.on('request', ({ headers }) => seen.push(headers))
    const proxy = await PROXIES[name](t, [gateway.address])

    const messages = [sms('one'), whatsapp('two'), whatsapp('three', 3_000_000)]
    for (const message of messages) t.equal(await send(proxy.url, message), 200)
    const raw = await Promise.all(
      (await gateway.deliveries()).map(({ id }) => gateway.get(`/api/deliveries/${id}/raw`))
    )
    for (const [at, { body }] of raw.entries()) t.ok(body === messages[at]?.body, 'byte for byte')
    t.match(await gateway.events(), Array(3).fill({ verified: true }))

    t.equal(await send(proxy.url, { ...sms('four'), headers: { 'x-twilio-signature': 'forged' } }), 401)
    // Caddy hands bodies on while they come, and the gateway may have closed the connection by then.
    t.ok([413, 502].includes(await send(proxy.url, whatsapp('five', 6_000_000))), 'too large')
    for (const path of ['/api/events', '/metrics', '/readyz']) {
      t.equal((await fetch(proxy.url + path)).status, 404, `${path} stays inside`)
    }

    const forged = { 'x-forwarded-for': '192.0.2.66', 'x-forwarded-proto': 'gopher' }
    t.equal(await send(proxy.url, { ...sms('six'), headers: { ...sms('six').headers, ...forged } }), 200)
    matchExactly(
      t,
      seen.at(-1),
      { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' },
      'nobody forges an address'
    )

    const mews = { url: `/webhooks/pms/mews?token=${TOKEN}`, body: '{}', headers: {} }
    t.equal(await send(proxy.url, mews), 200)
    await gateway.app.close()
    t.ok([502, 503].includes(await send(proxy.url, mews)))
    await sleep(100)
    hasText(t, proxy.logged(), '/webhooks/pms/mews', 'requests are logged')
    t.notMatch(proxy.logged(), TOKEN, 'and no token is')
  })

  t.test(`below a prefix, behind ${name}`, { skip: missing(name) }, async (t) => {
    const publicUrl = `${HOST_URL}/bellhook`
    const gateway = await listen(t, { PUBLIC_URL: publicUrl })
    const proxy = await PROXIES[name](t, [gateway.address])
    const message = sms('one', publicUrl)
    t.equal(await send(proxy.url, { ...message, url: `/bellhook${message.url}` }), 200)
    t.equal(await send(proxy.url, { ...sms('two'), url: `/bellhook${message.url}` }), 401, 'signed for another URL')
  })

  t.test(`two gateways behind ${name}, one of which ends`, { skip: missing(name) }, async (t) => {
    const ending = await listen(t)
    const staying = await listen(t, {}, { databaseUrl: ending.databaseUrl })
    const proxy = await PROXIES[name](t, [ending.address, staying.address])
    const ids = Array.from({ length: 300 }, (_, at) => `n${at}`)
    const waiting = [...ids]
    const worker = async () => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        if (waiting.length === 150) void ending.app.close()
        const status = await send(proxy.url, sms(id))
        // Caddy repeats no POST that a gateway had begun with, so that is left to the sender.
        if (name === 'caddy' && status >= 502) waiting.push(id)
        else t.equal(status, 200)
      }
    }
    const subjects: string[] = []
    let sending = true
    const reader = async () => {
      for (let after = '', more = true; more; await sleep(10)) {
        // Asked before the page is: what is committed after it is on a later one.
        const wasSending = sending
        const { events, cursor } = (await staying.get(`/api/events?limit=50${after}`)).json()
        for (const { subject } of events) subjects.push(subject)
        after = `&after=${cursor}`
        more = wasSending || events.length > 0
      }
    }
    const read = reader()
    await Promise.all(Array.from({ length: 20 }, worker))
    sending = false
    await read
    t.strictSame(subjects.sort(), ids.map((id) => `message/SM${id}`).sort(), 'every message once, none skipped')
  })
}

async function send(base: string, { url, body, headers }: Message): Promise<number> {
  const reply = await fetch(base + url, { method: 'POST', body, headers })
  await reply.arrayBuffer()
  return reply.status
}
