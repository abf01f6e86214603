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
  /** All of the request has arrived: it counts as one at work until it is answered. */
  begin(): void
}

interface SenderOptions {
  /** Share of the bytes of all bodies that its channel may use. */
  share: number
  bodies: Bodies
  senders: KnownSenders
  connections: Pick<Connections, 'proven'>
  /** Called with 1 when the request begins to be worked on, and with -1 when that is over. */
  onWork(change: 1 | -1): void
  /** The address has reached the number of failures per minute. */
  onThrottled(address: string): void
}

export function createSender(
  request: FastifyRequest,
  reply: FastifyReply,
  address: string,
  options: SenderOptions
): Sender {
  const { share, bodies, senders, connections, onWork, onThrottled } = options
  let body: BodyAccount | undefined
  let isAtWork = false

  whenAnswered(reply.raw, () => {
    body?.release()
    if (isAtWork) onWork(-1)
    if (FAILED.has(reply.raw.statusCode) && senders.refused(address)) onThrottled(address)
  })

  return {
    begin() {
      isAtWork = true
      onWork(1)
    },
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
