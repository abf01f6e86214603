import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../connect.ts'
import { rowsOf } from './consumers.ts'
import type { ParkedEvent } from './exceptions.ts'
import type { ShardKey } from './shards.ts'

type Query = Pick<Database['query'], 'execute'>

/** What a shard remembers of events behind its position, and of its leases. */
export interface HandOuts {
  /** Events up to each position were handed out so many times. Positions rise, counts fall. */
  counts: readonly (readonly [position: number, count: number])[]
  /** Epochs of the latest leases that ended in order; negative if open events were given back. */
  ended: readonly number[]
}

/** A shard of a named consumer. */
export interface PullShard extends ShardKey {
  position: number
  epoch: number
  owner: string | null
  leasedUntil: string | null
  /** By the clock of the database. */
  isFree: boolean
  /** Last position that was handed out under the lease. Null: nothing is open. */
  handed: number | null
  handOuts: HandOuts | null
  hasParked: boolean
  /** Newest position of the feed. */
  head: number
  /** Version of the consumer. Under another ordering, other events belong to this shard. */
  version: number
}

export interface Held extends ShardKey {
  epoch: number
  owner: string
}

/** The shards of a named consumer. */
export async function readPullShards(query: Query, id: number): Promise<PullShard[]> {
  const { rows } = await query.execute<PullShard & Record<string, unknown>>(sql`
    select s.consumer_id as "consumerId", s.shard, s.position::float8 as position, s.epoch::float8 as epoch, s.owner,
      s.leased_until as "leasedUntil", s.leased_until is null or s.leased_until <= now() as "isFree", s.handed::float8 as handed,
      s.hand_outs as "handOuts", (select coalesce(max(position), 0) from events)::float8 as head,
      exists (select from parked p where p.consumer_id = s.consumer_id and p.shard = s.shard) as "hasParked",
      c.version::float8 as version
    from consumer_shards s join consumers c on c.id = s.consumer_id where s.consumer_id = ${id} order by s.shard`)
  return rows
}

/** A parked event of a named consumer. */
export interface Waiting {
  /** Decimal. */
  lane: string
  position: number
  attempts: number
  handedOut: number
  firstAt: string
  /** It may be handed out, unless an earlier one of its lane may not. */
  isDue: boolean
}

/** Parked events of a shard, oldest first. */
export async function readWaiting(query: Query, { consumerId, shard }: ShardKey, limit: number): Promise<Waiting[]> {
  const { rows } = await query.execute<Waiting & Record<string, unknown>>(sql`
    select lane::text, position::float8 as position, attempts, handed_out as "handedOut", first_at as "firstAt",
      next_at is null or next_at <= now() as "isDue"
    from parked where consumer_id = ${consumerId} and shard = ${shard} order by position limit ${limit}`)
  return rows
}

/** An event behind another one of its lane that waits. */
export interface Behind {
  lane: string
  position: number
  eventId: string
  handedOut: number
}

export interface NewHandOut {
  /** Last position, with what is not for this shard. */
  to: number
  handOuts: HandOuts
  /** Positions of parked events that are handed out again. */
  retries: readonly number[]
  behind: readonly Behind[]
  /** Positions of parked events that nobody wants any more. */
  gone: readonly number[]
}

const FREE = sql`(s.leased_until is null or s.leased_until <= now())`

/** Leases a free shard, if nobody had it since it was read. Each lease has an epoch and an owner of its own. */
export async function leaseShard(
  query: Query,
  { consumerId, shard, epoch }: ShardKey & { epoch: number },
  { owner, seconds }: { owner: string; seconds: number },
  handOut: NewHandOut
): Promise<{ epoch: number; leasedUntil: string } | undefined> {
  const lease = sql`
    update consumer_shards s set epoch = s.epoch + 1, owner = ${owner}, leased_until = now() + ${seconds} * interval '1 second',
      handed = ${handOut.to}, hand_outs = ${JSON.stringify(handOut.handOuts)}::json
    where consumer_id = ${consumerId} and shard = ${shard} and epoch = ${epoch} and ${FREE}`
  return handOutUnder(query, lease, handOut)
}

/** Hands out more under a lease that holds. */
export async function extendHandOut(
  query: Query,
  { consumerId, shard, epoch, owner }: Held,
  seconds: number,
  handOut: NewHandOut
): Promise<{ epoch: number; leasedUntil: string } | undefined> {
  const lease = sql`
    update consumer_shards s set leased_until = now() + ${seconds} * interval '1 second', handed = ${handOut.to},
      hand_outs = ${JSON.stringify(handOut.handOuts)}::json
    where consumer_id = ${consumerId} and shard = ${shard} and epoch = ${epoch} and owner = ${owner} and leased_until > now()`
  return handOutUnder(query, lease, handOut)
}

async function handOutUnder(query: Query, lease: SQL, { retries, behind, gone }: NewHandOut) {
  const { rows } = await query.execute<{ epoch: number; leasedUntil: string }>(sql`
    with mine as (
      ${lease} returning s.consumer_id, s.shard, s.epoch::float8 as epoch, s.leased_until as "leasedUntil"
    ), ${exceptionsOf(behind, gone)}, counted as (
      update parked p set handed_out = p.handed_out + 1 from mine
      where p.consumer_id = mine.consumer_id and p.shard = mine.shard and p.position = any(${sql.param(retries)}::bigint[])
    )
    select epoch, "leasedUntil" from mine`)
  return rows[0]
}

