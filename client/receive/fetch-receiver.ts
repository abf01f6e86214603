import { type Answer, answer, failed, MOST_BYTES, type ReceiveHandler, TOO_LARGE } from './answer.ts'
import { readBody } from './read-body.ts'
import type { ReceiveOptions } from './verify.ts'

/** A handler of requests for Bun, Deno, workers, Hono, and all that speaks `fetch`. */
export function fetchReceiver(
  options: ReceiveOptions,
  handler: ReceiveHandler
): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } })
    return response(await answerTo(request).catch(failed))
  }

  async function answerTo({ headers, body: stream }: Request): Promise<Answer> {
    const body = await readBody(chunksOf(stream), MOST_BYTES)
    return body === undefined ? TOO_LARGE : answer({ headers, body }, options, handler)
  }
}

/** Not every runtime can iterate over a ReadableStream. */
async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body === null) return
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

function response({ status, body }: Answer): Response {
  return new Response(body, { status, headers: { 'content-type': 'application/json' } })
}
