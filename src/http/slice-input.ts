import type { Socket } from 'node:net'

/** Bytes. Most requests are shorter, and the parser takes at most two milliseconds for so many. */
const SLICE = 4 * 1024

/**
 * Hands Node's HTTP parser what arrives in slices. By itself it parses 64 KiB at once: 10,000 tiny chunks, or 1,600 pipelined
 * requests of a connection that was refused after the first few. `isEnding`: from now on everything is read and dropped.
 */
export function sliceInput(socket: Socket, isEnding: () => boolean): void {
  const [parse] = socket.listeners('data')
  if (parse === undefined) return
  socket.removeAllListeners('data')
  socket.on('data', (chunk: Buffer) => {
    if (isEnding()) return
    if (chunk.length <= SLICE) return void parse.call(socket, chunk)
    for (let at = 0; at < chunk.length && !isEnding() && !socket.destroyed; at += SLICE) {
      // Node wants no more for now. What is put back comes again as soon as Node resumes the socket.
      if (socket.isPaused()) return void socket.unshift(chunk.subarray(at))
      parse.call(socket, chunk.subarray(at, at + SLICE))
    }
  })
}
