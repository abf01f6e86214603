import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Replays of a kind of quarantined deliveries, which go on when the page that started them is closed. */
export const replayJobs = pgTable(
  'replay_jobs',
  {
    id: uuid('id').primaryKey(),
    /** The kind of the deliveries, see src/db/dashboard/quarantine.ts. */
    kind: text('kind').notNull(),
    /** Slugs of the hotels whose deliveries it replays. Null: all. */
    hotels: text('hotels').array(),
    /** Positions: the last delivery that it replays, and the last one that it has replayed. */
    until: bigint('until', { mode: 'number' }).notNull(),
    cursor: bigint('cursor', { mode: 'number' }).notNull(),
    /** Numbers of deliveries: of the kind when it started, and replayed. */
    total: integer('total').notNull(),
    looked: integer('looked').notNull(),
    /** Events that it has written, and deliveries that still cannot be read. */
    written: integer('written').notNull(),
    unread: integer('unread').notNull(),
    state: text('state').$type<'running' | 'done'>().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    /** The gateway that works on it, and until when no other gateway may. */
    owner: uuid('owner'),
    leasedUntil: instant('leased_until')
  },
  (table) => [index('replay_jobs_running').on(table.createdAt).where(sql`state = 'running'`)]
)
