import { credentialsWith } from '../accounts/account-credentials.ts'
import type { Account } from '../accounts/account-index.ts'
import type { AccountKind } from '../accounts/account-kinds.ts'
import type { Channel } from '../contract/channel.ts'
import { type ProbeAnswer, signProbe } from '../ingest/probe.ts'

export interface TestResult {
  passed: boolean
  sentence: string
}

interface TestOptions {
  account: Account
  kind: AccountKind
  channels: readonly Channel[]
  /** The URL that the provider calls. */
  url: string
  apiToken: string
  timeoutMs: number
}

/**
 * Signs a request as the provider would, and sends it to the account's URL, as a probe: the gateway says how it would verify the
 * sender, and stores nothing.
 */
export async function sendTest({
  account,
  kind,
  channels,
  url,
  apiToken,
  timeoutMs
}: TestOptions): Promise<TestResult> {
  const path = kind.paths[0]
  const endpoint = channels
    .find(({ name }) => name === kind.channel)
    ?.endpoints.find((one) => path === `/webhooks/${kind.channel}${one.path}`)
  if (endpoint === undefined || path === undefined) return failed(`The adapter ${account.kind} is not installed.`)
  const now = Date.now()
  const usable = account.secrets
    .filter(({ endsAt }) => endsAt > now)
    .flatMap(({ purpose, value }) =>
      credentialsWith(endpoint, kind, purpose, value).map(({ verifier }) => ({ verifier, value }))
    )
  const [credential] = usable
  if (credential === undefined) return failed('The account has no secret that proves a sender.')

  const sid = account.ids.find(({ type }) => type === 'account_sid')?.value
  const isForm = account.kind === 'twilio'
  const body = Buffer.from(isForm ? new URLSearchParams(sid === undefined ? {} : { AccountSid: sid }).toString() : '{}')
  const contentType = isForm ? 'application/x-www-form-urlencoded' : 'application/json'
  const headers = { 'content-type': contentType }
  const signed = credential.verifier.sign({ url, body, headers, receivedAt: now }, credential.value)
  const search = signed.query === undefined ? '' : `?${new URLSearchParams(signed.query)}`
  const bytes = signed.body ?? body
  const target = `${path}/a/${account.pathKey}${search}`
  const probe = signProbe({ method: 'POST', target, body: bytes }, now, apiToken)
  try {
    const reply = await fetch(url + search, {
      method: 'POST',
      headers: { ...headers, ...signed.headers, ...probe },
      body: new Uint8Array(bytes),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs)
    })
    return resultOf(reply.status, await reply.json().catch(() => undefined))
  } catch {
    // The cause is that of the network, and the sentence says where to look.
    return failed('Nothing answers at this URL from here. Check PUBLIC_URL, DNS, and the reverse proxy.')
  }
}

function resultOf(status: number, answer: unknown): TestResult {
  const { verdict }: Partial<ProbeAnswer> = Object(answer)
  if (status !== 200 || verdict === undefined) {
    return failed(`Something else answers at this URL (status ${status}). Check PUBLIC_URL and the reverse proxy.`)
  }
  if (verdict === 'ok')
    return { passed: true, sentence: 'The URL leads here, and the signature fits. Nothing was stored.' }
  if (verdict === 'stale') return failed('The time of the request is off: compare the clocks of the gateways.')
  return failed(
    'The URL leads here, but the request did not fit the secret. A proxy may change the body, the path, or headers.'
  )
}

function failed(sentence: string): TestResult {
  return { passed: false, sentence }
}
