import type { Socket } from 'node:net'

/**
 * Ends a connection whose client is still sending. Closed at once, the kernel would answer the client's next bytes with a
 * reset, and the client would never read the answer. So what still comes is read and dropped for a short time.
 */
export function closeAfterAnswer(connection: { readonly socket: Socket; ending: boolean }, lingerMs: number): void {
  const { socket } = connection
  connection.ending = true
  socket.resume()
  socket.end()
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
}
