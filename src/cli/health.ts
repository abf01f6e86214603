import type { Command } from './command.ts'
import { GATEWAY_OPTIONS, gatewayClient } from './gateway-client.ts'

const PATIENCE_MS = 3_000

/** Asks a running gateway whether it answers. Needs no token. */
export const health: Command = {
  name: 'health',
  summary: 'asks a running gateway whether it answers',
  options: GATEWAY_OPTIONS,
  examples: ['bellhook health', 'PORT=3000 bellhook health && echo alive'],
  async run(call) {
    const { url } = gatewayClient(call)
    const reply = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => undefined)
    if (!reply?.ok) throw new Error(`The gateway does not answer at ${url}.`)
    call.out.tell({ url, answers: true }, `The gateway answers at ${url}.`)
  }
}
