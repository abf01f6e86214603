import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyBaseLogger, onRequestHookHandler } from 'fastify'
import { errors } from './errors.ts'

export interface Admission {
  /**
   * The `onRequest` of a channel: turns requests away before anything of them is read, when too much is in flight.
   * What a provider will not send again is turned away last.
   */
  guard(channel: { sendsAgain: boolean }): onRequestHookHandler
  /** Requests that were turned away since the start. */
  refused(): number
}

/** More would wait longer than it takes a provider to lose patience. */
const MOST_REQUESTS = 1_000
/** Of bodies. Parsed and normalised, they take several times that. */
const MOST_BYTES = 32 * 1024 * 1024
/** What those may use who send again. */
const SHARE = 0.75
/** A body that does not tell its length can be as large as any. */
const UNKNOWN_BYTES = 4 * 1024 * 1024
const BETWEEN_WARNINGS_MS = 10_000
/** Made once: at overload, even the stack trace of an error is too much work. */
const OVERLOADED = new errors.OVERLOADED()

/** Bounds the requests and bytes in flight, over all channels together. */
export function createAdmission(log: Pick<FastifyBaseLogger, 'warn'>): Admission {
  let requests = 0
  let bytes = 0
  let refused = 0
  let warned = Number.NEGATIVE_INFINITY

  function refuse(): void {
    refused++
    if (performance.now() - warned < BETWEEN_WARNINGS_MS) return
    warned = performance.now()
    log.warn({ requests, bytes, refused }, 'overload: requests are turned away with a 503')
  }

  return {
    refused: () => refused,
    guard: ({ sendsAgain }) => {
      const share = sendsAgain ? SHARE : 1
      return (request, reply, done) => {
        const size = lengthOf(request.headers)
        if (requests >= MOST_REQUESTS * share || bytes + size > MOST_BYTES * share) {
          refuse()
          return done(OVERLOADED)
        }
        requests++
        bytes += size
        reply.raw.once('close', () => {
          requests--
          bytes -= size
        })
        done()
      }
    }
  }
}

function lengthOf(headers: IncomingHttpHeaders): number {
  if (headers['transfer-encoding'] !== undefined) return UNKNOWN_BYTES
  return Number(headers['content-length'] ?? 0)
}
