import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { localUrl } from '../config/address.ts'
import { loadConfig } from '../config/config.ts'
import { TOKEN_FILE } from '../startup/development-token.ts'
import { type Call, Misuse, type Option } from './command.ts'

/** Options of every command that speaks to a running gateway. */
export const GATEWAY_OPTIONS: Readonly<Record<string, Option>> = {
  url: { value: 'URL', help: 'the gateway; default: the one on HOST and PORT of this machine' }
}

const PATIENCE_MS = 10_000
/** A replay is done before its answer begins, and a page may have to wait for others, and has several megabytes. */
const LONG_PATIENCE_MS = 60_000

export interface GatewayClient {
  url: string
  /** Undefined: none is known, and all of `/api` will be refused. */
  token: string | undefined
  /** An answer's JSON. Throws an error that says what to do when there is no answer, or another one than a 2xx; `Misuse` for a 400. */
  get<Answer>(path: string): Promise<Answer>
  /** The same for a page of a listing. `more`: the next one may have rows at once; undefined: an older gateway does not say. */
  page<Page>(path: string): Promise<{ page: Page; more: boolean | undefined }>
  /** The same for what is posted as JSON. */
  post<Answer>(path: string, body?: object): Promise<Answer>
  /** An answer whose body is read as it comes. Throws like `get`. */
  open(path: string, init?: { headers?: Record<string, string>; signal?: AbortSignal }): Promise<Response>
}

/** The gateway that a command speaks to, and the API token from where the gateway has it. */
export function gatewayClient({ environ, text }: Pick<Call, 'environ' | 'text'>): GatewayClient {
  // Other settings may be anything here.
  const named = ['PORT', 'DATA_DIR', 'API_TOKEN', 'API_TOKEN_FILE'].map((name) => [name, environ[name]])
  const { port, host, dataDir, secrets } = loadConfig(Object.fromEntries(named), [])
  const url = (text('url') ?? localUrl(environ['HOST']?.trim() || host, port)).replace(/\/+$/, '')
  if (!isPlain(url)) throw new Misuse('--url has to look like http://127.0.0.1:3000, without a user')
  const token = secrets.get('API_TOKEN')?.[0] ?? madeToken(dataDir)
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }

  return { url, token, get, page, post, open }

  async function get<Answer>(path: string): Promise<Answer> {
    const reply = await ask(path, { signal: AbortSignal.timeout(PATIENCE_MS) })
    // A gateway's own answers are believed to be what its OpenAPI document says.
    return (await reply.json()) as Answer
  }

  async function page<Page>(path: string): Promise<{ page: Page; more: boolean | undefined }> {
    const reply = await ask(path, { signal: AbortSignal.timeout(LONG_PATIENCE_MS) })
    const more = reply.headers.get('bellhook-more')
    return { page: (await reply.json()) as Page, more: more === null ? undefined : more === 'true' }
  }

  async function post<Answer>(path: string, body?: object): Promise<Answer> {
    const json = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const reply = await ask(path, { method: 'POST', ...json, signal: AbortSignal.timeout(LONG_PATIENCE_MS) })
    return (await reply.json()) as Answer
  }

  function open(path: string, init = {}): Promise<Response> {
    return ask(path, init)
  }

  async function ask(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...authorization, ...(init.headers as Record<string, string> | undefined) }
    const reply = await fetch(url + path, { ...init, headers }).catch((error: unknown) => {
      if (init.signal?.aborted && !isTimeout(error)) throw error
      throw new Error(
        `The gateway does not answer at ${url}. Is it running? Say where with --url, or with HOST and PORT.`
      )
    })
    if (reply.ok) return reply
    if (reply.status === 401) throw new Error(refused(token))
    const text = await complaint(reply)
    throw reply.status === 400 ? new Misuse(text.replace(/\.$/, '')) : new Error(text)
  }
}

/** fetch takes no other. */
export function isPlain(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, username, password } = new URL(url)
  return /^https?:$/.test(protocol) && username + password === ''
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}

/** In development mode a gateway without API_TOKEN leaves its own here. */
function madeToken(dataDir: string): string | undefined {
  try {
    return readFileSync(join(dataDir, TOKEN_FILE), 'utf8').trim()
  } catch {
    return undefined
  }
}

function refused(token: string | undefined): string {
  if (token !== undefined) return 'The gateway refuses the API token. Set API_TOKEN to the one it was started with.'
  return 'The gateway wants its API token. Set API_TOKEN, or DATA_DIR to the folder of the gateway.'
}

async function complaint(reply: Response): Promise<string> {
  const { error } = Object(await reply.json().catch(() => undefined))
  const details: { path: string; message: string }[] = error?.details?.errors ?? []
  const lines = details.map(({ path, message }) => `  ${path}: ${message}`)
  return [`The gateway answers ${reply.status}: ${error?.message ?? 'without a reason'}`, ...lines].join('\n')
}
