import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface SlowReceiver {
  port: number
  /** Ids of the events that it took, in the order of their requests. */
  accepted: readonly string[]
  /** Requests that wait for their answers. */
  open(): number
  /** Gives no answers until it is released. */
  hold(): void
  release(): void
  close(): void
}

const LONGEST_ANSWER_MS = 40
/** One event of so many is refused, the first time it comes. */
const REFUSED_ONE_OF = 25

/** A receiver that answers after random times, and refuses some events at first. */
export async function startSlowReceiver(): Promise<SlowReceiver> {
  const accepted: string[] = []
  const refused = new Set<string>()
  const waiting = new Set<ServerResponse>()
  let isHolding = false

  const server = createServer(async (request, response) => {
    const event = String(request.headers['webhook-id'])
    const isRefused = Number.parseInt(event.slice(-4), 16) % REFUSED_ONE_OF === 0 && !refused.has(event)
    if (isRefused) refused.add(event)
    else accepted.push(event)
    response.statusCode = isRefused ? 422 : 204
    waiting.add(response)
    response.on('close', () => waiting.delete(response))
    request.resume()
    await sleep(Math.random() * LONGEST_ANSWER_MS)
    if (!isHolding) response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    port: (server.address() as AddressInfo).port,
    accepted,
    open: () => waiting.size,
    hold() {
      isHolding = true
    },
    release() {
      isHolding = false
      for (const response of waiting) response.end()
    },
    close() {
      server.closeAllConnections()
      server.close()
    }
  }
}
