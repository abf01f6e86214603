import { version } from '../../config/version.ts'
import { fetchFailure } from '../fetch-failure.ts'
import type { GatewayClient } from '../gateway-client.ts'
import { type Finding, ok, skipped, warning, wrong } from './finding.ts'

const TIMEOUT_MS = 5_000

interface GatewayCheck {
  findings: Finding[]
  /** The API token, if the gateway accepts it. Undefined: it does not answer, or refuses the token. */
  token: string | undefined
}

/** Checks that a gateway answers, has this version, can store deliveries, and accepts the API token. */
export async function checkGateway({ url, token }: GatewayClient): Promise<GatewayCheck> {
  const health = await ask(`${url}/healthz`)
  if (typeof health === 'string') {
    const advice =
      'Checks that need a gateway were skipped. Start one with bellhook start, or set --url to where it runs.'
    return { findings: [warning(`no gateway answers at ${url} (${health})`, advice)], token: undefined }
  }
  if (health.body['status'] !== 'ok') {
    const advice = 'Set PORT to a free port for the gateway, or set --url to where it runs.'
    return { findings: [wrong(`another program answers at ${url}`, advice)], token: undefined }
  }
  const findings = [sameVersion(url, await ask(`${url}/docs/json`)), readiness(await ask(`${url}/readyz`))]
  if (token === undefined) {
    const advice = 'Set API_TOKEN to the token of the gateway, or DATA_DIR to its data folder.'
    return {
      findings: [...findings, skipped('signed requests were not tried, because API_TOKEN is not set', advice)],
      token
    }
  }
  const reply = await ask(`${url}/metrics`, { authorization: `Bearer ${token}` })
  if (typeof reply !== 'string' && reply.status === 200) {
    return { findings: [...findings, ok('the gateway accepts the API token')], token }
  }
  const advice = 'Set API_TOKEN to the token that the gateway was started with. Signed requests were not tried.'
  return { findings: [...findings, wrong('the gateway refuses the API token', advice)], token: undefined }
}

function sameVersion(url: string, document: Reply | string): Finding {
  const { version: theirs } = Object(typeof document === 'string' ? undefined : document.body['info'])
  if (theirs === version()) return ok(`a gateway answers at ${url}: Bellhook ${theirs}`)
  return warning(
    `a gateway answers at ${url}: Bellhook ${theirs ?? '(unknown version)'}, but this command is ${version()}`,
    'Use the command of the same version, or restart the gateway if it was upgraded.'
  )
}

function readiness(reply: Reply | string): Finding {
  const status = typeof reply === 'string' ? reply : String(reply.body['status'])
  if (status === 'ok') return ok('the gateway stores deliveries')
  if (status === 'degraded') {
    return warning(
      'the database of the gateway does not answer; deliveries are stored in the spool',
      'See the database below. Nothing is lost, and the gateway recovers by itself.'
    )
  }
  return wrong(
    `the gateway refuses deliveries: ${status}`,
    'Start the database, free space in DATA_DIR, or raise SPOOL_MAX_BYTES. See the log of the gateway.'
  )
}

interface Reply {
  status: number
  /** Empty if the body is not a JSON object. */
  body: Record<string, unknown>
}

/** The reply, or why there is no reply. */
async function ask(url: string, headers: Record<string, string> = {}): Promise<Reply | string> {
  try {
    const reply = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'manual' })
    const text = await reply.text()
    return { status: reply.status, body: text.startsWith('{') ? JSON.parse(text) : {} }
  } catch (error) {
    return fetchFailure(error)
  }
}
