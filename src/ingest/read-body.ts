import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { errors } from '../contract/errors.ts'
import type { BodyAccount } from './body-memory.ts'

/** First bytes of a buffer whose body does not come at once. */
const FIRST_BYTES = 4 * 1024

/**
 * The parser of all media types: the exact bytes, because nothing is parsed before its sender is verified. Each chunk is copied
 * into one buffer as it arrives. Kept one by one, a body in chunks of one byte would take 300 times its size.
 */
export function readBody(
  request: FastifyRequest,
  payload: Readable,
  done: (error: Error | null, body?: Buffer) => void
): void {
  const { bodyLimit } = request.routeOptions
  const announced = Number(request.raw.headers['content-length'] ?? Number.NaN)
  if (announced > bodyLimit) {
    done(new errors.BODY_TOO_LARGE())
    return
  }
  const most = Number.isNaN(announced) ? bodyLimit : announced
  const account: BodyAccount = request.sender?.openBody(stop) ?? NOT_COUNTED
  let buffer: Buffer = NO_BYTES
  let length = 0
  let isOver = false

  payload.on('data', onData)
  payload.on('end', onEnd)
  payload.on('error', onError)

  function onData(chunk: Buffer): void {
    if (chunk.length === announced && isOwn(chunk)) return void take(chunk)
    const needed = length + chunk.length
    if (needed > most) stop(new errors.BODY_TOO_LARGE())
    else if (needed > buffer.length) grow(Math.min(most, Math.max(needed, buffer.length * 2, firstBytes(needed))))
    account.received(chunk.length)
    if (isOver) return
    chunk.copy(buffer, length)
    length = needed
  }

  /** A body that comes in one piece needs no copy. */
  function take(body: Buffer): void {
    account.grow(body.length)
    account.received(body.length)
    if (isOver) return
    buffer = body
    length = body.length
  }

  /** A body that comes in one piece gets a buffer of its size. */
  function firstBytes(needed: number): number {
    return needed === announced ? 0 : FIRST_BYTES
  }

  function grow(size: number): void {
    account.grow(size - buffer.length)
    if (isOver) return
    const larger = Buffer.allocUnsafe(size)
    if (length > 0) buffer.copy(larger, 0, 0, length)
    buffer = larger
  }

  /** Listeners of a stream that has ended cost nothing, and to remove them would. */
  function onEnd(): void {
    isOver = true
    account.finish()
    done(null, length === buffer.length ? buffer : buffer.subarray(0, length))
  }

  function onError(): void {
    stop(new errors.BAD_REQUEST())
  }

  function stop(error: Error): void {
    if (isOver) return
    isOver = true
    payload.off('data', onData)
    payload.off('end', onEnd)
    account.release()
    buffer = NO_BYTES
    // The rest flows on into nothing, until the connection is closed behind the answer.
    done(error)
  }
}

/** False for a part of a larger buffer, which would stay in memory with it. */
function isOwn({ length, buffer }: Buffer): boolean {
  return length === buffer.byteLength
}

const NO_BYTES = Buffer.alloc(0)
const NOT_COUNTED: BodyAccount = { grow() {}, received() {}, finish() {}, release() {} }
