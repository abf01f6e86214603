import type { OutgoingWebhook } from './vendor.ts'

const TIMEOUT_MS = 10_000

/** Posts a webhook to a gateway. Returns the status, or 0 if nobody answers. */
export async function postWebhook({ url, headers, body }: OutgoingWebhook): Promise<number> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const reply = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
    await reply.body?.cancel()
    return reply.status
  } catch {
    return 0
  }
}
