// Follows the feed of Bellhook, and handles every event at least once, in order. Node.js 22.18 or newer runs this file as it is:
//   BELLHOOK_TOKEN=... node consumer.ts
import { readFile, rename, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

interface Event {
  id: string
  type: string
  subject: string
  /** The id of an earlier event that this one replaces. */
  corrects?: string
  data: Record<string, unknown>
}

/** What survives a restart: the cursor, and the events after it that are handled already. */
interface State {
  cursor?: string
  handled: string[]
}

const { BELLHOOK_URL = 'http://127.0.0.1:3000', BELLHOOK_TOKEN = '', STATE_FILE = 'consumer-state.json' } = process.env
const state = await loadState()

for (;;) {
  const page = await readPage(state.cursor)
  for (const event of page.events) {
    if (state.handled.includes(event.id)) continue
    await handle(event)
    state.handled.push(event.id)
    await saveState()
  }
  // The cursor is always returned, also for an empty page.
  Object.assign(state, { cursor: page.cursor, handled: [] })
  await saveState()
  if (page.events.length === 0) await sleep(1_000)
}

/** Replace this with your own work. After a crash it may see the last event again, so it must be idempotent by `event.id`. */
async function handle(event: Event): Promise<void> {
  const note = event.corrects === undefined ? '' : ` replaces ${event.corrects}`
  console.log(`${event.type} ${event.subject}${note}`)
}

/** Retries until the gateway answers. */
async function readPage(cursor: string | undefined): Promise<{ events: Event[]; cursor: string }> {
  const query = new URLSearchParams({ limit: '200', ...(cursor === undefined ? {} : { after: cursor }) })
  for (let pause = 1_000; ; pause = Math.min(pause * 2, 60_000)) {
    const reply = await fetch(`${BELLHOOK_URL}/api/events?${query}`, {
      headers: { authorization: `Bearer ${BELLHOOK_TOKEN}` },
      signal: AbortSignal.timeout(30_000)
    }).catch(() => undefined)
    if (reply?.ok) return (await reply.json()) as { events: Event[]; cursor: string }
    // 400, 401, and 410 (CURSOR_EXPIRED) need a person: a retry cannot help, and starting over would hide a gap.
    if (reply !== undefined && reply.status < 500 && reply.status !== 429) {
      throw new Error(`Bellhook answers ${reply.status}: ${await reply.text()}`)
    }
    await sleep(pause)
  }
}

async function loadState(): Promise<State> {
  try {
    return JSON.parse(await readFile(STATE_FILE, 'utf8')) as State
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return { handled: [] }
    throw error
  }
}

/** Replaces the file in one step, so that a crash leaves the old or the new state. */
async function saveState(): Promise<void> {
  await writeFile(`${STATE_FILE}.new`, JSON.stringify(state))
  await rename(`${STATE_FILE}.new`, STATE_FILE)
}
