import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Limits } from '../config/limits.ts'
import type { Connection, Connections } from './connections.ts'
import { whenAnswered } from './when-answered.ts'

interface RequestGateOptions {
  limits: Limits['http']
  connections: Pick<Connections, 'of'>
  /** A connection was closed because too many requests were pipelined on it. */
  onRefused(reason: 'PIPELINING'): void
}

/** Returns false for a request that nobody will answer. */
export type RequestGate = (request: IncomingMessage, response: ServerResponse) => boolean

/**
 * Bounds the requests that one connection may start in a turn of the event loop, and those that wait for an answer: of
 * one connection, and behind others of all connections. Node parses
 * and dispatches everything that a read has brought, up to 1,600 requests, before any other connection gets its turn.
 * Nothing can stop it half way, and what it holds back takes megabytes, so the connection is closed.
 */
export function createRequestGate({ limits, connections, onRefused }: RequestGateOptions): RequestGate {
  let waiting = 0
  let turn = 0
  let turnEnds = false

  return (request, response) => {
    const connection = connections.of(request.socket)
    if (connection === undefined) return true
    if (connection.ending) return false
    if (connection.turn !== currentTurn()) {
      connection.turn = turn
      connection.arrivedInTurn = 0
    }
    connection.arrivedInTurn++
    if (hasTooMany(connection)) {
      onRefused('PIPELINING')
      connection.ending = true
      request.socket.destroy()
      return false
    }
    connection.request = request
    connection.response = response
    connection.unanswered++
    if (connection.unanswered > 1) waiting++
    whenAnswered(response, () => {
      if (connection.unanswered > 1) waiting--
      connection.unanswered--
    })
    return true
  }

  function hasTooMany({ arrivedInTurn, unanswered }: Connection): boolean {
    if (Math.max(arrivedInTurn, unanswered + 1) > limits.pipelinedRequests) return true
    return unanswered > 0 && waiting >= limits.waitingRequests
  }

  function currentTurn(): number {
    if (!turnEnds) {
      turnEnds = true
      setImmediate(() => {
        turn++
        turnEnds = false
      })
    }
    return turn
  }
}
