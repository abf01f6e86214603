import { sql } from 'drizzle-orm'
import {
  bigint,
  index,
  integer,
  json,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid
} from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'

const position = (name = 'position') => bigint(name, { mode: 'number' })
const consumerId = () =>
  integer('consumer_id')
    .notNull()
    .references(() => consumers.id, { onDelete: 'cascade' })

/** Readers with a cursor in the database: destinations (`webhook`), and named consumers (`pull`). */
export const consumers = pgTable('consumers', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  name: text('name').notNull().unique(),
  kind: text('kind').$type<'webhook' | 'pull'>().notNull(),
  state: text('state').$type<'active' | 'paused'>().notNull(),
  /** Why it is paused. */
  reason: text('reason'),
  changedAt: instant('changed_at').notNull(),
  /** Version of `config_version` with which it changed last. */
  version: bigint('version', { mode: 'number' }).notNull(),
  filter: json('filter').$type<Record<string, unknown>>().notNull(),
  ordering: text('ordering').notNull(),
  /** Fixed at creation. */
  shards: smallint('shards').notNull(),
  config: json('config').$type<Record<string, unknown>>().notNull(),
  /** Secrets as JSON, sealed. The name is the associated data. */
  sealed: bytea('sealed')
})

/** A cursor, and who may move it. Replays of a range are further shards, from 1000, which end at `until`. */
export const consumerShards = pgTable(
  'consumer_shards',
  {
    consumerId: consumerId(),
    shard: smallint('shard').notNull(),
    /** Everything up to here is settled, parked, or dead. */
    position: position().notNull(),
    /** A replay ends here. */
    until: position('until'),
    /** Changes with each lease. Nothing is written with an earlier one. */
    epoch: bigint('epoch', { mode: 'number' }).notNull().default(0),
    owner: uuid('owner'),
    leasedUntil: instant('leased_until'),
    /** Named consumers: last position that was handed out under the lease. Null: nothing is open. */
    handed: position('handed'),
    /** Named consumers: how often events behind the position were handed out, and the leases that ended in order. */
    handOuts: json('hand_outs').$type<{ counts: [position: number, count: number][]; ended: number[] }>(),
    /** Destinations: the breaker. */
    failingSince: instant('failing_since'),
    openUntil: instant('open_until'),
    problem: text('problem')
  },
  (table) => [primaryKey({ columns: [table.consumerId, table.shard] })]
)

/** Events that failed, and those behind them in their lanes. */
export const parked = pgTable(
  'parked',
  {
    consumerId: consumerId(),
    shard: smallint('shard').notNull(),
    lane: bigint('lane', { mode: 'bigint' }).notNull(),
    position: position().notNull(),
    eventId: uuid('event_id').notNull(),
    attempts: smallint('attempts').notNull(),
    /** Named consumers: how often it was handed out. */
    handedOut: integer('handed_out').notNull().default(0),
    firstAt: instant('first_at').notNull(),
    /** Null: it waits behind the first one of its lane. */
    nextAt: instant('next_at'),
    status: smallint('status'),
    problem: text('problem')
  },
  (table) => [
    primaryKey({ columns: [table.consumerId, table.shard, table.lane, table.position] }),
    index('parked_due').on(table.consumerId, table.shard, table.nextAt).where(sql`next_at is not null`)
  ]
)

export const deadLetters = pgTable(
  'dead_letters',
  {
    consumerId: consumerId(),
    position: position().notNull(),
    eventId: uuid('event_id').notNull(),
    lane: bigint('lane', { mode: 'bigint' }).notNull(),
    at: instant('at').notNull(),
    attempts: smallint('attempts').notNull(),
    status: smallint('status'),
    problem: text('problem')
  },
  (table) => [primaryKey({ columns: [table.consumerId, table.position] })]
)

/** Attempts of destinations: failures, and successes if the destination asks for them. */
export const attempts = pgTable(
  'attempts',
  {
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    at: instant('at').notNull(),
    consumerId: consumerId(),
    eventId: uuid('event_id').notNull(),
    attempt: smallint('attempt').notNull(),
    status: smallint('status'),
    ms: integer('ms').notNull(),
    problem: text('problem')
  },
  (table) => [uniqueIndex('attempts_newest').on(table.consumerId, table.id)]
)
