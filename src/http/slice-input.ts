import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'

/** Bytes. Most requests are shorter, and the parser takes at most two milliseconds for so many. */
const SLICE = 4 * 1024

/** What Node's HTTP server keeps at a socket, and documents nowhere. */
interface HttpSocket {
  parser?: { consume?(handle: object): void; _consumed?: boolean } | null
  _handle?: { _consumed?: boolean } | null
}

/**
 * Hands Node's HTTP parser what arrives in slices. By itself it parses 64 KiB at once: 10,000 tiny chunks, or 1,600 pipelined
 * requests of a connection that was refused after the first few. `isEnding`: from now on everything is read and dropped.
 *
 * Returns a function that ends the slicing, for a client that has proven itself: Node then parses what the socket reads in native
 * code again, which takes a tenth off the time of a delivery (npm run bench -- --only yardsticks).
 */
export function sliceInput(socket: Socket, isEnding: () => boolean): () => void {
  const [parse] = socket.listeners('data')
  if (parse === undefined) return () => {}
  // A listener for data makes Node remove these: they stop and start the native reading.
  const [onPause, onResume] = [socket.listeners('pause'), socket.listeners('resume')]
  socket.removeListener('data', parse as () => void)
  socket.on('data', slice)
  return readNatively

  function slice(chunk: Buffer): void {
    if (isEnding()) return
    if (chunk.length <= SLICE) return void parse?.call(socket, chunk)
    for (let at = 0; at < chunk.length && !isEnding() && !socket.destroyed; at += SLICE) {
      // Node wants no more for now. What is put back comes again as soon as Node resumes the socket.
      if (socket.isPaused()) return void socket.unshift(chunk.subarray(at))
      parse?.call(socket, chunk.subarray(at, at + SLICE))
    }
  }

  function readNatively(): void {
    // Node adds these fields to the sockets of its server. Where a version has others, slicing goes on.
    const { parser, _handle: handle } = socket as HttpSocket
    // Bytes that were read already must not be overtaken.
    const isIdle = !socket.isPaused() && socket.readableLength === 0
    if (!parser?.consume || !handle || parser._consumed || isEnding() || !isIdle) return
    // Not `socket.on`, with which Node sees that somebody reads the data, and ends its native reading.
    EventEmitter.prototype.on.call(socket, 'data', parse as () => void)
    socket.removeListener('data', slice)
    for (const listener of onPause) socket.on('pause', listener as () => void)
    for (const listener of onResume) socket.on('resume', listener as () => void)
    parser._consumed = true
    handle._consumed = true
    parser.consume(handle)
  }
}
