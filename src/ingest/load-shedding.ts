import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'
import type { Limits } from '../config/limits.ts'
import { errors } from '../contract/errors.ts'
import { addressKey } from '../http/client-address.ts'
import type { Connections } from '../http/connections.ts'
import { sendPlainError } from '../http/plain-error.ts'
import { singleSlashes } from '../http/single-slashes.ts'
import { type BodyRefusal, createBodyMemory } from './body-memory.ts'
import { createSender } from './sender.ts'
import { createVerificationHistory } from './verification-history.ts'
import { createWorkload } from './workload.ts'

export interface LoadShedding {
  /**
   * Answers a webhook request with 503, and returns true, when too much is in flight. It runs before the body is read, and
   * before the framework sees the request, which would cost nearly as much as serving it.
   */
  shed(request: IncomingMessage, response: ServerResponse): boolean
  /** Counts the requests of a channel, and refuses those beyond the bounds. */
  guard(scope: FastifyInstance, lane: ShedChannel): void
  close(): void
}

/** The part of a channel that load shedding needs. A provider that does not send again is refused last. */
interface ShedChannel {
  name: string
  sendsAgain: boolean
}

interface LoadSheddingOptions {
  limits: Limits
  channels: readonly ShedChannel[]
  connections: Pick<Connections, 'of' | 'proven'>
  log: Pick<FastifyBaseLogger, 'warn'>
  /** A request was answered with 503 by `shed`. The channel is `none` for a path that no channel has. */
  onShed(channel: string): void
  /** A request was refused because of a bound on its body or its address. */
  onRefused(reason: BodyRefusal | 'FAILURES'): void
}

/** Share of requests and bytes for the providers that send again. The rest is reserved for those that do not. */
const SHARE = 0.75
const BETWEEN_WARNINGS_MS = 10_000
const BETWEEN_CHECKS_MS = 500

/** Bounds the wait of requests and the bytes of bodies in memory, over all channels, and what one client address may use. */
export function createLoadShedding(options: LoadSheddingOptions): LoadShedding {
  const { limits, channels, connections, log, onShed, onRefused } = options
  const lastPaths = channels.filter(({ sendsAgain }) => !sendsAgain).map(({ name }) => `/webhooks/${name}`)
  const bodies = createBodyMemory({ limits, onRefused })
  const history = createVerificationHistory(limits.addresses)
  const checking = setInterval(bodies.endSlow, BETWEEN_CHECKS_MS).unref()
  const workload = createWorkload(limits.http)
  let refused = 0
  let warnedAt = Number.NEGATIVE_INFINITY

  return {
    shed(request, response) {
      const { headers } = request
      const url = singleSlashes(request.url ?? '')
      if (!url.startsWith('/webhooks/')) return false
      const share = lastPaths.some((path) => url.startsWith(path)) ? 1 : SHARE
      if (hasRoom(share, Number(headers['content-length'] ?? 0))) return false
      warn()
      onShed(channels.find(({ name }) => url.startsWith(`/webhooks/${name}`))?.name ?? 'none')
      sendPlainError(request, response, 'OVERLOADED')
      return true
    },

    guard(scope, { sendsAgain }) {
      const share = sendsAgain ? SHARE : 1
      const options = { share, bodies, history, connections, workload, onThrottled }
      scope.decorateRequest('sender')

      scope.addHook('onRequest', (request, reply, done) => {
        const address = addressOf(request)
        const retryAfter = sendsAgain ? retryAfterOf(request, address) : undefined
        if (retryAfter !== undefined) {
          onRefused('FAILURES')
          reply.header('retry-after', retryAfter)
          return done(new errors.TOO_MANY_FAILURES())
        }
        request.sender = createSender(request, reply, address, options)
        done()
      })

      scope.addHook('preValidation', (request, _reply, done) => {
        // Many requests may have passed `shed` before their bodies arrived.
        if (!workload.hasRoom(share)) {
          warn()
          return done(new errors.OVERLOADED())
        }
        request.sender?.begin()
        done()
      })
    },

    close: () => clearInterval(checking)
  }

  /** Unfinished bodies do not count, because they are ended to make room. A body above the limit gets 413 instead. */
  function hasRoom(share: number, announced: number): boolean {
    if (!workload.hasRoom(share)) return false
    return announced > limits.http.bodyBytes || bodies.finishedBytes() + announced <= limits.http.bodiesBytes * share
  }

  function addressOf(request: FastifyRequest): string {
    return connections.of(request.raw.socket)?.client ?? addressKey(request.ip)
  }

  function retryAfterOf(request: FastifyRequest, address: string): number | undefined {
    // A request that was made inside the process has no address.
    return connections.of(request.raw.socket) && history.retryAfter(address)
  }

  function onThrottled(address: string): void {
    log.warn({ address }, 'too many requests from this address failed verification: it gets 429 until the minute ends')
  }

  function warn(): void {
    refused++
    if (performance.now() - warnedAt < BETWEEN_WARNINGS_MS) return
    warnedAt = performance.now()
    log.warn(
      { requests: workload.requests(), bytes: bodies.finishedBytes(), refused },
      'overload: requests are refused with 503'
    )
  }
}
