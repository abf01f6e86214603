import type { Socket } from 'node:net'

/** From here on, what comes on the connection is read and dropped. Parsing it could take half a second for each turn. */
export function dropInput(socket: Socket): void {
  // Node's HTTP parser has stopped reading if a body has filled its buffer, and only the parser can start again.
  if (socket.isPaused()) socket.once('resume', () => detachParser(socket)).resume()
  else detachParser(socket)
}

/** The parser reads the socket until something else listens for data. */
function detachParser(socket: Socket): void {
  socket.removeAllListeners('data').on('data', () => {})
  socket.resume()
}
