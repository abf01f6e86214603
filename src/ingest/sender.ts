import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Connections } from '../http/connections.ts'
import { whenAnswered } from '../http/when-answered.ts'
import type { Bodies, BodyAccount } from './bodies.ts'
import type { KnownSenders } from './known-senders.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for every request to a channel. */
    sender?: Sender
  }
}

/** The sender of a request, as far as its share of what all senders need is concerned. */
export interface Sender {
  /**
   * To be called as soon as the request has passed verification. A request that is answered with 401 or 403 counts as
   * failed without a call.
   */
  proven(): void
  /** Counts the request's body. `end` is called when the body must not go on, with what its sender is to be told. */
  openBody(end: (error: Error) => void): BodyAccount
}

interface SenderOptions {
  address: string
  /** Share of the bytes of all bodies that its channel may use. */
  share: number
  bodies: Bodies
  senders: KnownSenders
  connections: Pick<Connections, 'proven'>
  /** The address has reached the number of failures per minute. */
  onThrottled(address: string): void
}

export function createSender(request: FastifyRequest, reply: FastifyReply, options: SenderOptions): Sender {
  const { address, share, bodies, senders, connections, onThrottled } = options
  let body: BodyAccount | undefined

  whenAnswered(reply.raw, () => {
    body?.release()
    if (FAILED.has(reply.raw.statusCode) && senders.refused(address)) onThrottled(address)
  })

  return {
    proven() {
      connections.proven(request.raw.socket)
      senders.proven(address)
    },
    openBody(end) {
      body = bodies.open(address, share, end)
      return body
    }
  }
}

const FAILED = new Set([401, 403])
