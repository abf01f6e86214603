import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Limits } from '../config/limits.ts'
import type { Connection, Connections } from './connections.ts'
import { createTurnBudget } from './turn-budget.ts'
import { whenAnswered } from './when-answered.ts'

interface RequestGateOptions {
  limits: Limits['http']
  connections: Pick<Connections, 'of'>
  /** A connection was closed because too many requests were pipelined on it. */
  onRefused(reason: 'PIPELINING'): void
}

export interface RequestGate {
  /** Counts a request, and begins it when its turn has come. A request that must not be answered is never begun. */
  take(request: IncomingMessage, response: ServerResponse, begin: RequestListener): void
  /** Requests without a complete answer. */
  unanswered(): number
}

/**
 * Bounds the requests that wait for an answer: those of one connection, and on all connections those behind another request, which
 * are begun a few per turn of the event loop.
 * Node parses and dispatches everything that a read has brought, up to 1,600 requests, before any other connection gets its turn.
 * Nothing can stop it half way, and to hold back a request takes about 5 KB, so the connection is closed.
 */
export function createRequestGate({ limits, connections, onRefused }: RequestGateOptions): RequestGate {
  let unanswered = 0
  let waiting = 0
  const turns = createTurnBudget(limits.waitingPerTurn)

  return { take, unanswered: () => unanswered }

  function take(request: IncomingMessage, response: ServerResponse, begin: RequestListener): void {
    const connection = connections.of(request.socket)
    if (connection === undefined || connection.ending) return
    if (hasTooMany(connection)) {
      onRefused('PIPELINING')
      connection.ending = true
      request.socket.destroy()
      return
    }
    connection.request = request
    connection.response = response
    unanswered++
    connection.unanswered++
    const isBehind = connection.unanswered > 1
    if (isBehind) waiting++
    const turn = isBehind ? turns.take(1) : undefined
    whenAnswered(response, () => {
      if (turn !== undefined) turns.forget(turn)
      if (connection.unanswered > 1) waiting--
      connection.unanswered--
      unanswered--
    })
    if (turn === undefined) begin(request, response)
    else void turn.then(() => !connection.ending && !request.socket.destroyed && begin(request, response))
  }

  /** However fast a request is answered, its response closes after everything that came with it has been dispatched. */
  function hasTooMany({ unanswered }: Connection): boolean {
    if (unanswered >= limits.pipelinedRequests) return true
    return unanswered > 0 && waiting >= limits.waitingRequests
  }
}
