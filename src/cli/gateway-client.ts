import { localUrl } from '../config/address.ts'
import { loadConfig } from '../config/config.ts'
import { readDevelopmentToken } from '../startup/development-token.ts'
import { type Call, type Option, UsageError } from './command.ts'
import { fetchFailure } from './fetch-failure.ts'

/** Options of every command that talks to a running gateway. */
export const GATEWAY_OPTIONS: Readonly<Record<string, Option>> = {
  url: { value: 'URL', help: 'URL of the gateway; default: HOST and PORT on this machine' }
}

const PATIENCE_MS = 10_000
/** A replay ends before its answer begins. A page has up to several megabytes, and may wait for other readers. */
const LONG_PATIENCE_MS = 60_000

export interface GatewayClient {
  url: string
  /** Undefined: no token was found, and the gateway refuses every request to `/api`. */
  token: string | undefined
  /** Returns the JSON of an answer. Throws an error that says what to do if there is no answer or no 2xx; UsageError for a 400. */
  get<Answer>(path: string): Promise<Answer>
  /** The same for a page of a list. `more`: the next page may have rows already. Undefined: an older gateway does not say. */
  page<Page>(path: string): Promise<{ page: Page; more: boolean | undefined }>
  post<Answer>(path: string, body?: object): Promise<Answer>
  /** Changes something. Undefined: the gateway has answered without a body. */
  change<Answer>(method: 'PATCH' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Answer | undefined>
  /** Returns an answer whose body is still to be read. Throws like `get`. */
  open(path: string, init?: { headers?: Record<string, string>; signal?: AbortSignal }): Promise<Response>
}

/** The gateway that a command talks to. Its API token comes from the settings, or from DATA_DIR in development mode. */
export function gatewayClient({ environ, text }: Pick<Call, 'environ' | 'text'>): GatewayClient {
  // Only these settings matter here; others may be invalid.
  const named = ['PORT', 'DATA_DIR', 'API_TOKEN', 'API_TOKEN_FILE'].map((name) => [name, environ[name]])
  const { port, host, dataDir, secrets } = loadConfig(Object.fromEntries(named), [])
  const url = (text('url') ?? localUrl(environ['HOST']?.trim() || host, port)).replace(/\/+$/, '')
  if (!isHttpUrl(url)) throw new UsageError('--url is invalid: use a URL like http://127.0.0.1:3000, without a user')
  const token = secrets.get('API_TOKEN')?.[0] ?? readDevelopmentToken(dataDir)
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }

  return { url, token, get, page, post, change, open }

  async function get<Answer>(path: string): Promise<Answer> {
    const reply = await ask(path, { signal: AbortSignal.timeout(PATIENCE_MS) })
    return readJson<Answer>(reply)
  }

  async function page<Page>(path: string): Promise<{ page: Page; more: boolean | undefined }> {
    const reply = await ask(path, { signal: AbortSignal.timeout(LONG_PATIENCE_MS) })
    const more = reply.headers.get('bellhook-more')
    return { page: await readJson<Page>(reply), more: more === null ? undefined : more === 'true' }
  }

  async function post<Answer>(path: string, body?: object): Promise<Answer> {
    const json = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const reply = await ask(path, { method: 'POST', ...json, signal: AbortSignal.timeout(LONG_PATIENCE_MS) })
    return readJson<Answer>(reply)
  }

  async function change<Answer>(method: string, path: string, body?: object): Promise<Answer | undefined> {
    const json = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const reply = await ask(path, { method, ...json, signal: AbortSignal.timeout(LONG_PATIENCE_MS) })
    return reply.status === 204 ? undefined : readJson<Answer>(reply)
  }

  async function readJson<Answer>(reply: Response): Promise<Answer> {
    try {
      // The gateway answers what its OpenAPI document describes.
      return (await reply.json()) as Answer
    } catch (error) {
      if (error instanceof SyntaxError) throw notGateway(url)
      throw new Error(
        `The answer of ${url} broke off (${fetchFailure(error)}). Check that the gateway runs, and try again.`
      )
    }
  }

  function open(path: string, init = {}): Promise<Response> {
    return ask(path, init)
  }

  async function ask(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...authorization, ...(init.headers as Record<string, string> | undefined) }
    const reply = await fetch(url + path, { ...init, headers }).catch((error: unknown) => {
      if (init.signal?.aborted && !isTimeout(error)) throw error
      throw new Error(
        `No gateway answers at ${url} (${fetchFailure(error)}). Start it, or set --url, or HOST and PORT, to where it runs.`
      )
    })
    if (reply.ok) return reply
    if (reply.status === 401) throw new Error(refused(token))
    const text = await failureText(url, reply)
    throw reply.status === 400 ? new UsageError(text.replace(/\.$/, '')) : gatewayError(text, reply.status)
  }
}

/** An error with the status of the answer that it is about. */
export function gatewayError(message: string, status: number): Error {
  return Object.assign(new Error(message), { status })
}

/** True: events behind the cursor were removed, and another try does not change that. */
export function isExpired(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 410
}

/** True for an HTTP URL without user-info, which fetch does not accept. */
export function isHttpUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, username, password } = new URL(url)
  return /^https?:$/.test(protocol) && username + password === ''
}

/** What answers at the URL is not a gateway. */
export function notGateway(url: string, status?: number): Error {
  const answer = status === undefined ? '' : ` (${status})`
  return new Error(
    `Another program answers at ${url}${answer}. Set --url, or HOST and PORT, to where the gateway runs.`
  )
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}

function refused(token: string | undefined): string {
  if (token !== undefined)
    return 'The gateway refuses the API token. Set API_TOKEN to the token that the gateway was started with.'
  return 'The gateway needs its API token. Set API_TOKEN, or set DATA_DIR to the data folder of the gateway.'
}

async function failureText(url: string, reply: Response): Promise<string> {
  const { error } = Object(await reply.json().catch(() => undefined))
  if (error?.code === undefined) return notGateway(url, reply.status).message
  const details: { path: string; message: string }[] = error?.details?.errors ?? []
  const lines = details.map(({ path, message }) => `  ${path}: ${message}`)
  return [`The gateway answers ${reply.status}: ${error.message}`, ...lines].join('\n')
}
