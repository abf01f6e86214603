import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Limits } from '../config/limits.ts'
import type { Connection, Connections } from './connections.ts'
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
  /** Begin the requests behind another one, in the order of their arrival. One whose connection is gone is not kept. */
  const queue = new Set<() => void>()
  /** Of those, so many were begun in this turn. */
  let begun = 0
  let isScheduled = false

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
    const start = isBehind && !mayBegin() ? enqueue(connection, () => begin(request, response)) : undefined
    whenAnswered(response, () => {
      if (start !== undefined) queue.delete(start)
      if (connection.unanswered > 1) waiting--
      connection.unanswered--
      unanswered--
    })
    if (start === undefined) begin(request, response)
  }

  function mayBegin(): boolean {
    if (queue.size > 0 || begun >= limits.waitingPerTurn) return false
    begun++
    endTurnSoon()
    return true
  }

  function enqueue(connection: Connection, begin: () => void): () => void {
    const start = () => {
      if (!connection.ending && !connection.socket.destroyed) begin()
    }
    queue.add(start)
    endTurnSoon()
    return start
  }

  function endTurnSoon(): void {
    if (isScheduled) return
    isScheduled = true
    setImmediate(endTurn)
  }

  function endTurn(): void {
    isScheduled = false
    begun = 0
    for (const start of queue) {
      if (begun === limits.waitingPerTurn) break
      begun++
      queue.delete(start)
      start()
    }
    if (begun > 0) endTurnSoon()
  }

  /** However fast a request is answered, its response closes after everything that came with it has been dispatched. */
  function hasTooMany({ unanswered }: Connection): boolean {
    if (unanswered >= limits.pipelinedRequests) return true
    return unanswered > 0 && waiting >= limits.waitingRequests
  }
}
