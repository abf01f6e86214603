import { sql } from 'drizzle-orm'
import type { Database } from '../connect.ts'
import { rowsOf } from './consumers.ts'
import type { ShardKey } from './shards.ts'

type Query = Pick<Database['query'], 'execute'>

export interface ParkedEvent {
  /** Decimal. */
  lane: string
  position: number
  eventId: string
  attempts: number
  firstAt: string
  /** Null: it waits behind the first one of its lane. */
  nextAt: string | null
  status: number | null
  problem: string | null
}

export interface AttemptEntry {
  at: string
  eventId: string
  attempt: number
  status: number | null
  ms: number
  problem: string | null
}

/** What happened in a shard since the last checkpoint. */
export interface Checkpoint {
  position: number
  failingSince: string | null
  openUntil: string | null
  problem: string | null
  /** New and changed ones. */
  parked: readonly ParkedEvent[]
  /** Delivered or dead. None of them is in `parked`. */
  unparked: readonly Pick<ParkedEvent, 'lane' | 'position'>[]
  dead: readonly Omit<ParkedEvent, 'firstAt' | 'nextAt'>[]
  attempts: readonly AttemptEntry[]
}

/**
 * Writes a checkpoint in one statement, if the epoch is still right, or at most `laterLeases` higher. Returns false, and writes nothing,
 * if it is not.
 */
export async function writeCheckpoint(
  query: Query,
  { consumerId, shard, epoch }: ShardKey & { epoch: number },
  checkpoint: Checkpoint,
  laterLeases = 0
): Promise<boolean> {
  const { position, failingSince, openUntil, problem, parked, unparked, dead, attempts } = checkpoint
  const { rows } = await query.execute<{ held: boolean }>(sql`
    with fast as materialized (select set_config('synchronous_commit', 'off', true)),
    mine as (
      update consumer_shards s set position = greatest(s.position, ${position}), failing_since = ${failingSince}::timestamptz,
        open_until = ${openUntil}::timestamptz, problem = ${problem}
      from fast where consumer_id = ${consumerId} and shard = ${shard}
        and epoch between ${epoch}::float8 and ${epoch + laterLeases}::float8 returning consumer_id, shard
    ), gone as (
      delete from parked p using mine, ${rowsOf(unparked, 'lane bigint, position bigint')}
      where p.consumer_id = mine.consumer_id and p.shard = mine.shard and p.lane = given.lane and p.position = given.position
    ), added as (
      insert into parked (consumer_id, shard, lane, position, event_id, attempts, first_at, next_at, status, problem)
      select consumer_id, shard, lane, position, "eventId", attempts, "firstAt", "nextAt", status, problem
      from mine, ${rowsOf(parked, PARKED)}
      on conflict (consumer_id, shard, lane, position) do update
        set attempts = excluded.attempts, next_at = excluded.next_at, status = excluded.status, problem = excluded.problem
    ), died as (
      insert into dead_letters (consumer_id, position, event_id, lane, at, attempts, status, problem)
      select consumer_id, position, "eventId", lane, date_trunc('milliseconds', now()), attempts, status, problem from mine,
        ${rowsOf(dead, 'lane bigint, position bigint, "eventId" uuid, attempts int, status int, problem text')}
      on conflict (consumer_id, position) do update
        set at = excluded.at, attempts = excluded.attempts, status = excluded.status, problem = excluded.problem
    ), tried as (
      insert into attempts (at, consumer_id, event_id, attempt, status, ms, problem)
      select at, consumer_id, "eventId", attempt, status, ms, problem from mine,
        ${rowsOf(attempts, 'at timestamptz, "eventId" uuid, attempt int, status int, ms int, problem text')}
    )
    select exists (select from mine) as held`)
  return rows[0]?.held === true
}

const PARKED =
  'lane bigint, position bigint, "eventId" uuid, attempts int, "firstAt" timestamptz, "nextAt" timestamptz, status int, problem text'

/** Parked events of a shard, oldest first. */
export async function readParked(query: Query, { consumerId, shard }: ShardKey, limit: number): Promise<ParkedEvent[]> {
  const { rows } = await query.execute<ParkedEvent & Record<string, unknown>>(sql`
    select lane::text, position::float8 as position, event_id as "eventId", attempts, first_at as "firstAt", next_at as "nextAt",
      status, problem
    from parked where consumer_id = ${consumerId} and shard = ${shard} order by position limit ${limit}`)
  return rows
}

/** Numbers of parked events and of dead letters, by consumer. */
export async function countExceptions(query: Query): Promise<Map<number, { parked: number; deadLetters: number }>> {
  const { rows } = await query.execute<{ id: number; parked: number; deadLetters: number }>(sql`
    select id, (select count(*)::int from parked p where p.consumer_id = c.id) as parked,
      (select count(*)::int from dead_letters d where d.consumer_id = c.id) as "deadLetters"
    from consumers c`)
  return new Map(rows.map(({ id, parked, deadLetters }) => [id, { parked, deadLetters }]))
}

export interface DeadLetter {
  position: number
  at: string
  event: string
  type: string | null
  subject: string | null
  attempts: number
  status: number | null
  problem: string | null
}

/** Dead letters of a consumer, in the order of the feed. */
export async function readDeadLetters(
  query: Query,
  id: number,
  { after, limit }: { after: number; limit: number }
): Promise<DeadLetter[]> {
  const { rows } = await query.execute<DeadLetter & Record<string, unknown>>(sql`
    select d.position::float8 as position, d.at, d.event_id as event, e.type, e.subject, d.attempts, d.status, d.problem
    from dead_letters d left join events e on e.position = d.position
    where d.consumer_id = ${id} and d.position > ${after} order by d.position limit ${limit}`)
  return rows
}

export async function readAttempts(
  query: Query,
  id: number,
  { before, limit }: { before: number; limit: number }
): Promise<(Omit<AttemptEntry, 'eventId'> & { id: number; event: string })[]> {
  const { rows } = await query.execute<
    Omit<AttemptEntry, 'eventId'> & { id: number; event: string } & Record<string, unknown>
  >(sql`
    select id::float8 as id, at, event_id as event, attempt, status, ms, problem from attempts
    where consumer_id = ${id} and id < ${before} order by id desc limit ${limit}`)
  return rows
}

/** Removes attempts, oldest first and at most `limit` of each destination. Returns their number. */
export async function removeAttempts(
  query: Query,
  { before, limit }: { before: Date; limit: number }
): Promise<number> {
  const { rows } = await query.execute<{ removed: string }>(sql`
    with gone as (
      delete from attempts where ctid = any(array(
        select oldest.place from consumers c cross join lateral
          (select ctid as place, at from attempts where consumer_id = c.id order by id limit ${limit}) as oldest
        where oldest.at < ${before.toISOString()}::timestamptz))
      returning 1
    )
    select count(*) as removed from gone`)
  return Number(rows[0]?.removed)
}