/** Moves a shard that is free, or held, past events that are not for it. Returns false if somebody had it since it was read. */
export async function advanceShard(
  query: Query,
  { consumerId, shard, epoch }: ShardKey & { epoch: number },
  { to, behind, gone }: Pick<NewHandOut, 'to' | 'behind' | 'gone'>,
  held?: Held
): Promise<boolean> {
  const condition = held ? sql`s.owner = ${held.owner} and s.leased_until > now()` : FREE
  const { rows } = await query.execute<{ moved: boolean }>(sql`
    with mine as (
      update consumer_shards s set position = greatest(s.position, ${to})
      where consumer_id = ${consumerId} and shard = ${shard} and epoch = ${epoch} and ${condition}
      returning s.consumer_id, s.shard
    ), ${exceptionsOf(behind, gone)}
    select exists (select from mine) as moved`)
  return rows[0]?.moved === true
}

function exceptionsOf(behind: readonly Behind[], gone: readonly number[]): SQL {
  return sql`
    gone as (
      delete from parked p using mine
      where p.consumer_id = mine.consumer_id and p.shard = mine.shard and p.position = any(${sql.param(gone)}::bigint[])
    ), added as (
      insert into parked (consumer_id, shard, lane, position, event_id, attempts, handed_out, first_at)
      select consumer_id, shard, lane, position, "eventId", 0, "handedOut", now()
      from mine, ${rowsOf(behind, 'lane bigint, position bigint, "eventId" uuid, "handedOut" int')}
      on conflict do nothing
    )`
}

/** Ends all leases: what is open is handed out again. */
export async function endLeases(query: Query, id: number): Promise<void> {
  await query.execute(sql`
    update consumer_shards set epoch = epoch + 1, owner = null, leased_until = null where consumer_id = ${id}`)
}

export interface Settlement {
  position: number
  /** Undefined: they stay. */
  handOuts: HandOuts | undefined
  /** Seconds from now; null: it ends now; undefined: it stays. */
  lease: number | null | undefined
  /** Parked events that are settled, if they have not failed since. */
  settled: readonly { position: number; attempts: number }[]
  /** Failed ones, and those behind them. `pauseMs` null: it waits behind the first one of its lane. */
  parked: readonly (Pick<ParkedEvent, 'lane' | 'position' | 'eventId' | 'attempts' | 'problem'> & {
    handedOut: number
    pauseMs: number | null
  })[]
  dead: readonly Pick<ParkedEvent, 'lane' | 'position' | 'eventId' | 'attempts' | 'problem'>[]
}

const PARKED =
  'lane bigint, position bigint, "eventId" uuid, attempts int, problem text, "handedOut" int, "pauseMs" float8'

/**
 * Writes what an acknowledgement says in one statement. Returns undefined, and writes nothing, if the lease does not hold. `isFenced`
 * false skips that check: the torture harness proves with it that epochs are needed.
 */
export async function settleShard(
  query: Query,
  { consumerId, shard, epoch, owner }: Held,
  { position, handOuts, lease, settled, parked, dead }: Settlement,
  isFenced: boolean
): Promise<{ position: number; leasedUntil: string | null } | undefined> {
  const held = isFenced ? sql`s.epoch = ${epoch} and s.owner = ${owner} and s.leased_until > now()` : sql`true`
  const until = lease === undefined ? sql`s.leased_until` : sql`now() + ${lease}::float8 * interval '1 second'`
  const { rows } = await query.execute<{ position: number; leasedUntil: string | null }>(sql`
    with mine as (
      update consumer_shards s set position = greatest(s.position, ${position}), leased_until = ${until},
        handed = case when ${lease === null} then null else s.handed end, hand_outs = coalesce(${handOuts ? JSON.stringify(handOuts) : null}::json, s.hand_outs)
      where s.consumer_id = ${consumerId} and s.shard = ${shard} and ${held}
      returning s.consumer_id, s.shard, s.position::float8 as position, s.leased_until as "leasedUntil"
    ), gone as (
      delete from parked p using mine, ${rowsOf(
        [...settled, ...dead.map(({ position, attempts }) => ({ position, attempts: attempts - 1 }))],
        'position bigint, attempts int'
      )}
      where p.consumer_id = mine.consumer_id and p.shard = mine.shard and p.position = given.position and p.attempts = given.attempts
    ), added as (
      insert into parked (consumer_id, shard, lane, position, event_id, attempts, handed_out, first_at, next_at, problem)
      select consumer_id, shard, lane, given.position, "eventId", attempts, "handedOut", now(),
        now() + "pauseMs" * interval '1 millisecond', problem
      from mine, ${rowsOf(parked, PARKED)}
      on conflict (consumer_id, shard, lane, position) do update
        set attempts = excluded.attempts, next_at = excluded.next_at, problem = excluded.problem
    ), died as (
      insert into dead_letters (consumer_id, position, event_id, lane, at, attempts, problem)
      select consumer_id, given.position, "eventId", lane, now(), attempts, problem
      from mine, ${rowsOf(dead, 'lane bigint, position bigint, "eventId" uuid, attempts int, problem text')}
      on conflict (consumer_id, position) do update
        set at = excluded.at, attempts = excluded.attempts, problem = excluded.problem
    )
    select position, "leasedUntil" from mine`)
  return rows[0]
}
