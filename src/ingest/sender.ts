import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Connections } from '../http/connections.ts'
import { whenAnswered } from '../http/when-answered.ts'
import type { BodyAccount, BodyMemory } from './body-memory.ts'
import type { VerificationHistory } from './verification-history.ts'
import type { Workload } from './workload.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for every request to a channel. */
    sender?: Sender
  }
}

/** Accounts for what the sender of a request uses: bytes of bodies, requests at work, and failures of its address. */
export interface Sender {
  /** Call it when the request has passed verification. A request that is answered with 401 or 403 counts as failed. */
  proven(): void
  /** Counts the bytes of the body. `end` is called with the error to answer if the body is refused. */
  openBody(end: (error: Error) => void): BodyAccount
  /** Call it when the whole request has arrived. It counts as at work until it is answered. */
  begin(): void
}

interface SenderOptions {
  /** Share of the bytes of all bodies that the channel may use. */
  share: number
  bodies: BodyMemory
  history: VerificationHistory
  connections: Pick<Connections, 'proven'>
  workload: Pick<Workload, 'began' | 'ended'>
  /** The address has reached the number of failures per minute. */
  onThrottled(address: string): void
}

export function createSender(
  request: FastifyRequest,
  reply: FastifyReply,
  address: string,
  options: SenderOptions
): Sender {
  const { share, bodies, history, connections, workload, onThrottled } = options
  let body: BodyAccount | undefined
  let isAtWork = false

  whenAnswered(reply.raw, () => {
    body?.release()
    if (isAtWork) workload.ended()
    if (FAILED.has(reply.raw.statusCode) && history.failed(address)) onThrottled(address)
  })

  return {
    begin() {
      isAtWork = true
      workload.began()
    },
    proven() {
      connections.proven(request.raw.socket)
      history.passed(address)
    },
    openBody(end) {
      body = bodies.open(address, share, end)
      return body
    }
  }
}

const FAILED = new Set([401, 403])
