import { codeOf } from '../../db/errors.ts'
import type { ProbeAnswer } from '../../ingest/probe.ts'
import { type Letter, probeAnswerOf, questionOf, type Way } from '../simulate/send.ts'

/** What became of a signed question on its way to the gateway. */
export interface Reached {
  answer?: ProbeAnswer
  /** Why there is no answer of the gateway's, and what to do. */
  trouble?: { text: string; advice: string }
  /** The clock of whoever answered, in milliseconds since 1970; it counts whole seconds. */
  date?: number
}

const PATIENCE_MS = 10_000
const PROXIES = 'docs/operations/proxies.md has samples that work.'

/** Asks the gateway, by way of `way.url`, what it thinks of a letter. Nothing is kept. */
export async function reach(letter: Letter, way: Way, token: string): Promise<Reached> {
  const { url, init } = questionOf(letter, way, token)
  try {
    const reply = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) })
    const date = Date.parse(reply.headers.get('date') ?? '')
    const copy = reply.clone()
    const answer = await probeAnswerOf(reply)
    const told = Number.isNaN(date) ? {} : { date }
    return answer === undefined ? { ...told, trouble: await troubleOf(copy, way) } : { ...told, answer }
  } catch (error) {
    return { trouble: silence(codeOf(error) ?? 'no answer in time') }
  }
}

function silence(code: string): { text: string; advice: string } {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return {
      text: `its host name cannot be found (${code})`,
      advice: 'Correct PUBLIC_URL, or add the name to the DNS.'
    }
  }
  if (/CERT|TLS|SSL|SIGNED|ISSUER|VERIFY/.test(code)) {
    return {
      text: `its certificate is not accepted (${code})`,
      advice:
        'Providers do not accept it either. Renew it at the proxy, with the whole chain, for the host of PUBLIC_URL.'
    }
  }
  if (code === 'ECONNREFUSED') {
    return { text: `nothing listens there (${code})`, advice: 'Start the proxy, or correct the port in PUBLIC_URL.' }
  }
  return {
    text: `it does not answer (${code})`,
    advice: 'Is the port open to the world? Some networks cannot reach their own public address: then try from outside.'
  }
}

async function troubleOf(reply: Response, { publicUrl }: Way): Promise<{ text: string; advice: string }> {
  const { status } = reply
  const { error } = Object(await reply.json().catch(() => undefined))
  const prefix = URL.canParse(publicUrl) ? new URL(publicUrl).pathname.replace(/\/+$/, '') : ''
  if (status >= 300 && status < 400) {
    const [target] = (reply.headers.get('location') ?? 'elsewhere').split('?')
    return {
      text: `it answers ${status} and leads to ${target}`,
      advice: 'Providers do not follow. Set PUBLIC_URL to where it leads, or let the proxy serve it as it is called.'
    }
  }
  if (status === 404 && error?.code === 'NOT_FOUND') {
    const advice =
      prefix === '' ? 'The proxy must not change the path.' : `The proxy has to take ${prefix} off the path.`
    return { text: 'it leads to the gateway, but with another path than /webhooks/…', advice: `${advice} ${PROXIES}` }
  }
  if (status === 404 || status === 403 || status === 405) {
    return {
      text: `it answers ${status}, and not from the gateway`,
      advice: `The proxy has to pass ${prefix}/webhooks/ on; or PUBLIC_URL lacks the prefix that it does pass on. ${PROXIES}`
    }
  }
  if (status === 401) {
    return {
      text: 'it leads to a gateway that does not know our API token, or the proxy changes path, query, headers, or bodies',
      advice: `Does PUBLIC_URL lead to this gateway? The proxy must leave path, query, headers, and bodies as they are. ${PROXIES}`
    }
  }
  if (status === 413) {
    return { text: 'its proxy takes no bodies of that size (413)', advice: `It has to let 5 MB pass. ${PROXIES}` }
  }
  if (status >= 500) {
    return {
      text: `it answers ${status}`,
      advice: 'The proxy does not reach the gateway. Compare the address it passes on to with HOST and PORT.'
    }
  }
  return { text: `something else than a gateway answers there (${status})`, advice: `Correct PUBLIC_URL. ${PROXIES}` }
}
