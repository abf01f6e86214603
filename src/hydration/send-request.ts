import type { Limits } from '../config/limits.ts'
import { version } from '../config/version.ts'
import type { ApiRequest } from '../contract/api-request.ts'
import type { Answer } from '../contract/usual-meaning.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { urlOf, type Vendor } from './vendors.ts'

export type SendRequest = (request: ApiRequest) => Promise<Answer>

/** Sends the calls of one vendor through the guard of outgoing requests. Redirects are not followed, because calls carry a credential. */
export function requestSender(
  vendor: Vendor,
  outbound: Pick<Outbound, 'request'>,
  { limits: { callMs, answerBytes }, signal }: { limits: Limits['hydration']; signal: AbortSignal }
): SendRequest {
  return async (request) => {
    const { method, json, form, headers } = request
    const answer = await outbound.request({
      url: urlOf(vendor, request),
      method,
      headers: {
        accept: 'application/json',
        'user-agent': `bellhook/${version()}`,
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers
      },
      ...bodyOf(json, form),
      timeoutMs: callMs,
      maxAnswerBytes: answerBytes,
      signal
    })
    const single = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const)
    return {
      status: answer.status,
      headers: Object.fromEntries(single),
      body: answer.truncated ? undefined : jsonOf(answer.body)
    }
  }
}

function bodyOf(json: ApiRequest['json'], form: ApiRequest['form']): { body?: string } {
  if (json !== undefined) return { body: JSON.stringify(json) }
  return form === undefined ? {} : { body: new URLSearchParams(form).toString() }
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    // A page of HTML, or half an answer. The caller decides by the status and the missing body.
    return undefined
  }
}
