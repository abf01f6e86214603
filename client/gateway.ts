import { errorOf } from './bellhook-error.ts'

export interface GatewayOptions {
  /** URL of the gateway, for example `https://bellhook.example.com`. */
  url: string
  /** API_TOKEN, or an API key with the scope `events.read`. */
  token: string
}

export interface Gateway {
  /** Returns an answer whose body is still to be read. Throws BellhookError if its status is not 2xx. */
  open(path: string, query: Query, signal: AbortSignal): Promise<Response>
  /** Sends JSON, and waits for at most 10 seconds. Throws BellhookError if the status of the answer is not 2xx. */
  post(path: string, body: object): Promise<void>
}

/** Parameters of a request. A list is sent with commas. */
export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>

const POST_MS = 10_000

export function createGateway({ url, token }: GatewayOptions): Gateway {
  if (!URL.canParse(url)) throw new TypeError('url is invalid: use a URL like https://bellhook.example.com')
  const root = url.replace(/\/+$/, '')
  const authorization = `Bearer ${token}`

  return {
    open: (path, query, signal) => send(`${path}?${queryText(query)}`, { headers: { authorization }, signal }),
    async post(path, body) {
      const headers = { authorization, 'content-type': 'application/json' }
      const signal = AbortSignal.timeout(POST_MS)
      const reply = await send(path, { method: 'POST', headers, body: JSON.stringify(body), signal })
      // A connection is used again only if its answer was read.
      await reply.arrayBuffer()
    }
  }

  async function send(path: string, init: RequestInit): Promise<Response> {
    const reply = await fetch(root + path, init)
    if (!reply.ok) throw await errorOf(reply)
    return reply
  }
}

function queryText(query: Query): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value))
  return given.toString()
}
