import type { Limits } from '../config/limits.ts'
import { errors } from '../contract/errors.ts'

/** The bytes of one body: while it arrives, and until its request is answered. */
export interface BodyAccount {
  /** The buffer of the body grows by so many bytes. */
  grow(bytes: number): void
  /** Call it for each chunk. */
  received(bytes: number): void
  /** Call it when the whole body has arrived. */
  finish(): void
  /** Call it when the body is no longer in memory. */
  release(): void
}

export interface BodyMemory {
  /** Begins to count a body. `end` is called with the error to answer if the body is refused. */
  open(address: string, shareOfAll: number, end: (error: Error) => void): BodyAccount
  /** Bytes of complete bodies. Incomplete ones are refused to make room. */
  finishedBytes(): number
  /** Refuses bodies that arrive too slowly. Call it about twice a second. */
  endSlow(): void
}

export type BodyRefusal = 'BODY_CHUNKS' | 'BODY_RATE' | 'BODY_SHARE'

interface BodyMemoryOptions {
  limits: Limits
  onRefused(reason: BodyRefusal): void
  now?: () => number
}

interface Unfinished {
  client: Client
  shareOfAll: number
  bytes: number
  /** Number of chunks beyond those that its bytes allow. */
  chunks: number
  /** Bytes in the current period, at whose end its rate is checked. */
  recentBytes: number
  /** Set by the first check, after up to half a second, because most bodies are complete by then. */
  periodEnd: number | undefined
  /** True once it is in the lists of unfinished bodies. */
  isListed: boolean
  /** Complete, or refused. */
  isOver: boolean
  end(error: Error): void
}

/** Bytes for which a body may have one more chunk. No real sender cuts a large body into smaller ones. */
const BYTES_PER_CHUNK = 64

interface Client {
  address: string
  /** In the order of the last chunk: the first has waited longest. */
  unfinished: Set<Unfinished>
  bytes: number
}

/**
 * Bounds the bytes of all bodies in memory, and the share of one client address in incomplete ones. Without room, it refuses the incomplete
 * body that has waited longest for its next chunk, and not the body that needs room. So a sender that keeps sending is never refused
 * because of others that stall, not even behind the same address.
 */
export function createBodyMemory({ limits, onRefused, now = () => performance.now() }: BodyMemoryOptions): BodyMemory {
  const { http, addresses } = limits
  const clients = new Map<string, Client>()
  const unfinished = new Set<Unfinished>()
  /** The body that was opened or received a chunk last. It is listed when something else happens, because most are complete by then. */
  let newest: Unfinished | undefined
  let unfinishedBytes = 0
  let finishedBytes = 0

  return {
    open(address, shareOfAll, end) {
      listNewest()
      const client = clients.get(address) ?? { address, unfinished: new Set<Unfinished>(), bytes: 0 }
      const body: Unfinished = {
        client,
        shareOfAll,
        bytes: 0,
        chunks: 0,
        recentBytes: 0,
        periodEnd: undefined,
        isListed: false,
        isOver: false,
        end
      }
      newest = body
      if (client.unfinished.size >= http.connections * addresses.share) refuseStalest(client.unfinished, body)
      return accountOf(body)
    },

    finishedBytes: () => finishedBytes,

    endSlow() {
      listNewest()
      for (const body of unfinished) {
        if (isTooSlow(body)) refuse(body, 'BODY_RATE', new errors.REQUEST_TIMEOUT())
      }
    }
  }

  function accountOf(body: Unfinished): BodyAccount {
    let heldBytes = 0
    return {
      grow(bytes) {
        makeRoom(body, bytes)
        if (!body.isOver) add(body, bytes)
      },
      received(bytes) {
        body.recentBytes += bytes
        if (body !== newest) moveToEnd(body)
        body.chunks += 1 - bytes / BYTES_PER_CHUNK
        if (body.chunks > http.bodyChunks) refuse(body, 'BODY_CHUNKS', new errors.BODY_TOO_LARGE())
      },
      finish() {
        heldBytes = body.bytes
        finishedBytes += heldBytes
        forget(body)
      },
      release() {
        finishedBytes -= heldBytes
        heldBytes = 0
        forget(body)
      }
    }
  }

  function makeRoom(body: Unfinished, bytes: number): void {
    if (body !== newest) listNewest()
    const { client, shareOfAll } = body
    const mostOfClient = http.bodiesBytes * addresses.share
    const mostOfAll = http.bodiesBytes * shareOfAll
    while (client.bytes + bytes > mostOfClient && refuseStalest(client.unfinished, body));
    while (unfinishedBytes + finishedBytes + bytes > mostOfAll && refuseStalest(unfinished, body));
    if (unfinishedBytes + finishedBytes + bytes > mostOfAll) refuse(body, 'BODY_SHARE', new errors.OVERLOADED())
  }

  /** Returns false if there is no other body. */
  function refuseStalest(candidates: ReadonlySet<Unfinished>, except: Unfinished): boolean {
    for (const body of candidates) {
      if (body === except) continue
      refuse(body, 'BODY_SHARE', new errors.OVERLOADED())
      return true
    }
    return false
  }

  function refuse(body: Unfinished, reason: BodyRefusal, error: Error): void {
    onRefused(reason)
    forget(body)
    body.end(error)
  }

  /** True if less has arrived in a period than has to. The first period begins with the first check. */
  function isTooSlow(body: Unfinished): boolean {
    body.periodEnd ??= now() + http.bodyPeriodMs
    if (now() < body.periodEnd) return false
    if (body.recentBytes < (http.bodyBytesPerSecond * http.bodyPeriodMs) / 1_000) return true
    body.recentBytes = 0
    body.periodEnd = now() + http.bodyPeriodMs
    return false
  }

  function listNewest(): void {
    if (newest === undefined || newest.isListed) return
    newest.isListed = true
    clients.set(newest.client.address, newest.client)
    newest.client.unfinished.add(newest)
    unfinished.add(newest)
  }

  function moveToEnd(body: Unfinished): void {
    listNewest()
    for (const order of [unfinished, body.client.unfinished]) if (order.delete(body)) order.add(body)
    newest = body
  }

  function add(body: Unfinished, bytes: number): void {
    body.bytes += bytes
    body.client.bytes += bytes
    unfinishedBytes += bytes
  }

  function forget(body: Unfinished): void {
    const { client } = body
    if (body.isOver) return
    body.isOver = true
    if (newest === body) newest = undefined
    client.bytes -= body.bytes
    unfinishedBytes -= body.bytes
    if (!body.isListed) return
    unfinished.delete(body)
    client.unfinished.delete(body)
    if (client.unfinished.size === 0) clients.delete(client.address)
  }
}
