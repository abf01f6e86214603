import { sql } from 'drizzle-orm'
import { bigint, boolean, doublePrecision, index, integer, json, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { Fact, State } from '../../schemas/reading.ts'
import { bytea, instant } from './columns.ts'

/** What an event takes from its delivery. */
export interface HeldDelivery {
  id: string
  channel: string
  source: string
  endpoint: string
  receivedAt: string
  verified: boolean
  traceparent?: string | undefined
}

/**
 * A vendor whose API is called, or a source whose webhooks are only watched. One gateway at a time holds the lease, and makes all calls.
 */
export const providers = pgTable('providers', {
  source: text('source').primaryKey(),
  channel: text('channel').notNull(),
  property: text('property'),
  leasedBy: text('leased_by'),
  leasedUntil: instant('leased_until'),
  /** When Bellhook began to listen to this vendor. */
  connectedAt: instant('connected_at').notNull(),
  baselineStartedAt: instant('baseline_started_at'),
  baselineCompletedAt: instant('baseline_completed_at'),
  credentialState: text('credential_state').$type<'ok' | 'refused' | 'unknown'>().notNull().default('unknown'),
  credentialReason: text('credential_reason'),
  credentialSince: instant('credential_since'),
  /** Token that the vendor has issued, sealed with SECRETS_KEY. */
  token: bytea('token'),
  tokenEndsAt: instant('token_ends_at'),
  tokenUsableAt: instant('token_usable_at'),
  reconciledAt: instant('reconciled_at'),
  passes: integer('passes').notNull().default(0),
  missed: bigint('missed', { mode: 'number' }).notNull().default(0),
  silenceState: text('silence_state').$type<'ok' | 'silent'>().notNull().default('ok'),
  silenceReason: text('silence_reason'),
  silenceSince: instant('silence_since'),
  /** When the alarm was decided. */
  silenceDecidedAt: instant('silence_decided_at'),
  /** The `subject` of its `provider.silent`. Null: that was not sent yet. */
  silenceSubject: text('silence_subject'),
  /** Missed changes since the last webhook. */
  missedSince: integer('missed_since').notNull().default(0),
  probedAt: instant('probed_at'),
  /** Expected bursts at the last probe. */
  probedBursts: doublePrecision('probed_bursts').notNull().default(0),
  lastWebhookAt: instant('last_webhook_at'),
  /** Since the last webhook, without the time in which no gateway ran. */
  quietSeconds: doublePrecision('quiet_seconds').notNull().default(0),
  expectedBursts: doublePrecision('expected_bursts').notNull().default(0),
  silenceThreshold: doublePrecision('silence_threshold').notNull().default(0),
  subscriptionState: text('subscription_state').$type<'ok' | 'missing' | 'unknown'>().notNull().default('unknown'),
  /** True: a subscription of ours was there once. */
  subscriptionSeen: boolean('subscription_seen').notNull().default(false)
})

/** The queue: records that are to be read. A change that comes during a read raises `generation`. */
export const wantedRecords = pgTable(
  'wanted_records',
  {
    source: text('source').notNull(),
    kind: text('kind').notNull(),
    externalId: text('external_id').notNull(),
    generation: bigint('generation', { mode: 'number' }).notNull(),
    /** 2: a webhook asked for it, 4: a pass over changes. */
    priority: integer('priority').notNull(),
    wantedSince: instant('wanted_since').notNull(),
    notBefore: instant('not_before').notNull(),
    attempts: integer('attempts').notNull(),
    /** Set: the vendor refuses it for good. */
    asideReason: text('aside_reason')
  },
  (table) => [
    primaryKey({ columns: [table.source, table.kind, table.externalId] }),
    index('wanted_records_due').on(table.source, table.priority, table.wantedSince).where(sql`aside_reason is null`)
  ]
)

/** Thin events that wait for their record. */
export const heldEvents = pgTable(
  'held_events',
  {
    position: bigint('position', { mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    source: text('source').notNull(),
    kind: text('kind').notNull(),
    externalId: text('external_id').notNull(),
    heldAt: instant('held_at').notNull(),
    delivery: json('delivery').$type<HeldDelivery>().notNull(),
    reading: json('reading').$type<Fact | State>().notNull()
  },
  (table) => [
    index('held_events_record').on(table.source, table.kind, table.externalId),
    index('held_events_age').on(table.heldAt)
  ]
)

/** SHA-256 of each record as it was read last, so that a pass over changes stores only what changed. */
export const fetchedRecords = pgTable(
  'fetched_records',
  {
    source: text('source').notNull(),
    kind: text('kind').notNull(),
    externalId: text('external_id').notNull(),
    digest: bytea('digest').notNull(),
    readAt: instant('read_at').notNull()
  },
  (table) => [primaryKey({ columns: [table.source, table.kind, table.externalId] })]
)

/** Changes that a pass found without a webhook. It may still come, until the lag of the vendor is over. */
export const unconfirmedChanges = pgTable(
  'unconfirmed_changes',
  {
    source: text('source').notNull(),
    kind: text('kind').notNull(),
    externalId: text('external_id').notNull(),
    modified: instant('modified').notNull()
  },
  (table) => [primaryKey({ columns: [table.source, table.kind, table.externalId] })]
)

/** How far the changes of one kind of record were read. */
export const watermarks = pgTable(
  'watermarks',
  {
    source: text('source').notNull(),
    kind: text('kind').notNull(),
    readUntil: instant('read_until').notNull()
  },
  (table) => [primaryKey({ columns: [table.source, table.kind] })]
)

/** Ids that webhooks were about, for a few days: a change of such a record was not missed. */
export const webhookMentions = pgTable(
  'webhook_mentions',
  {
    source: text('source').notNull(),
    kind: text('kind').notNull(),
    externalId: text('external_id').notNull(),
    at: instant('at').notNull()
  },
  (table) => [
    primaryKey({ columns: [table.source, table.kind, table.externalId, table.at] }),
    index('webhook_mentions_age').on(table.at)
  ]
)

/** Webhooks of a vendor by the hour: bursts, which are more than five minutes apart. */
export const bursts = pgTable(
  'bursts',
  {
    source: text('source').notNull(),
    hour: instant('hour').notNull(),
    bursts: integer('bursts').notNull(),
    /** Of the silences that ended in this hour: most expected bursts, and most seconds. */
    endedBursts: doublePrecision('ended_bursts').notNull().default(0),
    endedSeconds: doublePrecision('ended_seconds').notNull().default(0)
  },
  (table) => [primaryKey({ columns: [table.source, table.hour] })]
)
