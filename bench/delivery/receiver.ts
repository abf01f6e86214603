import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createdAt } from '../src/feed/created-at.ts'

// A receiver of webhooks in a process of its own. It sends its port to its parent, and answers each message with what came since the last one:
// the number of requests, and the milliseconds from the creation of each event until its request arrived.

let late: number[] = []
const server = createServer((request, response) => {
  late.push(Date.now() - createdAt({ id: String(request.headers['webhook-id']) }))
  request.resume().on('end', () => response.writeHead(204).end())
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('message', () => {
  process.send?.({ late })
  late = []
})
process.on('SIGTERM', () => process.exit(0))
