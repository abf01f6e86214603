import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { guardAgainstStall, type StallBounds } from '../http/stall-guard.ts'
import { whenAnswered } from '../http/when-answered.ts'

/** The response of a live stream. */
interface StreamSocket {
  /** Aborted when the connection ends, or the gateway closes. */
  signal: AbortSignal
  /** Bytes that the client has not read. */
  pending(): number
  write(bytes: Buffer | string, onTaken?: () => void): void
  /** Sends in chunks. Resolves when the client has read all of them, and rejects if the connection ends before that. */
  send(bytes: Buffer): Promise<void>
  /** Resolves when the client has read everything, and rejects if the connection ends before that. */
  drained(): Promise<void>
  destroy(): void
  /** Ends the response. Breaks the connection if the client has not read everything. */
  end(): void
}

interface StreamSocketOptions {
  closing: AbortSignal
  limits: StallBounds
  /** Call it when others wait for the memory that the client holds. */
  isPressed(): boolean
  log: { info(message: string): void }
}

/** The next chunk is sent when the client has read the one before, so that its progress is visible. */
const CHUNK_BYTES = 64 * 1024

export function openStreamSocket(
  raw: ServerResponse,
  { closing, limits, isPressed, log }: StreamSocketOptions
): StreamSocket {
  const over = new AbortController()
  const { signal } = over
  const abort = () => over.abort()
  whenAnswered(raw, abort)
  raw.on('error', abort)
  closing.addEventListener('abort', abort)
  if (closing.aborted) abort()

  function sendChunk(chunk: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error('the connection of a live stream ended'))
      if (signal.aborted) return fail()
      signal.addEventListener('abort', fail)
      raw.write(chunk, (error) => {
        signal.removeEventListener('abort', fail)
        if (!error) return resolve()
        abort()
        fail()
      })
    })
  }

  return {
    signal,
    pending: () => raw.writableLength,
    write: (bytes, onTaken) => void raw.write(bytes, () => onTaken?.()),
    destroy: () => void raw.destroy(),

    async send(bytes) {
      const guard = guardAgainstStall(raw, { bounds: limits, isPressed, log })
      try {
        for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
          const chunk = bytes.subarray(from, from + CHUNK_BYTES)
          await sendChunk(chunk)
          guard.progress(chunk.length)
        }
      } finally {
        guard.end()
      }
    },

    async drained() {
      if (!raw.writableNeedDrain) return
      const guard = guardAgainstStall(raw, { bounds: limits, isPressed, log })
      await once(raw, 'drain', { signal }).finally(guard.end)
    },

    end() {
      closing.removeEventListener('abort', abort)
      if (raw.writableLength === 0) raw.end()
      else raw.destroy()
    }
  }
}
