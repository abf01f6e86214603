import type { Credential, CredentialStore } from '../../contract/credentials.ts'
import type { Signed } from '../../contract/verifiers.ts'
import { type ProbeAnswer, signProbe } from '../../ingest/probe.ts'
import type { Target } from './cases.ts'

export interface Way {
  /** Where it is sent to. */
  url: string
  /** What the provider believes to call: some sign it. */
  publicUrl: string
  credentials: CredentialStore
  /** Signs with a secret that nobody has. */
  broken?: boolean
}

export interface Letter extends Target {
  contentType: string
  headers: Readonly<Record<string, string>>
  body: Buffer
}

export interface Sent {
  /** Without a token. */
  url: string
  /** Names of what was added to prove the sender. */
  proof: readonly string[]
  status: number
  reply: string
  ms: number
  deliveryId: string | undefined
  outcome: string | undefined
}

const PATIENCE_MS = 30_000
// With a colon, as Basic wants it.
const NOBODYS_SECRET = 'nobody:has-this-secret'

/** Signs a letter as its provider would, and posts it. */
export async function send(letter: Letter, way: Way): Promise<Sent> {
  const signed = signatureOf(letter, way)
  const began = performance.now()
  const { url, init } = requestOf(letter, way, signed)
  const reply = await fetchFrom(way, url, init)
  const text = await reply.text()
  const ms = performance.now() - began
  const proof = [...Object.keys(signed.headers ?? {}), ...Object.keys(signed.query ?? {}).map((name) => `?${name}=`)]
  const told = (name: string) => reply.headers.get(name) ?? undefined
  const about = { deliveryId: told('bellhook-delivery'), outcome: told('bellhook-outcome') }
  return { url: way.url + pathOf(letter), proof, status: reply.status, reply: text, ms, ...about }
}

/** Asks the gateway what it thinks of such a letter; nothing is kept. Undefined: it is no gateway with this token. */
export async function ask(letter: Letter, way: Way, token: string): Promise<ProbeAnswer | undefined> {
  const { url, init } = questionOf(letter, way, token)
  return probeAnswerOf(await fetchFrom(way, url, init))
}

/** The same as a request that is not sent yet, to whoever wants to know more of the reply. */
export function questionOf(letter: Letter, way: Way, token: string): { url: string; init: RequestInit } {
  const signed = signatureOf(letter, way)
  const { search } = new URL(requestOf(letter, way, signed).url)
  // A prefix of the URL is not in it: the proxy takes that off.
  const probed = { method: 'POST', target: pathOf(letter) + search, body: signed.body ?? letter.body }
  const probe = signProbe(probed, Date.now(), token)
  return requestOf(letter, way, { ...signed, headers: { ...signed.headers, ...probe } })
}

export async function probeAnswerOf(reply: Response): Promise<ProbeAnswer | undefined> {
  const answer: unknown = await reply.json().catch(() => undefined)
  return reply.ok && typeof answer === 'object' && answer !== null && 'verdict' in answer
    ? (answer as ProbeAnswer)
    : undefined
}

function signatureOf(letter: Letter, { publicUrl, credentials, broken }: Way): Signed {
  const accepted = credentialsOf(letter, credentials)
  const [usable, first] = [accepted.find(({ secrets }) => secrets.length > 0), accepted[0]]
  const { verifier } = usable ?? first ?? {}
  const secret = broken ? NOBODYS_SECRET : usable?.secrets[0]
  if (verifier === undefined || secret === undefined) return {}
  return verifier.sign({ url: publicUrl + pathOf(letter), body: letter.body, receivedAt: Date.now() }, secret)
}

function requestOf(letter: Letter, way: Way, { headers, query, body = letter.body }: Signed) {
  const url = way.url + pathOf(letter)
  const init: RequestInit = {
    method: 'POST',
    headers: { 'content-type': letter.contentType, ...letter.headers, ...headers },
    body: new Uint8Array(body),
    redirect: 'manual'
  }
  return { url: query ? `${url}?${new URLSearchParams(query)}` : url, init }
}

function fetchFrom(way: Way, url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) }).catch((cause: unknown) => {
    throw new Error(`The gateway does not answer at ${way.url}.`, { cause })
  })
}

/** The ways to prove the sender of a target. */
export function credentialsOf({ channel, endpoint }: Target, store: CredentialStore): readonly Credential[] {
  return channel.endpoints.find(({ path }) => path === endpoint)?.credentials(store) ?? []
}

function pathOf({ channel, endpoint }: Target): string {
  return `/webhooks/${channel.name}${endpoint}`
}
