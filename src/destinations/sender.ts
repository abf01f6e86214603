import { STATUS_CODES } from 'node:http'
import type { OutboundAnswer, OutboundRequest } from '../outbound/exchange.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { describe, OutboundError, outboundError } from '../outbound/outbound-error.ts'
import { createTokens } from './access-tokens.ts'
import type { Destination, DestinationSecrets } from './destination.ts'
import { needSecret, type ReadVariable } from './secrets.ts'
import { signatureHeaders } from './signing.ts'

/** `endpoint`: nothing gets through. `event`: this event is refused. `gone`: the receiver wants no more events. */
type AnswerClass = 'ok' | 'gone' | 'endpoint' | 'event'

export interface SendResult {
  class: AnswerClass
  status: number | null
  ms: number
  /** Null: it was delivered. */
  problem: string | null
  /** From `Retry-After`. */
  retryAfterMs: number | undefined
  answer: string
  headers: Readonly<Record<string, string>>
}

export interface Message {
  /** `webhook-id`. */
  id: string
  body: string
  contentType: string
  cursor: string
  attempt: number
  traceparent?: string | null
}

export interface Sender {
  send(message: Message, signal?: AbortSignal): Promise<SendResult>
}

const MOST_ANSWER_BYTES = 4_096
const SHOWN_BYTES = 1_024
const MOST_SIGNATURES = 3
/** A day. A receiver's mistake must not stop it for ever. */
const LONGEST_RETRY_AFTER_MS = 86_400_000

interface SenderOptions {
  destination: Pick<Destination, 'name' | 'config'>
  /** Undefined: they do not open. */
  secrets: DestinationSecrets | undefined
  outbound: Outbound
  readVariable: ReadVariable
  userAgent: string
}

/** Sends signed requests to one destination. */
export function createSender({ destination, secrets, outbound, readVariable, userAgent }: SenderOptions): Sender {
  const { name, config } = destination
  const tokens = createTokens({ config, secrets, outbound, readVariable })

  /** Undefined: the destination has none. */
  function certificate(): OutboundRequest['certificate'] {
    if (config.tls === null) return undefined
    return { cert: config.tls.certificate, key: needSecret(secrets?.tlsKey, readVariable) }
  }

  function headersOf(message: Message, authorization: string | undefined): Record<string, string> {
    const { id, body, contentType, cursor, attempt, traceparent } = message
    const now = Date.now()
    const active = (secrets?.signing ?? []).filter(({ until }) => until === undefined || Date.parse(until) > now)
    const values = active.slice(0, MOST_SIGNATURES).map(({ secret }) => needSecret(secret, readVariable))
    const privateKey = config.ed25519 ? secrets?.privateKey : undefined
    // Assigned, because a spread costs V8 ten times as much.
    const headers: Record<string, string> = Object.assign({}, config.headers)
    headers['content-type'] = contentType
    headers['user-agent'] = userAgent
    Object.assign(headers, signatureHeaders(id, body, { secrets: values, privateKey }))
    headers['bellhook-cursor'] = cursor
    headers['bellhook-attempt'] = String(attempt)
    headers['bellhook-destination'] = name
    if (traceparent) headers['traceparent'] = traceparent
    if (authorization !== undefined) headers['authorization'] = authorization
    return headers
  }

  async function post(message: Message, signal: AbortSignal | undefined, isSecond: boolean): Promise<SendResult> {
    const began = performance.now()
    let headers: Record<string, string> = {}
    try {
      if (secrets === undefined) throw new OutboundError('SECRETS_SEALED', 'no key of SECRETS_KEY opens its secrets')
      const authorization = await tokens.header(isSecond)
      headers = headersOf(message, authorization)
      const answer = await outbound.request({
        url: config.url,
        method: 'POST',
        headers,
        body: message.body,
        timeoutMs: config.timeout * 1_000,
        maxAnswerBytes: MOST_ANSWER_BYTES,
        certificate: certificate(),
        signal
      })
      if (answer.status === 401 && config.authorization?.type === 'oauth2' && !isSecond)
        return post(message, signal, true)
      return resultOf(answer, Math.round(performance.now() - began), shown(headers))
    } catch (error) {
      const problem = describe(outboundError(error))
      const ms = Math.round(performance.now() - began)
      return {
        class: 'endpoint',
        status: null,
        ms,
        problem,
        retryAfterMs: undefined,
        answer: '',
        headers: shown(headers)
      }
    }
  }

  return { send: (message, signal) => post(message, signal, false) }
}

function resultOf({ status, headers, body }: OutboundAnswer, ms: number, sent: SendResult['headers']): SendResult {
  const found = classOf(status)
  return {
    class: found,
    status,
    ms,
    problem: found === 'ok' ? null : `${status} ${STATUS_CODES[status] ?? ''}`.trim(),
    retryAfterMs: retryAfter(headers['retry-after']),
    answer: body.toString('utf8', 0, SHOWN_BYTES),
    headers: sent
  }
}

const ENDPOINT_TROUBLE = new Set([401, 403, 407, 408, 425, 429])

function classOf(status: number): AnswerClass {
  if (status >= 200 && status < 300) return 'ok'
  if (status === 410) return 'gone'
  return status < 400 || status >= 500 || ENDPOINT_TROUBLE.has(status) ? 'endpoint' : 'event'
}

function retryAfter(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const ms = /^\d{1,9}$/.test(text.trim()) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  return Number.isNaN(ms) || ms <= 0 ? undefined : Math.min(ms, LONGEST_RETRY_AFTER_MS)
}

/** Headers that may be shown: the secret of `authorization` is not. */
function shown(headers: Record<string, string>): Record<string, string> {
  return 'authorization' in headers ? { ...headers, authorization: '***' } : headers
}
