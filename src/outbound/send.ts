import http, { type Agent, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import https from 'node:https'
import type { Target } from './address-guard.ts'
import type { OutboundAnswer, OutboundRequest } from './exchange.ts'
import { OutboundError, outboundError } from './outbound-error.ts'

interface Route {
  target: Target
  path: string
  agent: Agent
  /** Bytes of the headers of an answer. */
  headerBytes: number
}

/** One exchange. A kept connection that the server closed at the same moment is replaced by a new one, once. */
export async function send(request: OutboundRequest, route: Route): Promise<OutboundAnswer> {
  const deadline = Date.now() + request.timeoutMs
  const first = await exchange(request, route, request.timeoutMs)
  if (first !== 'stale') return first
  const second = await exchange(request, route, Math.max(1, deadline - Date.now()))
  if (second !== 'stale') return second
  throw new OutboundError('ECONNRESET', 'the connection was closed before an answer')
}

function exchange(request: OutboundRequest, route: Route, timeoutMs: number): Promise<OutboundAnswer | 'stale'> {
  return new Promise((resolve, reject) => {
    const { body, signal } = request
    if (signal?.aborted) return reject(aborted())
    const outgoing = start(request, route)
    let hasAnswer = false
    let hasEnded = false
    const timer = setTimeout(() => {
      outgoing.destroy(new OutboundError('ETIMEDOUT', `no complete answer within ${request.timeoutMs / 1_000} s`))
    }, timeoutMs)
    const onAbort = () => outgoing.destroy(aborted())
    signal?.addEventListener('abort', onAbort)
    const end = () => {
      hasEnded = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    const fail = (error: unknown) => {
      end()
      const typed = outboundError(error)
      if (!hasAnswer && outgoing.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(typed.code)) resolve('stale')
      else reject(typed)
    }
    outgoing.on('error', fail)
    // Without an earlier event: for example, an upgrade that nobody asked for.
    outgoing.on('close', () => {
      if (!hasEnded) fail(new OutboundError('ECONNRESET', 'the connection was closed before an answer'))
    })
    outgoing.on('response', (incoming) => {
      hasAnswer = true
      const done = (answer: OutboundAnswer) => {
        end()
        resolve(answer)
      }
      collect(incoming, request.maxAnswerBytes, done, fail)
    })
    outgoing.end(body)
  })
}

function start(request: OutboundRequest, { target, path, agent, headerBytes }: Route): ClientRequest {
  const { method, body, certificate } = request
  const headers: OutgoingHttpHeaders = Object.assign({}, request.headers)
  if (body !== undefined) headers['content-length'] = Buffer.byteLength(body)
  const { host, port, encrypted } = target
  const options: https.RequestOptions = { method, host, port, path, agent, headers, maxHeaderSize: headerBytes }
  if (certificate !== undefined) Object.assign(options, certificate)
  return encrypted ? https.request(options) : http.request(options)
}

/** Reads the beginning of an answer. The connection of an answer that is longer is closed. */
function collect(
  incoming: IncomingMessage,
  mostBytes: number,
  done: (answer: OutboundAnswer) => void,
  fail: (error: unknown) => void
): void {
  const chunks: Buffer[] = []
  let bytes = 0
  const answer = (truncated: boolean): OutboundAnswer => ({
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    body: Buffer.concat(chunks).subarray(0, mostBytes),
    truncated
  })
  incoming.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes <= mostBytes) return
    done(answer(true))
    incoming.destroy()
  })
  incoming.on('end', () => done(answer(false)))
  incoming.on('error', fail)
}

function aborted(): OutboundError {
  return new OutboundError('ABORTED', 'the request was given up')
}
