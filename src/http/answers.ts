import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { createBudget, type Lease } from './budget.ts'
import { guardAgainstStall, type StallBounds } from './stall-guard.ts'
import { whenAnswered } from './when-answered.ts'

/** Answers within one budget: from before they are made until their clients have taken them. */
export interface Answers {
  /** Takes a share that lasts until the answer is taken or its connection is gone. Rejects with OVERLOADED. */
  take(reply: FastifyReply, units: number): Promise<Lease>
  /** Sends a text, or the bytes of one, JSON unless the reply has another type. A client that takes it too slowly is disconnected. */
  send(reply: FastifyReply, text: string | Buffer, lease: Lease): FastifyReply
  /** Sends pieces, each of which is asked for once the client has taken the one before it. */
  sendPieces(reply: FastifyReply, pieces: AsyncIterable<Buffer>, bytes: number): FastifyReply
}

interface AnswersOptions extends StallBounds {
  /** What all answers together may hold: bytes, or what the callers of `take` count. */
  total: number
  /** Milliseconds that an answer waits for its share. */
  waitMs: number
}

/** The client has taken one chunk before it gets the next, so that its progress shows. */
const CHUNK_BYTES = 64 * 1024

/** Without a reason, each signal would make an exception with its stack. */
const ANSWERED = 'answered'

const BETWEEN_WARNINGS_MS = 10_000

export function createAnswers({ total, waitMs, ...bounds }: AnswersOptions): Answers {
  const budget = createBudget(total)
  let warned = Number.NEGATIVE_INFINITY

  function watch({ raw, log }: FastifyReply): (bytes: number) => void {
    const guard = guardAgainstStall(raw, { bounds, isPressed: budget.isPressed, log })
    whenAnswered(raw, guard.end)
    return guard.progress
  }

  function warn({ log }: FastifyReply): void {
    if (performance.now() - warned < BETWEEN_WARNINGS_MS) return
    warned = performance.now()
    log.warn('overload: reads get a 503, because other clients read much data, or read it slowly')
  }

  return {
    async take(reply, units) {
      const gone = new AbortController()
      const { signal } = gone
      whenAnswered(reply.raw, () => gone.abort(ANSWERED))
      // The connection may have ended during long work, and no further event reports that.
      if (reply.raw.destroyed || reply.raw.req.socket.destroyed) gone.abort(ANSWERED)
      const lease = await budget.take(units, { waitMs, signal }).catch((error: unknown) => {
        if (!signal.aborted) warn(reply)
        throw error
      })
      if (signal.aborted) lease.release()
      else signal.addEventListener('abort', lease.release)
      return lease
    },

    send(reply, text, lease) {
      const body = typeof text === 'string' ? Buffer.from(text) : text
      lease.shrink(body.length)
      if (!reply.hasHeader('content-type')) reply.type('application/json; charset=utf-8')
      const progress = watch(reply)
      if (body.length <= CHUNK_BYTES) return reply.send(body)
      return reply.header('content-length', body.length).send(Readable.from(chunksOf(body, progress)))
    },

    sendPieces(reply, pieces, bytes) {
      const progress = watch(reply)
      return reply.header('content-length', bytes).send(Readable.from(reporting(pieces, progress)))
    }
  }
}

function* chunksOf(body: Buffer, progress: (bytes: number) => void): Generator<Buffer> {
  for (let from = 0; from < body.length; from += CHUNK_BYTES) {
    const chunk = body.subarray(from, from + CHUNK_BYTES)
    yield chunk
    progress(chunk.length)
  }
}

async function* reporting(pieces: AsyncIterable<Buffer>, progress: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    yield piece
    progress(piece.length)
  }
}
