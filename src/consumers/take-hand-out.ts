import { randomUUID } from 'node:crypto'
import type { Database } from '../db/connect.ts'
import {
  advanceShard,
  extendHandOut,
  type Held,
  leaseShard,
  type NewHandOut,
  type PullShard
} from '../db/consumers/pull-shards.ts'
import type { FeedEvent } from '../db/events.ts'
import type { HandedOut } from './ack-token.ts'
import type { Consumer } from './consumer.ts'
import { countHandOut } from './hand-out-counts.ts'
import { type Plan, type PlanLimits, planHandOut } from './plan-hand-out.ts'

export interface TakeLimits extends PlanLimits {
  /** A shard that has seen so many events which are not for it stores its position. */
  advance: number
}

interface TakeOptions {
  consumer: Consumer
  shard: PullShard
  after: number
  limit: number
  bytes: number
  /** Of the lease. */
  seconds: number
  /** The lease under which more is handed out. Undefined: a new one. */
  held?: Held | undefined
  limits: TakeLimits
}

export type Taken =
  | {
      kind: 'events'
      events: readonly FeedEvent[]
      handed: HandedOut
      attempt: number
      leasedUntil: string
      more: boolean
    }
  /** A single event needs so many bytes. */
  | { kind: 'oversized'; bytes: number }
  /** Up to `seen`, nothing is for this shard. */
  | { kind: 'nothing'; seen: number }
  /** The shard has changed, or there is more to look at. */
  | { kind: 'again'; seen: number }

/** Hands out what a shard has next, under a new lease or under one that holds. */
export async function takeHandOut(query: Database['query'], options: TakeOptions): Promise<Taken> {
  const { shard, seconds, held } = options
  const plan = await planHandOut(query, options)
  if (plan.oversized !== undefined) return { kind: 'oversized', bytes: plan.oversized }
  if (plan.events.length === 0) return pass(query, options, plan)
  const { from, to, retries, behind, gone } = plan
  const { counts = [], ended = [] } = shard.handOuts ?? {}
  const handOut: NewHandOut = {
    to,
    ...{ handOuts: { counts: countHandOut(counts, from, to), ended }, behind, gone },
    retries: retries.map(({ position }) => position)
  }
  const owner = held?.owner ?? randomUUID()
  const lease = held
    ? await extendHandOut(query, held, seconds, handOut)
    : await leaseShard(query, shard, { owner, seconds }, handOut)
  if (lease === undefined) return { kind: 'again', seen: shard.position }
  const handed: HandedOut = {
    ...{ shard: shard.shard, epoch: lease.epoch, owner, from, last: lastNew(plan), to },
    retries: retries.map(({ position, attempts }) => [position, attempts]),
    isStream: held !== undefined
  }
  const { events, attempt, more } = plan
  return { kind: 'events', events, handed, attempt, leasedUntil: lease.leasedUntil, more }
}

/** Nothing is for this shard. The position is stored from time to time, so that nobody has to look again. */
async function pass(
  query: Database['query'],
  { shard, held, limits }: TakeOptions,
  { to, behind, gone, more }: Plan
): Promise<Taken> {
  const hasExceptions = behind.length + gone.length > 0
  if (hasExceptions || to - shard.position >= limits.advance) {
    const hasMoved = await advanceShard(query, shard, { to, behind, gone }, held)
    return { kind: hasMoved && !more ? 'nothing' : 'again', seen: hasMoved ? to : shard.position }
  }
  return { kind: more ? 'again' : 'nothing', seen: to }
}

function lastNew({ events, retries, from }: Plan): number {
  const again = new Set(retries.map(({ position }) => position))
  return events.findLast(({ position }) => !again.has(position))?.position ?? from
}
