import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { type FastifyHttpOptions, LogController, type RawServerDefault } from 'fastify'
import type { Config } from '../config/config.ts'
import type { Limits } from '../config/limits.ts'
import { clientErrorHandler } from './client-error.ts'
import type { Connections } from './connections.ts'
import { handleError } from './error-handler.ts'
import { type FaultCode, sendPlainError } from './plain-error.ts'
import type { RequestGate } from './request-gate.ts'
import { hasBody, leavesBody } from './unread-body.ts'

/** Connections that wait to be accepted. With Node's own 511, a burst of more waits for retransmissions, for seconds. */
export const BACKLOG = 4096

const KEEP_ALIVE_MS = 5_000
/** How often Node looks for requests that take too long. Each is ended at most this long before its limit. */
const CHECK_MS = 250

/** No route reads a body that comes with one of these methods. */
const BODILESS = new Set(['GET', 'HEAD', 'TRACE'])

export type EarlyRefusal = 'CONNECTIONS' | 'PIPELINING' | FaultCode

interface ServerOptions {
  config: Pick<Config, 'limits' | 'trustProxy'>
  connections: Connections
  gate: RequestGate
  /** Answers a request that there is no room for, and returns true. */
  shed(request: IncomingMessage, response: ServerResponse): boolean
  /** A request was refused before the framework saw it. */
  onRefused(reason: EarlyRefusal): void
}

/** The options of the framework, and the server under it: what happens to a request before its route is looked up. */
export function serverOptions({ config, connections, gate, shed, onRefused }: ServerOptions) {
  const { trustProxy } = config
  const limits = config.limits.http
  const answerError = clientErrorHandler({ limits, connections, onRefused })

  function refuse(request: IncomingMessage, response: ServerResponse, code: FaultCode): void {
    onRefused(code)
    sendPlainError(request, response, code)
  }

  /** Unread, it would be buffered until the answer is sent. */
  function dropBody(request: IncomingMessage): void {
    request.resume()
    if (leavesBody(request)) connections.stopReading(request.socket)
  }

  function listen(handle: RequestListener) {
    const begin: RequestListener = (request, response) => {
      const fault = faultOf(request, limits)
      if (fault === 'HEADERS_TOO_LARGE') response.shouldKeepAlive = false
      if (fault) return refuse(request, response, fault)
      if (shed(request, response)) return
      if (BODILESS.has(request.method ?? '') && hasBody(request)) dropBody(request)
      handle(request, response)
    }
    const onRequest: RequestListener = (request, response) => gate.take(request, response, begin)
    const server = createServer(nodeOptions(limits), onRequest).setTimeout(limits.silenceMs)
    // One more than allowed is enough to see that there are too many.
    server.maxHeadersCount = limits.headers + 1
    server.on('connection', connections.open)
    // The `100 Continue` is sent when the body is about to be read.
    server.on('checkContinue', onRequest)
    server.on('checkExpectation', (request, response) => {
      gate.take(request, response, () => refuse(request, response, 'EXPECTATION_FAILED'))
    })
    // CONNECT asks for a tunnel. Without a listener, Node would close the connection without an answer. It stops listening to the socket.
    server.on('connect', (_request, socket) => {
      socket.on('error', () => undefined)
      if (socket instanceof Socket) answerError(new Error('a tunnel'), socket)
    })
    return server
  }

  return {
    bodyLimit: limits.bodyBytes,
    serverFactory: listen,
    clientErrorHandler: answerError,
    forceCloseConnections: 'idle',
    // Twilio does not repeat a request that got a 503, and a request on an open socket can still be served.
    return503OnClosing: false,
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    requestIdHeader: false,
    // A logger for each request costs more than what is logged. Code that needs the id logs it.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: handleError,
    // A console makes `//webhooks/sms` of a base URL that ends with a slash.
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 2048 }
  } as const satisfies FastifyHttpOptions<RawServerDefault>
}

function nodeOptions({ headersMs, requestMs, headerBytes, urlBytes }: Limits['http']) {
  return {
    maxHeaderSize: urlBytes + headerBytes,
    headersTimeout: Math.max(0, headersMs - CHECK_MS),
    requestTimeout: Math.max(0, requestMs - CHECK_MS),
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: CHECK_MS,
    // Node would answer without a body. RFC 9112, 3.2 is kept by faultOf.
    requireHostHeader: false
  }
}

function faultOf({ httpVersion, headers, rawHeaders }: IncomingMessage, limits: Limits['http']): FaultCode | undefined {
  if (rawHeaders.length > limits.headers * 2) return 'HEADERS_TOO_LARGE'
  // Only the URL may be longer.
  let bytes = 0
  for (const text of rawHeaders) bytes += text.length
  if (bytes > limits.headerBytes) return 'HEADERS_TOO_LARGE'
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return 'VERSION_NOT_SUPPORTED'
  if (headers.host === undefined && httpVersion === '1.1') return 'BAD_REQUEST'
  if (hasTwoHosts(rawHeaders)) return 'BAD_REQUEST'
  // Node would hand on a body in another transfer coding as it is.
  const { 'transfer-encoding': coding = 'chunked' } = headers
  if (coding.trim().toLowerCase() !== 'chunked') return 'BAD_REQUEST'
  return undefined
}

/** Names and values take turns. */
function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts > 1
}
