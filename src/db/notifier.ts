import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { CONFIG_CHANNEL } from './accounts/change.ts'
import { withSettings } from './address.ts'

export interface Notifier {
  /** Wakes the other gateways on this database, because there are new events. Calls in quick succession send one notification. */
  notify(): void
  /** Sends a text to all gateways on this database, this one included. It is dropped where there is no connection, or too much of it. */
  signal(text: string): void
  close(): Promise<void>
}

const CHANNEL = 'bellhook_events'
const SIGNAL_CHANNEL = 'bellhook_signals'
const BETWEEN_NOTIFICATIONS_MS = 20
/** PostgreSQL takes payloads of less than 8000 bytes. */
const SIGNAL_BYTES = 7_900
/** Signals that PostgreSQL has not taken yet. */
const MOST_SIGNALS = 32
const BETWEEN_TRIES_MS = 1_000

/**
 * Wake-ups between gateways by LISTEN and NOTIFY, over a connection of their own. NOTIFY is best effort, and behind a pooler such
 * as PgBouncer no notification arrives. Polling is what guarantees delivery.
 */
export function openNotifier(
  url: string,
  log: { warn(fields: object, message: string): void },
  onWakeUp: () => void,
  onConfig: () => void = () => undefined,
  onSignal: (text: string) => void = () => undefined
): Notifier {
  const me = randomUUID()
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  let pending: NodeJS.Timeout | undefined
  let warned = false
  let isDue = false
  let signals = 0
  let closed = false
  let connecting = connect()

  async function connect(): Promise<void> {
    const opened = new pg.Client({
      // A notification does not have to survive a crash, so its commit does not wait for the disk.
      connectionString: withSettings(url, '-c synchronous_commit=off'),
      application_name: 'bellhook',
      connectionTimeoutMillis: 2_000,
      query_timeout: 5_000,
      keepAlive: true
    })
    opened.on('error', fail)
    opened.on('end', () => {
      if (client === opened) reconnect()
    })
    opened.on('notification', ({ channel, payload }) => {
      if (channel === SIGNAL_CHANNEL) onSignal(payload ?? '')
      else if (channel === CONFIG_CHANNEL) onConfig()
      else if (payload !== me) onWakeUp()
    })
    try {
      await opened.connect()
      await opened.query(`listen ${CHANNEL}; listen ${CONFIG_CHANNEL}; listen ${SIGNAL_CHANNEL}`)
      client = opened
      warned = false
      // Catch up on notifications missed while disconnected.
      onWakeUp()
      onConfig()
    } catch (error) {
      fail(error)
      reconnect()
      await opened.end()
    }
  }

  function reconnect(): void {
    client = undefined
    if (closed) return
    retry = setTimeout(() => {
      connecting = connect()
    }, BETWEEN_TRIES_MS)
  }

  function fail(error: unknown): void {
    if (!warned && !closed) log.warn({ err: error }, 'LISTEN failed: events of other gateways are found by polling')
    warned = true
  }

  function notify(): void {
    isDue = true
    pending ??= setTimeout(send, BETWEEN_NOTIFICATIONS_MS)
  }

  async function send(): Promise<void> {
    isDue = false
    const sender = client
    await sender?.query('select pg_notify($1, $2)', [CHANNEL, me]).catch(() => sender.end())
    pending = undefined
    if (isDue && !closed) notify()
  }

  function signal(text: string): void {
    const sender = client
    if (sender === undefined || signals >= MOST_SIGNALS || Buffer.byteLength(text) > SIGNAL_BYTES) return
    signals++
    sender
      .query('select pg_notify($1, $2)', [SIGNAL_CHANNEL, text])
      .catch(() => sender.end())
      .finally(() => {
        signals--
      })
  }

  return {
    notify,
    signal,
    async close() {
      closed = true
      clearTimeout(retry)
      clearTimeout(pending)
      await connecting
      await client?.end()
    }
  }
}
