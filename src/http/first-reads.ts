import type { Socket } from 'node:net'
import type { Limits } from '../config/limits.ts'

type ReadLimits = Pick<Limits['http'], 'acceptTurns' | 'readsPerTurn'>

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
export function createFirstReads({ acceptTurns, readsPerTurn }: ReadLimits): FirstReads {
  const waiting = new Map<string, Set<Socket>>()
  let hasAccepted = false
  let turns = 0
  let isScheduled = false

  return {
    add(client, socket) {
      hasAccepted = true
      if (acceptTurns === 0) return
      if (!isScheduled) return schedule()
      socket.pause()
      const own = waiting.get(client) ?? new Set()
      waiting.set(client, own.add(socket))
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

  function readSome(most: number): void {
    let read = 0
    for (const [client, own] of waiting) {
      const [socket] = own
      waiting.delete(client)
      if (socket === undefined) continue
      own.delete(socket)
      // To the end: the next one of this client comes after one of each other client.
      if (own.size > 0) waiting.set(client, own)
      socket.resume()
      if (++read === most) return
    }
  }
}
