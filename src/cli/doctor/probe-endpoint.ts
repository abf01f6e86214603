import { codeOf } from '../../db/errors.ts'
import type { ProbeAnswer } from '../../ingest/probe.ts'
import { fetchFailure } from '../fetch-failure.ts'
import { type Outgoing, probeAnswerOf, probeRequest, type SendOptions } from '../simulate/send.ts'

export interface ProbeResult {
  answer?: ProbeAnswer
  /** Why the gateway did not answer, and what to do. */
  failure?: { text: string; advice: string }
  /** The Date header of the answer, in milliseconds since 1970 and a precision of seconds. */
  date?: number
}

const TIMEOUT_MS = 10_000
const PROXIES = 'See docs/operations/proxies.md for working examples.'

/** Asks the gateway at `options.url` how it verifies a sample delivery. Nothing is stored. */
export async function probeEndpoint(sample: Outgoing, options: SendOptions, token: string): Promise<ProbeResult> {
  const { url, init } = probeRequest(sample, options, token)
  try {
    const reply = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) })
    const date = Date.parse(reply.headers.get('date') ?? '')
    const copy = reply.clone()
    const answer = await probeAnswerOf(reply)
    const clock = Number.isNaN(date) ? {} : { date }
    return answer === undefined ? { ...clock, failure: await failureOf(copy, options) } : { ...clock, answer }
  } catch (error) {
    return { failure: connectionFailure(codeOf(error) ?? fetchFailure(error)) }
  }
}

function connectionFailure(code: string): { text: string; advice: string } {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return {
      text: `the host name cannot be resolved (${code})`,
      advice: 'Correct PUBLIC_URL, or add the name to DNS.'
    }
  }
  if (/CERT|TLS|SSL|SIGNED|ISSUER|VERIFY/.test(code)) {
    return {
      text: `the certificate is not accepted (${code})`,
      advice:
        'Providers do not accept it either. Install a certificate for the host of PUBLIC_URL at the proxy, with the whole chain.'
    }
  }
  if (code === 'ECONNREFUSED') {
    return { text: `connection refused (${code})`, advice: 'Start the proxy, or correct the port in PUBLIC_URL.' }
  }
  return {
    text: `no answer (${code})`,
    advice:
      'Check that the port is open to the internet. Some networks cannot reach their own public address: then try from outside.'
  }
}

async function failureOf(reply: Response, { publicUrl }: SendOptions): Promise<{ text: string; advice: string }> {
  const { status } = reply
  const { error } = Object(await reply.json().catch(() => undefined))
  const prefix = URL.canParse(publicUrl) ? new URL(publicUrl).pathname.replace(/\/+$/, '') : ''
  if (status >= 300 && status < 400) {
    const [target] = (reply.headers.get('location') ?? 'elsewhere').split('?')
    return {
      text: `it redirects (${status}) to ${target}`,
      advice: 'Providers do not follow redirects. Set PUBLIC_URL to the target, or change the proxy.'
    }
  }
  if (status === 404 && error?.code === 'NOT_FOUND') {
    const advice =
      prefix === '' ? 'The proxy must not change the path.' : `The proxy must remove ${prefix} from the path.`
    return { text: 'it reaches the gateway, but with another path than /webhooks/…', advice: `${advice} ${PROXIES}` }
  }
  if (status === 404 || status === 403 || status === 405) {
    return {
      text: `another server answers (${status})`,
      advice: `The proxy must forward ${prefix}/webhooks/. Or PUBLIC_URL lacks the prefix that the proxy forwards. ${PROXIES}`
    }
  }
  if (status === 401) {
    return {
      text: 'the gateway there refuses the API token, or the proxy changes path, query, headers, or body',
      advice: `Check that PUBLIC_URL leads to this gateway, and that the proxy changes nothing. ${PROXIES}`
    }
  }
  if (status === 413) {
    return { text: 'the proxy refuses bodies of this size (413)', advice: `The proxy must accept 5 MB. ${PROXIES}` }
  }
  if (status >= 500) {
    return {
      text: `the proxy answers ${status}`,
      advice: 'The proxy does not reach the gateway. Compare its upstream address with HOST and PORT.'
    }
  }
  return { text: `another program answers (${status})`, advice: `Correct PUBLIC_URL. ${PROXIES}` }
}
