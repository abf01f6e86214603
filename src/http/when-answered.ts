import type { ServerResponse } from 'node:http'

/**
 * Runs `work` once, when the answer is sent or its connection is gone. A pipelined response that waits behind another one
 * has no socket yet, and Node does not tell it that the connection is gone: then `work` listens to the connection itself.
 */
export function whenAnswered(response: ServerResponse, work: () => void): void {
  // A response closes once. To remove the listener, as `once` does, costs more than to leave it.
  if (response.socket !== null) return void response.on('close', work)
  const { socket } = response.req
  const over = () => {
    response.off('close', over)
    socket.off('close', over)
    work()
  }
  response.once('close', over)
  // Every waiting response adds a listener, at most as many as requests may be pipelined.
  socket.setMaxListeners(0).once('close', over)
}
