import type { Violation } from '../../schemas/check.ts'
import { errors, ShapeError } from '../contract/errors.ts'
import type { Database } from '../db/connect.ts'
import { type PullShard, readPullShards, type Settlement, settleShard } from '../db/consumers/pull-shards.ts'
import { toCursor } from '../feed/cursor.ts'
import type { AckBody } from './ack-body.ts'
import { fromAckToken, type HandedOut } from './ack-token.ts'
import type { Consumer } from './consumer.ts'
import { expiryOf } from './expiry.ts'
import { withEnded } from './hand-out-counts.ts'
import { settleEvents } from './settle-events.ts'

export interface Acknowledged {
  cursor: string
  /** Of the lease, while something of it is open. */
  expires: string | null
}

interface AcknowledgeLimits {
  /** 0: an ack counts even if another reader has the shard. */
  fencing: number
  keepsOrder: number
}

/** Settles what a reader has handled. Throws LEASE_LOST if its lease ended, and ShapeError for what it was never handed. */
export async function acknowledge(
  query: Database['query'],
  consumer: Consumer,
  body: AckBody,
  limits: AcknowledgeLimits
): Promise<Acknowledged> {
  const handed = fromAckToken(body.ack, consumer)
  const shards = await readPullShards(query, consumer.id)
  const shard = shards.find((one) => one.shard === handed?.shard)
  if (handed === undefined || shard === undefined) throw invalid({ path: '/ack', message: 'is not of this consumer' })
  const isFenced = limits.fencing !== 0
  if (hasEnded(shard, handed, body)) return { cursor: toCursor(shard.position), expires: null }
  if (isFenced && !holds(shard, handed)) throw new errors.LEASE_LOST()
  const { settlement, isOpen } = await settlementOf(query, consumer, shard, handed, body, limits)
  const { epoch, owner } = handed
  const key = { consumerId: consumer.id, shard: shard.shard, epoch, owner }
  const written = await settleShard(query, key, settlement, isFenced)
  if (written !== undefined) {
    const { position, leasedUntil } = written
    return { cursor: toCursor(position), expires: isOpen && leasedUntil ? expiryOf(leasedUntil) : null }
  }
  // The same ack may have been written meanwhile.
  const now = (await readPullShards(query, consumer.id)).find((one) => one.shard === handed.shard)
  if (now === undefined || !hasEnded(now, handed, body)) throw new errors.LEASE_LOST()
  return { cursor: toCursor(now.position), expires: null }
}

function holds({ epoch, owner, isFree }: PullShard, handed: HandedOut): boolean {
  return epoch === handed.epoch && owner === handed.owner && !isFree
}

/** True if an ack has ended the lease before: it settled everything, or gave back the rest as this one does. */
function hasEnded({ handOuts }: PullShard, { epoch }: HandedOut, { renew }: AckBody): boolean {
  const ended = handOuts?.ended ?? []
  return ended.includes(epoch) || (renew === 0 && ended.includes(-epoch))
}

async function settlementOf(
  query: Database['query'],
  consumer: Consumer,
  shard: PullShard,
  handed: HandedOut,
  body: AckBody,
  limits: AcknowledgeLimits
): Promise<{ settlement: Settlement; isOpen: boolean }> {
  const { upTo, failed, renew } = body
  const isWhole = upTo === undefined && failed === undefined && renew === undefined
  // A parked event may wait behind one that failed under this lease.
  const { open, ...exceptions } =
    isWhole && handed.retries.length === 0
      ? { ...WHOLE, position: handed.to, open: hasLater(shard, handed) }
      : await settleEvents(query, {
          ...{ consumer, shard, handed, keepsOrder: limits.keepsOrder !== 0 },
          body: isWhole ? { ...body, failed: [] } : body
        })
  const handOuts = shard.handOuts ?? { counts: [], ended: [] }
  const isOver = handed.isStream ? renew === 0 : !open || renew === 0
  return {
    settlement: {
      ...exceptions,
      handOuts: isOver ? withEnded(handOuts, handed.epoch, open) : undefined,
      lease: isOver ? null : renew
    },
    isOpen: open && !isOver
  }
}

const WHOLE = { settled: [], parked: [], dead: [] }

/** A live stream has handed out more behind the message that is acknowledged. */
function hasLater({ handed }: PullShard, { isStream, to }: HandedOut): boolean {
  return isStream && handed !== null && handed > to
}

function invalid(violation: Violation): ShapeError {
  return new ShapeError([violation])
}
