import type { Credential, CredentialStore } from '../../contract/credentials.ts'
import type { Signed } from '../../contract/verifiers.ts'
import { type ProbeAnswer, signProbe } from '../../ingest/probe.ts'
import { fetchFailure } from '../fetch-failure.ts'
import type { Target } from './cases.ts'

export interface SendOptions {
  /** Requests go to this gateway. */
  url: string
  /** The URL that the provider knows, which some providers sign. */
  publicUrl: string
  credentials: CredentialStore
  /** Signs with a wrong secret. */
  breakSignature?: boolean
  /** Behind the path of the endpoint, for an account. */
  pathKey?: string | undefined
}

/** A delivery as bytes, not signed yet. */
export interface Outgoing extends Target {
  contentType: string
  headers: Readonly<Record<string, string>>
  body: Buffer
}

export interface Sent {
  /** Without the token of the query. */
  url: string
  /** Names of the headers and parameters that authenticate the sender. */
  signedBy: readonly string[]
  /** Variables of which one must be set to sign. Empty if the delivery is signed, or if its endpoint needs no secret. */
  missing: readonly string[]
  status: number
  reply: string
  ms: number
  deliveryId: string | undefined
  outcome: string | undefined
}

const TIMEOUT_MS = 30_000
// With a colon, which Basic authentication requires.
const WRONG_SECRET = 'wrong:secret-of-simulate'

/** Signs a delivery as its provider would, and posts it. */
export async function send(outgoing: Outgoing, options: SendOptions): Promise<Sent> {
  const signed = sign(outgoing, options)
  const began = performance.now()
  const { url, init } = requestOf(outgoing, options, signed)
  const reply = await request(options, url, init)
  const text = await reply.text()
  const ms = performance.now() - began
  const signedBy = namesOf(signed)
  return {
    url: options.url + calledPath(outgoing, options),
    signedBy,
    missing: signedBy.length > 0 ? [] : variablesOf(outgoing, options.credentials),
    status: reply.status,
    reply: text,
    ms,
    deliveryId: reply.headers.get('bellhook-delivery') ?? undefined,
    outcome: reply.headers.get('bellhook-outcome') ?? undefined
  }
}

/** Asks the gateway how it would verify a delivery. Nothing is stored. Undefined: no gateway with this token answers. */
export async function probe(outgoing: Outgoing, options: SendOptions, token: string): Promise<ProbeAnswer | undefined> {
  const { url, init } = probeRequest(outgoing, options, token)
  return probeAnswerOf(await request(options, url, init))
}

/** The request of a probe, for a caller that needs the whole reply. */
export function probeRequest(
  outgoing: Outgoing,
  options: SendOptions,
  token: string
): { url: string; init: RequestInit } {
  const signed = sign(outgoing, options)
  const { search } = new URL(requestOf(outgoing, options, signed).url)
  // Without the prefix of the public URL, which the proxy removes.
  const probed = { method: 'POST', target: calledPath(outgoing, options) + search, body: signed.body ?? outgoing.body }
  const headers = signProbe(probed, Date.now(), token)
  return requestOf(outgoing, options, { ...signed, headers: { ...signed.headers, ...headers } })
}

export async function probeAnswerOf(reply: Response): Promise<ProbeAnswer | undefined> {
  const answer: unknown = await reply.json().catch(() => undefined) // not a gateway
  const isAnswer = reply.ok && typeof answer === 'object' && answer !== null && 'verdict' in answer
  // Only a gateway answers with a verification result.
  return isAnswer ? (answer as ProbeAnswer) : undefined
}

export function credentialsOf({ channel, endpoint }: Target, store: CredentialStore): readonly Credential[] {
  return channel.endpoints.find(({ path }) => path === endpoint)?.credentials(store) ?? []
}

/** The variables that may hold a secret of an endpoint, in the order of preference. */
export function variablesOf(target: Target, store: CredentialStore): readonly string[] {
  const asked = new Set<string>()
  credentialsOf(target, {
    secrets(variable) {
      asked.add(variable)
      return store.secrets(variable)
    }
  })
  const isList = (variable: string) =>
    target.channel.secrets.some((setting) => setting.variable === variable && setting.list !== undefined)
  return [...asked].filter((variable) => !isList(variable))
}

export function pathOf({ channel, endpoint }: Target): string {
  return `/webhooks/${channel.name}${endpoint}`
}

/** The path that the provider calls. */
function calledPath(target: Target, { pathKey }: Pick<SendOptions, 'pathKey'>): string {
  return pathOf(target) + (pathKey === undefined ? '' : `/a/${pathKey}`)
}

function sign(outgoing: Outgoing, { publicUrl, credentials, breakSignature, pathKey }: SendOptions): Signed {
  const accepted = credentialsOf(outgoing, credentials)
  const usable = accepted.find(({ secrets }) => secrets.length > 0)
  const { verifier } = usable ?? accepted[0] ?? {}
  const secret = breakSignature ? WRONG_SECRET : usable?.secrets[0]
  if (verifier === undefined || secret === undefined) return {}
  const headers = { 'content-type': outgoing.contentType }
  const url = publicUrl + calledPath(outgoing, { pathKey })
  const request = { url, body: outgoing.body, headers, receivedAt: Date.now() }
  return verifier.sign(request, secret)
}

function namesOf({ headers = {}, query = {}, body }: Signed): string[] {
  const parameters = Object.keys(query).map((name) => `?${name}=`)
  return [...Object.keys(headers), ...parameters, ...(body === undefined ? [] : ['a field of the body'])]
}

function requestOf(outgoing: Outgoing, options: SendOptions, { headers, query, body = outgoing.body }: Signed) {
  const url = options.url + calledPath(outgoing, options)
  const init: RequestInit = {
    method: 'POST',
    headers: { 'content-type': outgoing.contentType, ...outgoing.headers, ...headers },
    body: new Uint8Array(body),
    redirect: 'manual'
  }
  return { url: query ? `${url}?${new URLSearchParams(query)}` : url, init }
}

function request(options: SendOptions, url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((cause: unknown) => {
    throw new Error(`No gateway answers at ${options.url} (${fetchFailure(cause)}).`, { cause })
  })
}
