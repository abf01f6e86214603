// Handles the events of the named consumer `butler`. The gateway stores how far it got. Node.js 22.18 or newer runs this file as it is:
//   BELLHOOK_TOKEN=... node consume.ts
import { type BellhookEvent, createClient, type HandlerContext } from 'bellhook/client'

const { BELLHOOK_URL = 'http://127.0.0.1:3000', BELLHOOK_TOKEN = '' } = process.env
const client = createClient({ url: BELLHOOK_URL, token: BELLHOOK_TOKEN })

const worker = client.consume('butler', handle, { from: 'start', limit: 50, lease: 30 })
// The handler that runs can end, and another worker goes on at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void worker.stop())
await worker.done

/** Replace this with your own work. An event can come again, so it must be idempotent by `event.id`. */
async function handle(event: BellhookEvent, { attempt }: HandlerContext): Promise<void> {
  const again = attempt > 1 ? ` (attempt ${attempt})` : ''
  console.log(`${event.type} ${event.subject}${again}`)
  // The type of the event tells which data it has.
  if (event.type === 'message.received' && event.data.message.text) console.log(`  ${event.data.message.text}`)
}
