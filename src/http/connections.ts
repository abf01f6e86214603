import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Limits } from '../config/limits.ts'
import { addressKey } from './client-address.ts'
import { closeAfterAnswer } from './close-after-answer.ts'
import { createFirstReads } from './first-reads.ts'
import { sliceInput } from './slice-input.ts'

/** Asked for several times in a request. A WeakMap would be looked up in more slowly, and slow down the collection of garbage. */
const CONNECTION = Symbol('connection')
type ServerSocket = Socket & { [CONNECTION]?: Connection }

export interface Connection {
  readonly socket: Socket
  /** The client it is counted for. Undefined for a trusted proxy, whose clients are counted by the address it forwards. */
  readonly client: string | undefined
  /** The latest request, and its response. */
  request?: IncomingMessage
  response?: ServerResponse
  /** Requests that have no complete answer yet. */
  unanswered: number
  /** No request is taken any more, and what still comes is dropped. */
  ending: boolean
  /** What came could not be read. The requests before it are still answered. */
  isBroken: boolean
  /** Its client is proven, and may be read as fast as it sends. */
  endSlicing?: () => void
}

export interface Connections {
  open(socket: Socket): void
  /** Undefined for requests that were made inside the process. */
  of(socket: Socket): Connection | undefined
  /** What still comes on this connection is dropped, and it ends with its last answer. */
  stopReading(socket: Socket): void
  /** A request on this connection passed verification: it is not closed any more to make room for others. */
  proven(socket: Socket): void
}

interface ConnectionsOptions {
  limits: Limits
  isTrustedProxy(address: string): boolean
  /** A connection was closed to make room for another one. */
  onRefused(reason: 'CONNECTIONS'): void
}

/**
 * Bounds the open connections, and those of one client address that have not had a verified request yet. Where there are too
 * many, the oldest unproven one is closed and the new one is accepted: connections that only wait make room for others,
 * also for others behind the same address.
 */
export function createConnections({ limits, isTrustedProxy, onRefused }: ConnectionsOptions): Connections {
  const { http, addresses } = limits
  const unproven = new Set<Connection>()
  const unprovenByClient = new Map<string, Set<Connection>>()
  const firstReads = createFirstReads(http)
  let count = 0

  return {
    open(socket: ServerSocket) {
      const { remoteAddress = '' } = socket
      const client = isTrustedProxy(remoteAddress) ? undefined : addressKey(remoteAddress)
      const address = client ?? remoteAddress
      const connection: Connection = { socket, client, unanswered: 0, ending: false, isBroken: false }
      socket[CONNECTION] = connection
      count++
      socket.once('close', () => {
        count--
        forget(connection)
        firstReads.remove(address, socket)
      })
      endGracefully(connection)
      connection.endSlicing = sliceInput(socket, () => connection.ending || connection.isBroken)
      unproven.add(connection)
      if (client !== undefined) makeRoomForClient(client, connection)
      if (count > http.connections) close(oldest(unproven, connection) ?? connection)
      firstReads.add(address, socket)
    },

    of: (socket: ServerSocket) => socket[CONNECTION],

    stopReading(socket: ServerSocket) {
      const connection = socket[CONNECTION]
      if (connection) connection.ending = true
    },

    proven(socket: ServerSocket) {
      const connection = socket[CONNECTION]
      if (connection === undefined) return
      forget(connection)
      connection.endSlicing?.()
    }
  }

  function makeRoomForClient(client: string, connection: Connection): void {
    const own = unprovenByClient.get(client) ?? new Set()
    unprovenByClient.set(client, own.add(connection))
    if (own.size > http.connections * addresses.share) close(oldest(own, connection) ?? connection)
  }

  function close(connection: Connection): void {
    onRefused('CONNECTIONS')
    forget(connection)
    connection.socket.destroy()
  }

  /** From here on it counts among all connections only. */
  function forget(connection: Connection): void {
    if (!unproven.delete(connection) || connection.client === undefined) return
    const own = unprovenByClient.get(connection.client)
    own?.delete(connection)
    if (own?.size === 0) unprovenByClient.delete(connection.client)
  }

  /** Node closes a connection right after its last answer, also while the client is still sending. */
  function endGracefully(connection: Connection): void {
    const { socket } = connection
    socket.destroySoon = () => {
      if (connection.request === undefined || connection.request.complete)
        return Socket.prototype.destroySoon.call(socket)
      closeAfterAnswer(connection, http.lingerMs)
    }
  }
}

/** The oldest one that waits for its client, or else the oldest one at all. */
function oldest(connections: ReadonlySet<Connection>, except: Connection): Connection | undefined {
  let first: Connection | undefined
  for (const connection of connections) {
    if (connection === except) continue
    if (waitsForClient(connection)) return connection
    first ??= connection
  }
  return first
}

function waitsForClient({ request, unanswered }: Connection): boolean {
  return unanswered === 0 || request?.complete === false
}
