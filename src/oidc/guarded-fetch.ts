import type { CustomFetch } from 'openid-client'
import type { Outbound } from '../outbound/outbound.ts'
import { OutboundError } from '../outbound/outbound-error.ts'

interface Bounds {
  /** Milliseconds for one request, from connecting to the last byte. */
  callMs: number
  /** Bytes of one answer. */
  answerBytes: number
}

/** Answers with these statuses have no body. */
const BODILESS = new Set([204, 205, 304])

/** `fetch` for openid-client: only to addresses that Bellhook may call, without redirects, and with a bounded answer. */
export function guardedFetch(outbound: Pick<Outbound, 'request'>, { callMs, answerBytes }: Bounds): CustomFetch {
  return async (url, { method, headers, body, signal }) => {
    const answer = await outbound.request({
      ...{ url, method, headers },
      ...textOf(body),
      timeoutMs: callMs,
      maxAnswerBytes: answerBytes,
      ...(signal && { signal })
    })
    if (answer.truncated) throw new OutboundError('ANSWER_TOO_LARGE', `the answer has more than ${answerBytes} bytes`)
    const { status } = answer
    if (status < 200 || status > 599) throw new OutboundError('BAD_STATUS', `the answer has the status ${status}`)
    const received = Object.entries(answer.headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one])
    )
    return new Response(BODILESS.has(status) ? null : new Uint8Array(answer.body), { status, headers: received })
  }
}

/** Forms are the only bodies that a login sends. */
function textOf(body: unknown): { body?: string } {
  if (body === undefined || body === null) return {}
  if (typeof body === 'string') return { body }
  if (body instanceof URLSearchParams) return { body: body.toString() }
  throw new TypeError('a login sends forms only')
}
