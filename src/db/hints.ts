import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { withSettings } from './address.ts'

export interface Hints {
  /** Tells the other gateways on this database that there are new events. May be called as often as one likes. */
  send(): void
  close(): Promise<void>
}

const CHANNEL = 'bellhook_events'
const BETWEEN_HINTS_MS = 20
const BETWEEN_TRIES_MS = 1_000

/**
 * News among gateways over a connection that nobody writes deliveries on. A hint may get lost, and then nobody is told:
 * with a pooler in front of PostgreSQL all of them do. So whoever waits for one also looks by himself.
 */
export function openHints(
  url: string,
  log: { warn(fields: object, message: string): void },
  onHint: () => void
): Hints {
  const me = randomUUID()
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  let pending: NodeJS.Timeout | undefined
  let warned = false
  let news = false
  let closed = false
  let connecting = connect()

  async function connect(): Promise<void> {
    const made = new pg.Client({
      // A notification waits for no disk.
      connectionString: withSettings(url, '-c synchronous_commit=off'),
      application_name: 'bellhook',
      connectionTimeoutMillis: 2_000,
      query_timeout: 5_000,
      keepAlive: true
    })
    made.on('error', fail)
    made.on('end', () => {
      if (client === made) again()
    })
    made.on('notification', ({ payload }) => {
      if (payload !== me) onHint()
    })
    try {
      await made.connect()
      await made.query(`listen ${CHANNEL}`)
      client = made
      warned = false
      // Whatever was said meanwhile.
      onHint()
    } catch (error) {
      fail(error)
      again()
      await made.end()
    }
  }

  function again(): void {
    client = undefined
    if (closed) return
    retry = setTimeout(() => {
      connecting = connect()
    }, BETWEEN_TRIES_MS)
  }

  function fail(error: unknown): void {
    if (!warned && !closed) log.warn({ err: error }, 'no hints of other gateways: their events are found by polling')
    warned = true
  }

  function send(): void {
    news = true
    pending ??= setTimeout(sendOne, BETWEEN_HINTS_MS)
  }

  async function sendOne(): Promise<void> {
    news = false
    const sender = client
    await sender?.query('select pg_notify($1, $2)', [CHANNEL, me]).catch(() => sender.end())
    pending = undefined
    if (news && !closed) send()
  }

  return {
    send,
    async close() {
      closed = true
      clearTimeout(retry)
      clearTimeout(pending)
      await connecting
      await client?.end()
    }
  }
}
