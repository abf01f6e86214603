import type { Socket } from 'node:net'
import type { Limits } from '../config/limits.ts'

type ReadLimits = Pick<Limits['http'], 'acceptTurns' | 'readsPerTurn' | 'unreadPerClient'>

export interface FirstReads {
  /** Call it as soon as the connection was accepted: it is read now, or when it is the turn of its client. */
  add(client: string, socket: Socket): void
  /** The connection is closed. */
  remove(client: string, socket: Socket): void
}

/**
 * Decides when a new connection is read for the first time. Node accepts one connection in each turn of the event loop, so what is done for
 * one delays all behind it. So of many that come at once, most are accepted first. Then a few are read in each turn, by clients in
 * rotation.
 */
export function createFirstReads({ acceptTurns, readsPerTurn, unreadPerClient }: ReadLimits): FirstReads {
  const waiting = new Map<string, Set<Socket>>()
  let hasAccepted = false
  let turns = 0
  let isScheduled = false

  return {
    add(client, socket) {
      if (acceptTurns === 0) return
      hasAccepted = true
      if (!isScheduled) return schedule()
      socket.pause()
      const own = waiting.get(client) ?? new Set()
      waiting.set(client, own.add(socket))
      // With more, the oldest could be closed to make room before it was read.
      if (own.size > unreadPerClient) readOldest(own)
    },

    remove(client, socket) {
      const own = waiting.get(client)
      own?.delete(socket)
      if (own?.size === 0) waiting.delete(client)
    }
  }

  function schedule(): void {
    isScheduled = true
    setImmediate(endTurn)
  }

  function endTurn(): void {
    isScheduled = false
    if (waiting.size === 0 && !hasAccepted) return
    if (hasAccepted) turns++
    if (!hasAccepted) readSome(readsPerTurn)
    else if (turns % acceptTurns === 0) readSome(1)
    hasAccepted = false
    schedule()
  }

  function readOldest(own: Set<Socket>): void {
    const [socket] = own
    if (socket === undefined) return
    own.delete(socket)
    socket.resume()
  }

  function readSome(most: number): void {
    let read = 0
    for (const [client, own] of waiting) {
      waiting.delete(client)
      readOldest(own)
      // To the end: the next one of this client comes after one of each other client.
      if (own.size > 0) waiting.set(client, own)
      if (++read === most) return
    }
  }
}
