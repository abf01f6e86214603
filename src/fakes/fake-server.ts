import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { FakeReply, FakeRequest } from './vendor.ts'

/** Larger than every request that a gateway sends. */
const LONGEST_BODY = 4 * 1024 * 1024

export interface FakeServer {
  /** Origin, such as `http://127.0.0.1:4010`. */
  url: string
  close(): Promise<void>
}

/** `down`: the connection breaks. `silent`: the request gets no answer. */
export type Answer = FakeReply | 'down' | 'silent'

/** An HTTP server on loopback that answers requests with a function. `port` 0 takes a free one. */
export async function startFakeServer(
  port: number,
  answer: (request: FakeRequest) => Promise<Answer>
): Promise<FakeServer> {
  const server = createServer((message, response) => {
    respond(message, response, answer).catch((error: unknown) => {
      send(response, { status: 500, body: `The fake has failed: ${String(error)}` })
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    }
  }
}

async function respond(
  message: IncomingMessage,
  response: ServerResponse,
  answer: (request: FakeRequest) => Promise<Answer>
): Promise<void> {
  const body = await bodyOf(message)
  if (body === undefined) return send(response, { status: 413, body: 'The body is too large' })
  const { method = 'GET', url = '/', headers } = message
  const at = url.indexOf('?')
  const [path, query] = at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at)]
  const reply = await answer({ method, path, query: new URLSearchParams(query), headers, body })
  if (reply === 'down') return void message.socket.destroy()
  if (reply !== 'silent') send(response, reply)
}

async function bodyOf(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of message) {
    length += chunk.length
    if (length > LONGEST_BODY) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, { status, headers = {}, body }: FakeReply): void {
  const isText = typeof body === 'string'
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'
  response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': type }), ...headers })
  response.end(body === undefined || isText ? body : JSON.stringify(body))
}
