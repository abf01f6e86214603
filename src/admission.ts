import type { FastifyBaseLogger, FastifyInstance, FastifyReply } from 'fastify'
import { errors } from './errors.ts'

export interface Admission {
  /**
   * Guards a channel: turns requests away before anything of them is read, when too much is in flight. What a provider
   * will not send again is turned away last.
   */
  guard(scope: FastifyInstance, channel: { sendsAgain: boolean }): void
  /** Requests that were turned away since the start. */
  refused(): number
}

/** More would wait longer than it takes a provider to lose patience. */
const MOST_REQUESTS = 500
/** Parsed and normalised, bodies take several times that. */
const MOST_BYTES = 32 * 1024 * 1024
/** What those may use who send again. */
const SHARE = 0.75
const BETWEEN_WARNINGS_MS = 10_000
/** Made once: at overload, even the stack trace of an error is too much work. */
const OVERLOADED = new errors.OVERLOADED()

/**
 * Bounds the requests at work and the bytes of bodies in memory, over all channels together. Both count what is there, and
 * not what a sender has announced: or a few hundred that never send what they promised would keep all others out.
 */
export function createAdmission(log: Pick<FastifyBaseLogger, 'warn'>): Admission {
  let requests = 0
  let bytes = 0
  let refused = 0
  let warned = Number.NEGATIVE_INFINITY

  function refuse(): Error {
    refused++
    if (performance.now() - warned > BETWEEN_WARNINGS_MS) {
      warned = performance.now()
      log.warn({ requests, bytes, refused }, 'overload: requests are turned away with a 503')
    }
    return OVERLOADED
  }

  return {
    refused: () => refused,
    guard(scope, { sendsAgain }) {
      const mostRequests = sendsAgain ? MOST_REQUESTS * SHARE : MOST_REQUESTS
      const mostBytes = sendsAgain ? MOST_BYTES * SHARE : MOST_BYTES

      scope.addHook('onRequest', (request, _reply, done) => {
        const announced = Number(request.headers['content-length'] ?? 0)
        // What is too large for its route gets a 413 in any case.
        const fits = bytes + announced <= mostBytes || announced > request.routeOptions.bodyLimit
        done(requests < mostRequests && fits ? undefined : refuse())
      })

      scope.addHook('preParsing', (request, reply, payload, done) => {
        let held = 0
        const count = (chunk: Buffer) => {
          held += chunk.length
          bytes += chunk.length
          // Others came in between. Its sender tries again; with an answer it would go on sending.
          if (bytes > mostBytes) request.raw.destroy()
        }
        payload.on('data', count)
        whenAnswered(reply, () => {
          payload.off('data', count)
          bytes -= held
        })
        done(null, payload)
      })

      scope.addHook('preValidation', (_request, reply, done) => {
        // Many can have come past the first look at one instant.
        if (requests >= mostRequests) return done(refuse())
        requests++
        whenAnswered(reply, () => {
          requests--
        })
        done()
      })
    }
  }
}

/** Once: when the answer is out, or when its connection has broken. */
function whenAnswered({ raw }: FastifyReply, work: () => void): void {
  const once = () => {
    raw.off('finish', once).off('close', once)
    work()
  }
  raw.on('finish', once).on('close', once)
}
