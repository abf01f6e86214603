import { version } from '../../config/version.ts'
import { codeOf } from '../../db/errors.ts'
import type { GatewayClient } from '../gateway-client.ts'
import { type Finding, ok, skipped, warning, wrong } from './finding.ts'

const PATIENCE_MS = 5_000

export interface GatewayCheck {
  findings: Finding[]
  /** The API token that the gateway knows. Undefined: it does not answer, or knows none of ours. */
  token: string | undefined
}

/** Whether a gateway runs there, can keep what it gets, and knows our API token. */
export async function checkGateway({ url, token }: GatewayClient): Promise<GatewayCheck> {
  const health = await ask(`${url}/healthz`)
  if (typeof health === 'string') {
    const advice = 'What needs one was not tried. Start it with: bellhook start, or say where it is with --url.'
    return { findings: [warning(`no gateway answers at ${url} (${health})`, advice)], token: undefined }
  }
  if (health.body['status'] !== 'ok') {
    const advice = 'Set PORT to a free one for the gateway, or say where it is with --url.'
    return { findings: [wrong(`what answers at ${url} is no gateway`, advice)], token: undefined }
  }
  const findings = [sameVersion(url, await ask(`${url}/docs/json`)), readiness(await ask(`${url}/readyz`))]
  if (token === undefined) {
    const advice = 'Set API_TOKEN to its own, or DATA_DIR to its folder.'
    return {
      findings: [...findings, skipped('signed requests were not tried: its API token is not set here', advice)],
      token
    }
  }
  const reply = await ask(`${url}/metrics`, { authorization: `Bearer ${token}` })
  if (typeof reply !== 'string' && reply.status === 200) {
    return { findings: [...findings, ok('it knows the API token')], token }
  }
  const advice = 'Set API_TOKEN to the one it was started with. Signed requests were not tried.'
  return { findings: [...findings, wrong('it refuses the API token that is set here', advice)], token: undefined }
}

function sameVersion(url: string, document: Reply | string): Finding {
  const { version: theirs } = Object(typeof document === 'string' ? undefined : document.body['info'])
  if (theirs === version()) return ok(`a gateway answers at ${url}: Bellhook ${theirs}`)
  return warning(
    `a gateway answers at ${url}: Bellhook ${theirs ?? 'of an unknown version'}, and this command is of ${version()}`,
    'Use the command of the same version, or start the gateway anew if it was brought up to date.'
  )
}

function readiness(reply: Reply | string): Finding {
  const status = typeof reply === 'string' ? reply : String(reply.body['status'])
  if (status === 'ok') return ok('it stores what it gets')
  if (status === 'degraded') {
    return warning(
      'its database does not answer; what arrives is kept in the spool',
      'See the database below. Nothing is lost, and it goes on by itself.'
    )
  }
  return wrong(
    `it turns deliveries away: ${status}`,
    'Bring the database back, or make room in DATA_DIR or SPOOL_MAX_BYTES. Its log says more.'
  )
}

interface Reply {
  status: number
  /** Empty where it is no JSON object. */
  body: Record<string, unknown>
}

/** The reply, or why there is none. */
async function ask(url: string, headers: Record<string, string> = {}): Promise<Reply | string> {
  try {
    const reply = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'manual' })
    const text = await reply.text()
    return { status: reply.status, body: text.startsWith('{') ? JSON.parse(text) : {} }
  } catch (error) {
    return codeOf(error) ?? 'no answer in time'
  }
}
