// Receives what the gateway delivers to a destination, and handles each event once. Node.js 22.18 or newer runs this file as it is:
//   SIGNING_SECRET=whsec_... node receive.ts
import { createServer } from 'node:http'
import { type BellhookEvent, expressReceiver } from 'bellhook/receive'

const { SIGNING_SECRET = '', PORT = '4000' } = process.env
const handled = new Set<string>()

// Its handler is one of `node:http`, too. While a secret is rotated, give both, separated by a comma.
const server = createServer(expressReceiver({ secrets: SIGNING_SECRET.split(',') }, handle))
server.listen(Number(PORT), '127.0.0.1', () => console.log('ready'))
process.once('SIGTERM', () => server.close())

/** Replace this with your own work. Remember the ids in your database, in the same transaction: a delivery can come again. */
async function handle(event: BellhookEvent): Promise<void> {
  if (handled.has(event.id)) return
  console.log(`${event.type} ${event.subject}`)
  handled.add(event.id)
}
