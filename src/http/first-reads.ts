import type { Socket } from 'node:net'
import type { Limits } from '../config/limits.ts'

export interface FirstReads {
  /** Call it as soon as the connection was accepted: it is read now, or when it is the turn of its client. */
  add(client: string, socket: Socket): void
  /** The connection is closed. */
  remove(client: string, socket: Socket): void
}

/**
 * Decides when a new connection is read for the first time. Node accepts one connection in each turn of the event loop, so what is done for
 * one delays all behind it. So of many that come at once, first most are accepted, and then they are read one per turn, by
 * clients in rotation.
 */
export function createFirstReads({ acceptTurns }: Pick<Limits['http'], 'acceptTurns'>): FirstReads {
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
    turns = hasAccepted ? turns + 1 : acceptTurns
    hasAccepted = false
    if (turns >= acceptTurns) readNext()
    schedule()
  }

  function readNext(): void {
    turns = 0
    for (const [client, own] of waiting) {
      const [socket] = own
      waiting.delete(client)
      if (socket === undefined) continue
      own.delete(socket)
      if (own.size > 0) waiting.set(client, own)
      socket.resume()
      return
    }
  }
}
