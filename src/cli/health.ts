import type { Command } from './command.ts'
import { fetchFailure } from './fetch-failure.ts'
import { GATEWAY_OPTIONS, gatewayClient } from './gateway-client.ts'

const TIMEOUT_MS = 3_000

/** Needs no token. */
export const health: Command = {
  name: 'health',
  options: GATEWAY_OPTIONS,
  examples: ['bellhook health', 'PORT=3000 bellhook health && echo alive'],
  async run(call) {
    const { url } = gatewayClient(call)
    const reply = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: unknown) => {
      throw new Error(`No gateway answers at ${url} (${fetchFailure(error)}).`)
    })
    if (!reply.ok) throw new Error(`${url}/healthz answers ${reply.status}: it is not a healthy gateway.`)
    call.out.result({ url, answers: true }, `The gateway answers at ${url}.`)
  }
}
