import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { PositionRemoved } from '../db/bounded-rows.ts'
import type { Database } from '../db/connect.ts'
import { type Held, leaseShard, type PullShard, readPullShards, readWaiting } from '../db/consumers/pull-shards.ts'
import { releaseShards, renewShards } from '../db/consumers/shards.ts'
import { isUnavailable } from '../db/errors.ts'
import { cursorExpired } from '../feed/cursor.ts'
import { errorMessage, eventJson } from '../feed/event-json.ts'
import { readWithinLease } from '../feed/read-within-lease.ts'
import { openStreamSocket } from '../feed/stream-socket.ts'
import type { Budget } from '../http/budget.ts'
import type { StallBounds } from '../http/stall-guard.ts'
import { type HandedOut, toAckToken } from './ack-token.ts'
import type { Consumer } from './consumer.ts'
import type { PullEvents } from './pull-events.ts'
import { type TakeLimits, type Taken, takeHandOut } from './take-hand-out.ts'

interface StreamOptions {
  /** Reads the consumer again. Rejects once it does not exist. */
  find(): Promise<Consumer>
  database: Pick<Database, 'query'>
  pull: Pick<PullEvents, 'wait'>
  /** Budget of bytes for all readers that catch up. */
  catchUp: Budget
  limits: TakeLimits &
    StallBounds & { streamPageBytes: number; streamEvents: number; streamLeaseSeconds: number; parked: number }
  closing: AbortSignal
  log: { info(message: string): void }
}

/** A shard that the stream has leased. */
interface Lease extends Held {
  /** Nothing is for the shard up to here. */
  seen: number
  /** What was sent last. */
  sent: HandedOut | undefined
}

type Events = Extract<Taken, { kind: 'events' }>

const HEARTBEAT_MS = 15_000
const BETWEEN_TRIES_MS = 500
const FOREVER_MS = 60_000

/**
 * Sends a client the events of a named consumer. It leases the free shards for as long as the connection lasts. A shard gets its next
 * page when the page before it is acknowledged.
 */
export async function streamConsumer(raw: ServerResponse, options: StreamOptions): Promise<void> {
  const { database, pull, catchUp, limits, closing, log, find } = options
  const { query } = database
  const socket = openStreamSocket(raw, { closing, limits, isPressed: catchUp.isPressed, log })
  const { signal } = socket
  const leases = new Map<number, Lease>()
  const heartbeat = setInterval(() => socket.pending() === 0 && socket.write(':\n\n'), HEARTBEAT_MS)
  const renewal = setInterval(renew, (limits.streamLeaseSeconds * 1_000) / 3)
  socket.write('retry: 1000\n\n:\n\n')

  try {
    while (!signal.aborted) {
      await socket.drained()
      const hasSent = await sendAll().catch(async (error: unknown) => {
        if (!isUnavailable(error)) throw error
        await sleep(BETWEEN_TRIES_MS, undefined, { signal })
        return false
      })
      if (!hasSent) await pull.wait(FOREVER_MS, [signal])
    }
  } catch (error) {
    if (error instanceof PositionRemoved) await sendExpired(error.oldest)
    else if (!signal.aborted && !isGone(error)) throw error
  } finally {
    clearInterval(heartbeat)
    clearInterval(renewal)
    // Others wait for the shards. A database that is away ends the leases itself.
    await releaseShards(query, [...leases.values()]).catch(() => undefined)
    socket.end()
  }

  async function sendExpired(oldest: number): Promise<void> {
    await socket.send(Buffer.from(errorMessage(cursorExpired(oldest)))).catch(() => undefined)
  }

  function renew(): void {
    const held = [...leases.values()]
    if (held.length > 0) renewShards(query, held, limits.streamLeaseSeconds).catch(() => undefined)
  }

  /** Returns true if something was sent, or if there may be more to look at. */
  async function sendAll(): Promise<boolean> {
    const consumer = await find()
    let hasMore = false
    for (const shard of await readPullShards(query, consumer.id)) {
      // The consumer changed since it was read: its events may belong to other shards now.
      if (shard.version !== consumer.version) return true
      const lease = await leaseOf(shard)
      if (lease === undefined || !(await isTaken(shard, lease))) continue
      const taken = await sendPage(consumer, shard, lease)
      hasMore ||= taken.kind !== 'nothing'
    }
    return hasMore
  }

  /** Undefined: another reader has the shard. */
  async function leaseOf(shard: PullShard): Promise<Lease | undefined> {
    const held = leases.get(shard.shard)
    if (held?.epoch === shard.epoch && held.owner === shard.owner && !shard.isFree) return held
    leases.delete(shard.shard)
    if (!shard.isFree) return undefined
    const owner = crypto.randomUUID()
    const { position, handOuts } = shard
    const leased = await leaseShard(
      query,
      shard,
      { owner, seconds: limits.streamLeaseSeconds },
      { to: position, handOuts: handOuts ?? { counts: [], ended: [] }, retries: [], behind: [], gone: [] }
    )
    if (leased === undefined) return undefined
    const lease = {
      consumerId: shard.consumerId,
      shard: shard.shard,
      epoch: leased.epoch,
      owner,
      seen: 0,
      sent: undefined
    }
    leases.set(shard.shard, lease)
    shard.handed = position
    return lease
  }

  /** True if everything that was sent is acknowledged. */
  async function isTaken(shard: PullShard, { sent }: Lease): Promise<boolean> {
    if (sent === undefined) return true
    if (shard.position < sent.to) return false
    if (sent.retries.length === 0 || !shard.hasParked) return true
    const again = new Map(sent.retries)
    const held = new Set<string>()
    for (const { lane, position, attempts } of await readWaiting(query, shard, limits.parked)) {
      // An event behind one that failed again waits with it.
      if (again.get(position) !== attempts) held.add(lane)
      else if (!held.has(lane)) return false
    }
    return true
  }

  async function sendPage(consumer: Consumer, shard: PullShard, held: Lease): Promise<Taken> {
    const { streamEvents: limit, streamLeaseSeconds: seconds } = limits
    const after = Math.max(shard.position, held.seen)
    const { lease, result } = await readWithinLease(
      (bytes) => catchUp.take(bytes, { signal }),
      async (bytes) => {
        const taken = await takeHandOut(query, { consumer, shard, after, limit, bytes, seconds, held, limits })
        return { taken, oversized: taken.kind === 'oversized' ? taken.bytes : undefined }
      },
      limits.streamPageBytes
    )
    const { taken } = result
    try {
      if (taken.kind === 'events') {
        held.sent = taken.handed
        const bytes = Buffer.from(messagesOf(consumer, taken))
        lease.shrink(bytes.length)
        await socket.send(bytes)
      } else if (taken.kind !== 'oversized') held.seen = taken.seen
    } finally {
      lease.release()
    }
    return taken
  }
}

/** Each message has a token that covers its shard up to its event. */
function messagesOf(consumer: Consumer, { events, handed }: Events): string {
  const again = new Map(handed.retries)
  const retries: [number, number][] = []
  let last = handed.from
  return events
    .map((event, at) => {
      const attempts = again.get(event.position)
      if (attempts === undefined) last = event.position
      else retries.push([event.position, attempts])
      const to = at === events.length - 1 ? handed.to : last
      const token = toAckToken(consumer, { ...handed, last, to, retries })
      return `id: ${token}\ndata: ${eventJson(event)}\n\n`
    })
    .join('')
}

/** The consumer was removed. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'NOT_FOUND'
}
