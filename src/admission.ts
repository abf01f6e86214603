import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { whenAnswered } from './answered.ts'
import { errors, RETRY_AFTER } from './errors.ts'

export interface Admission {
  /**
   * Answers a request with a 503, and returns true, when too much is in flight: before anything of it is read, and before
   * the framework sees it, which would cost nearly as much as serving it.
   */
  turnAway(request: IncomingMessage, response: ServerResponse): boolean
  /** Counts what is at work in a channel. */
  guard(scope: FastifyInstance, channel: Lane): void
}

/** The part of a channel that matters here. What a provider will not send again is turned away last. */
export interface Lane {
  name: string
  sendsAgain: boolean
}

/** Meta's batches reach 3 MB. */
export const BODY_LIMIT = 4 * 1024 * 1024

/** More would wait longer than it takes a provider to lose patience. */
const MOST_REQUESTS = 500
/** Parsed and normalised, bodies take several times that. */
const MOST_BYTES = 32 * 1024 * 1024
/** What those may use who send again. */
const SHARE = 0.75
const BETWEEN_WARNINGS_MS = 10_000
/** Made once: at overload, even the stack trace of an error is too much work. */
const OVERLOADED = new errors.OVERLOADED()
const ANSWER = JSON.stringify({ error: { code: OVERLOADED.code, message: OVERLOADED.message } })
const HEAD = {
  'content-type': 'application/json; charset=utf-8',
  'content-length': Buffer.byteLength(ANSWER),
  'retry-after': RETRY_AFTER
}

interface AdmissionOptions {
  lanes: readonly Lane[]
  log: Pick<FastifyBaseLogger, 'warn'>
  /** One was answered with a 503 by `turnAway`. The channel is `none` where the path is of no channel. */
  onTurnedAway(channel: string): void
}

/**
 * Bounds the requests at work and the bytes of bodies in memory, over all channels together. Both count what is there, and
 * not what a sender has announced: or a few hundred that never send what they promised would keep all others out.
 */
export function createAdmission({ lanes, log, onTurnedAway }: AdmissionOptions): Admission {
  const last = lanes.filter(({ sendsAgain }) => !sendsAgain).map(({ name }) => `/webhooks/${name}`)
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
    turnAway({ url = '', headers }, response) {
      if (!url.startsWith('/webhooks/')) return false
      const share = last.some((path) => url.startsWith(path)) ? 1 : SHARE
      const announced = Number(headers['content-length'] ?? 0)
      // What is larger than any route takes gets a 413.
      const fits = bytes + announced <= MOST_BYTES * share || announced > BODY_LIMIT
      if (requests < MOST_REQUESTS * share && fits) return false
      refuse()
      onTurnedAway(lanes.find(({ name }) => url.startsWith(`/webhooks/${name}`))?.name ?? 'none')
      response.writeHead(503, HEAD).end(ANSWER)
      return true
    },

    guard(scope, { sendsAgain }) {
      const share = sendsAgain ? SHARE : 1
      const [mostRequests, mostBytes] = [MOST_REQUESTS * share, MOST_BYTES * share]

      scope.addHook('preParsing', (request, reply, payload, done) => {
        let held = 0
        const count = (chunk: Buffer) => {
          held += chunk.length
          bytes += chunk.length
          // Others came in between. Its sender tries again; with an answer it would go on sending.
          if (bytes > mostBytes) request.raw.destroy()
        }
        payload.on('data', count)
        whenAnswered(reply.raw, () => {
          payload.off('data', count)
          bytes -= held
        })
        done(null, payload)
      })

      scope.addHook('preValidation', (_request, reply, done) => {
        // Many can have come past the first look, with bodies that were still on their way.
        if (requests >= mostRequests) return done(refuse())
        requests++
        whenAnswered(reply.raw, () => {
          requests--
        })
        done()
      })
    }
  }
}
