import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, json, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { Outcome } from '../../schemas/event.ts'
import type { Cause, JsonObject } from '../../schemas/reading.ts'
import { bytea, instant } from './columns.ts'

const position = () => bigint('position', { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity()

/** Every authentic delivery, byte for byte. */
export const deliveries = pgTable(
  'deliveries',
  {
    /** Order of commit, see `beginLocked`. */
    position: position(),
    id: uuid('id').notNull(),
    channel: text('channel').notNull(),
    source: text('source').notNull(),
    /** Path of the request, without the query, which may contain a credential. */
    endpoint: text('endpoint').notNull(),
    contentType: text('content_type'),
    receivedAt: instant('received_at').notNull(),
    verified: boolean('verified').notNull(),
    /** True: parts of the body were redacted, see src/ingest/redaction/redact.ts. */
    masked: boolean('masked').notNull(),
    outcome: text('outcome').$type<Outcome>().notNull(),
    reason: text('reason'),
    problems: json('problems').$type<{ path: string; problem: string; items?: number }[]>().notNull(),
    eventIds: uuid('event_ids').array().notNull(),
    body: bytea('body').notNull(),
    /** W3C Trace Context of the request, if it had one. */
    traceparent: text('traceparent'),
    /** Content codings of `body`, as the request named them. Null: there are none, or the body was decoded to redact it. */
    contentEncoding: text('content_encoding'),
    /** Slugs of the account and the hotel that all of its items belong to. */
    account: text('account'),
    hotel: text('hotel'),
    /** The word that metrics have as the reason. Null: written before this column existed. */
    cause: text('cause').$type<Cause>(),
    /** Ids of the accounts whose secrets proved it, and 0 for the environment. Null: the environment only. */
    proven: integer('proven').array(),
    /** What has to happen before more of it can become events: see src/accounts/attribute.ts. */
    waiting: text('waiting').array()
  },
  (table) => [
    uniqueIndex('deliveries_id').on(table.id),
    index('deliveries_waiting').on(table.position).where(sql`waiting is not null`),
    // Empty as long as there are no accounts.
    index('deliveries_account').on(table.account, table.position).where(sql`account is not null`),
    // Operators look for failures. Accepted deliveries are most of the table, and not in this index.
    index('deliveries_outcome').on(table.outcome, table.position).where(sql`outcome <> 'accepted'`)
  ]
)

export const events = pgTable(
  'events',
  {
    /** Order of commit, and the feed's cursor. */
    position: position(),
    id: uuid('id').notNull(),
    type: text('type').notNull(),
    source: text('source').notNull(),
    subject: text('subject').notNull(),
    time: instant('time').notNull(),
    channel: text('channel').notNull(),
    property: text('property'),
    deliveryId: uuid('delivery_id').notNull(),
    receivedAt: instant('received_at').notNull(),
    timebasis: text('timebasis').$type<'event' | 'modified' | 'received'>().notNull(),
    verified: boolean('verified').notNull(),
    hydrated: boolean('hydrated').notNull(),
    data: json('data').$type<JsonObject>().notNull(),
    /** SHA-256 of the dedup key, because ids from outside can be longer than an index row. */
    key: bytea('key'),
    /** Id of the event that this one corrects. */
    corrects: uuid('corrects'),
    /** Copied from the delivery, because events are kept for longer. */
    traceparent: text('traceparent'),
    /** Slugs. */
    account: text('account'),
    hotel: text('hotel'),
    /** What must stay in order, see src/contract/lane.ts. Null: the row is older than this column. */
    lane: bigint('lane', { mode: 'bigint' })
  },
  (table) => [
    index('events_hotel').on(table.hotel, table.position).where(sql`hotel is not null`),
    uniqueIndex('events_key').on(table.key),
    // For replays. Ids of deliveries ascend, so an insert only ever appends to it.
    index('events_delivery_id').on(table.deliveryId),
    // A hash index takes subjects of any length.
    index('events_subject').using('hash', table.subject)
  ]
)

export type EventRow = typeof events.$inferSelect

/** Current state of each reservation, guest, room, and outgoing message. */
export const entities = pgTable(
  'entities',
  {
    /** SHA-256 of kind, source, property and id. */
    key: bytea('key').primaryKey(),
    kind: text('kind').notNull(),
    channel: text('channel').notNull(),
    source: text('source').notNull(),
    property: text('property'),
    externalId: text('external_id').notNull(),
    state: json('state').$type<JsonObject>().notNull(),
    /** Time of each field of `state`, if the sender gave one. */
    clock: json('clock').$type<Record<string, string>>().notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** Slugs. The key has them too. */
    account: text('account'),
    hotel: text('hotel')
  },
  (table) => [index('entities_external_id').using('hash', table.externalId)]
)

/**
 * How far rows were removed from a log: the largest position of a removed row. A trigger of the database writes it, so it is right
 * whoever removes rows.
 */
export const removalMarks = pgTable('removal_marks', {
  log: text('log').$type<'deliveries' | 'events'>().primaryKey(),
  position: bigint('position', { mode: 'number' }).notNull()
})

/** Who requested a replay, and what it changed. Replays are kept for longer than deliveries. */
export const replays = pgTable(
  'replays',
  {
    id: uuid('id').primaryKey(),
    deliveryId: uuid('delivery_id').notNull(),
    /** The name that the caller gave: nothing proves it. Without one, `token` and the fingerprint. */
    requestedBy: text('requested_by').notNull(),
    /** Fingerprint of the token of the caller. Null: the record is older than this column. */
    tokenFingerprint: text('token_fingerprint'),
    at: instant('at').notNull(),
    outcomeBefore: text('outcome_before').$type<Outcome>().notNull(),
    outcomeAfter: text('outcome_after').$type<Outcome>().notNull(),
    /** New events, and events that correct earlier ones. */
    added: integer('added').notNull(),
    corrected: integer('corrected').notNull(),
    /** Events that the current code would not write. They stay. */
    vanished: integer('vanished').notNull(),
    eventIds: uuid('event_ids').array().notNull()
  },
  (table) => [index('replays_delivery_id').on(table.deliveryId)]
)
