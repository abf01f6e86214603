import type { ServerResponse } from 'node:http'

/**
 * Runs `work` once, when the answer is out or its connection has broken. Node tells a response of the latter only if it is
 * that connection's turn, and not one that waits behind others of the same connection.
 */
export function whenAnswered(response: ServerResponse, work: () => void): void {
  if (response.socket !== null) return void response.once('close', work)
  const { socket } = response.req
  const over = () => {
    response.off('close', over)
    socket.off('close', over)
    work()
  }
  response.once('close', over)
  // As many listen as there are requests in the line, which is no leak.
  socket.setMaxListeners(0).once('close', over)
}
