import type { Socket } from 'node:net'
import { dropInput } from './drop-input.ts'

/**
 * Ends a connection whose client is still sending. Closed at once, the kernel would answer the client's next bytes with a reset,
 * and the client would never read the answer. So whatever still comes is dropped, without being parsed, for a short time.
 */
export function closeAfterAnswer(socket: Socket, lingerMs: number): void {
  dropInput(socket)
  socket.end()
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
}
