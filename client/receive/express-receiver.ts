import { type Answer, answer, failed, MOST_BYTES, type ReceiveHandler, TOO_LARGE } from './answer.ts'
import { readBody } from './read-body.ts'
import type { ReceiveOptions } from './verify.ts'

/** What is needed of a request of Express, or of `node:http`. */
export interface ReceivedRequest extends AsyncIterable<Uint8Array> {
  headers: Readonly<Record<string, string | string[] | undefined>>
  body?: unknown
  /** True after somebody else has read the body. */
  readableDidRead?: boolean
}

export interface ReceivedResponse {
  statusCode: number
  setHeader(name: string, value: string): unknown
  end(body: string): unknown
}

/** A handler for Express. It reads the body itself, or takes `req.body` if it is a Buffer or a text. */
export function expressReceiver(
  options: ReceiveOptions,
  handler: ReceiveHandler
): (request: ReceivedRequest, response: ReceivedResponse) => Promise<void> {
  return async (request, response) => {
    const { status, body } = await answerTo(request).catch(failed)
    response.statusCode = status
    // What is left of a large body is not read, so the connection cannot be used again.
    if (status === TOO_LARGE.status) response.setHeader('connection', 'close')
    response.setHeader('content-type', 'application/json')
    response.end(body)
  }

  async function answerTo(request: ReceivedRequest): Promise<Answer> {
    const body = await bodyOf(request)
    return body === undefined ? TOO_LARGE : answer({ headers: request.headers, body }, options, handler)
  }
}

async function bodyOf(request: ReceivedRequest): Promise<string | Uint8Array | undefined> {
  const { body } = request
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  // Express 4 sets `{}` where it has parsed nothing.
  if (request.readableDidRead !== true) return readBody(request, MOST_BYTES)
  throw new TypeError('req.body is parsed: mount expressReceiver before express.json(), or use express.raw()')
}
