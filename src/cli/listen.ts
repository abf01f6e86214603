import { setTimeout as sleep } from 'node:timers/promises'
import { type Call, type Command, UsageError } from './command.ts'
import { EVENT_FILTER, eventQuery } from './event-filter.ts'
import { newestCursor } from './event-pages.ts'
import { fetchFailure } from './fetch-failure.ts'
import { GATEWAY_OPTIONS, type GatewayClient, gatewayClient, isHttpUrl } from './gateway-client.ts'
import { type LiveEvent, liveEvents } from './live-events.ts'
import { EVENT_WIDTHS, logLine } from './log-line.ts'
import { programName } from './program-name.ts'
import { isSigningSecret, newSigningSecret, signEvent } from './sign-event.ts'

const TIMEOUT_MS = 15_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

export const listen: Command = {
  name: 'listen',
  options: {
    ...GATEWAY_OPTIONS,
    forward: { value: 'URL', help: 'where your program listens' },
    ...EVENT_FILTER,
    events: { value: 'TYPES', help: 'the same as --type' },
    headers: { value: 'LIST', help: 'headers to add, e.g. "X-Env: test, X-Team: desk"' },
    secret: { value: 'SECRET', help: 'signing secret, whsec_...; default: a new one for each run' },
    after: { value: 'CURSOR', help: 'begin after this cursor instead of with new events' },
    consumer: { value: 'NAME', help: 'read the cursor of this named consumer, and acknowledge after each 2xx' },
    from: { value: 'FROM', help: 'where a new consumer begins: now (default), start, or a cursor' }
  },
  details: [
    'Each event is one POST: a CloudEvent as JSON with content-type application/cloudevents+json, signed with webhook-id, webhook-timestamp, and webhook-signature (https://www.standardwebhooks.com).',
    'Any answer but a 2xx is retried, with growing pauses. Later events wait, so the order stays. Ctrl-C prints the cursor to continue from.',
    'With --consumer the gateway keeps the cursor: the next run goes on where this one ended. The first use creates the consumer, with the filter of that run.'
  ],
  examples: [
    'bellhook listen --forward http://localhost:4000/hook',
    'bellhook listen --forward http://localhost:4000/hook --type message.received',
    'bellhook listen --forward http://localhost:4000/hook --consumer butler'
  ],
  async run(call) {
    const target = targetOf(call)
    const { out, text } = call
    const gateway = gatewayClient(call)
    const reading = text('consumer') === undefined ? await readFeed(call, gateway) : await readConsumer(call, gateway)

    out.note(`Forwarding events of ${gateway.url} to ${target.url}. Press Ctrl-C to end.`)
    if (text('secret') === undefined) out.note(`Signing secret of this run: ${target.secret}`)
    process.once('SIGINT', () => {
      out.note(`\nTo continue: ${programName(call.environ)} listen --forward ${target.url} ${reading.resume()}`)
      process.exit(130)
    })
    for await (const live of liveEvents(call, reading.query)) {
      await forward(call, target, live)
      await reading.settle(live.cursor)
    }
  }
}

/** What `listen` reads, and how it remembers how far. */
interface Reading {
  query: string
  settle(cursor: string): Promise<void>
  /** Options with which another run goes on. */
  resume(): string
}

async function readFeed(call: Call, gateway: GatewayClient): Promise<Reading> {
  if (call.text('from') !== undefined) throw new UsageError('--from needs --consumer')
  let cursor = call.text('after') ?? (await newestCursor(gateway))
  return {
    query: await filterOf(call, { after: cursor }),
    async settle(next) {
      cursor = next
    },
    resume: () => `--after ${cursor}`
  }
}

async function readConsumer(call: Call, gateway: GatewayClient): Promise<Reading> {
  const { text, out } = call
  const name = text('consumer') ?? ''
  const from = text('from')
  if (text('after') !== undefined) throw new UsageError('--after cannot be used with --consumer: use --from')
  return {
    query: await filterOf(call, { consumer: name, ...(from && { from }) }),
    async settle(ack) {
      for (;;) {
        const isSettled = await gateway
          .post(`/api/consumers/${encodeURIComponent(name)}/ack`, { ack })
          .then(() => true)
          .catch((error: unknown) => {
            out.note(error instanceof Error ? error.message : String(error))
            // The lease was lost, and the event comes again. Or the gateway does not answer now.
            return isLost(error)
          })
        if (isSettled) return
        await sleep(FIRST_PAUSE_MS)
      }
    },
    resume: () => `--consumer ${name}`
  }
}

function filterOf({ text }: Call, more: Readonly<Record<string, string>>): Promise<string> {
  return eventQuery({ text: (name) => text(name === 'type' && text('events') ? 'events' : name) }, more)
}

/** True if another try does not change it: the lease, or the consumer, is gone. */
function isLost(error: unknown): boolean {
  return error instanceof UsageError || (error instanceof Error && 'status' in error && Number(error.status) < 500)
}

interface Target {
  url: string
  headers: Readonly<Record<string, string>>
  secret: string
}

function targetOf({ text }: Call): Target {
  const url = text('forward')
  if (url === undefined) throw new UsageError('listen needs --forward URL, e.g. --forward http://localhost:4000/hook')
  // The value may hold a password.
  if (!isHttpUrl(url))
    throw new UsageError('--forward is invalid: use a URL like http://localhost:4000/hook, without a user')
  if (text('type') !== undefined && text('events') !== undefined)
    throw new UsageError('--type and --events are the same')
  const secret = text('secret') ?? newSigningSecret()
  if (!isSigningSecret(secret)) throw new UsageError('--secret is invalid: use whsec_ and base64 of at least 24 bytes')
  return { url, headers: headersOf(text('headers') ?? ''), secret }
}

function headersOf(list: string): Record<string, string> {
  const items = list.split(',').filter((item) => item.trim() !== '')
  const headers = new Headers()
  for (const item of items) {
    const [name = '', ...rest] = item.split(':')
    try {
      if (rest.length === 0) throw new TypeError('no colon')
      headers.append(name.trim(), rest.join(':').trim())
    } catch {
      throw new UsageError('--headers is invalid: use "Name: value, Name: value"')
    }
  }
  return Object.fromEntries(headers)
}

/** Resolves when the program has answered with a 2xx. */
async function forward({ out }: Call, target: Target, { cursor, event }: LiveEvent): Promise<void> {
  const { id, type, subject, channel } = event
  const body = JSON.stringify(event)
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const began = performance.now()
    const { status, answer } = await post(target, id, body)
    const ms = Math.round(performance.now() - began)
    const taken = status !== null && status >= 200 && status < 300
    const retry = taken ? '' : `, next try in ${pause / 1000} s`
    const result = `${subject}: ${answer} in ${ms} ms${retry}`
    const line = logLine(new Date().toISOString(), EVENT_WIDTHS, channel, type, result)
    out.result({ cursor, id, type, subject, status, answer, ms, taken }, out.paint(taken ? 'green' : 'red', line))
    if (taken) return
    await sleep(pause)
  }
}

async function post(target: Target, id: string, body: string): Promise<{ status: number | null; answer: string }> {
  const headers = {
    ...target.headers,
    'content-type': 'application/cloudevents+json',
    ...signEvent(id, body, target.secret)
  }
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const reply = await fetch(target.url, { method: 'POST', headers, body, redirect: 'manual', signal })
    // An unread body would keep its connection open.
    await reply.body?.cancel()
    return { status: reply.status, answer: String(reply.status) }
  } catch (error) {
    return { status: null, answer: fetchFailure(error) }
  }
}
