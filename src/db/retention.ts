import type { Database } from './connect.ts'
import { LOCKS } from './locks.ts'
import { type Ask, withLock } from './with-lock.ts'

/** Runs `work` while this gateway holds the retention lock. Returns false, without running it, if another gateway holds the lock. */
export function withRetentionLock(
  database: Pick<Database, 'pool'>,
  work: (ask: Ask) => Promise<void>
): Promise<boolean> {
  return withLock(database, LOCKS.retention, async (ask) => {
    await ask('bellhook_retention_settings', SETTINGS, [])
    await work(ask)
  })
}

/**
 * Commits on this connection do not wait for the disk: a row that is back after a power cut is removed again. Plans that
 * read a whole table at once are off, because statistics may be missing or old.
 */
const SETTINGS = `
  select set_config('synchronous_commit', 'off', false), set_config('jit', 'off', false),
    set_config('enable_seqscan', 'off', false), set_config('enable_hashjoin', 'off', false),
    set_config('enable_mergejoin', 'off', false)`

export type Log = 'deliveries' | 'events'

interface RemovedRows {
  /** Position of the last row that was examined. Null if no row was left. */
  position: number | null
  removed: number
  quarantined: number
}

/** Of the `limit` rows that follow position `after`, removes those that arrived before `before`. */
export async function removeRows(
  ask: Ask,
  table: Log,
  { after, before, limit }: { after: number; before: Date; limit: number }
): Promise<RemovedRows> {
  const [row] = await ask<{ position: string | null; removed: string; quarantined: string }>(
    `bellhook_remove_${table}`,
    REMOVE[table],
    [after, before, limit]
  )
  return {
    position: row?.position == null ? null : Number(row.position),
    removed: Number(row?.removed),
    quarantined: Number(row?.quarantined)
  }
}

/**
 * Positions are nearly in the order of arrival. So the oldest rows are found without an index on the time, and each
 * statement examines a bounded number of rows. Rows are deleted by their physical place, so no plan can be slow.
 */
function statement(table: Log, quarantined: string, bound = ''): string {
  return `
    with oldest as materialized (
        select ctid as place, position, received_at from ${table} where position > $1 ${bound} order by position limit $3
      ),
      gone as (
        delete from ${table} where ctid = any(array(select place from oldest where received_at < $2))
        returning ${quarantined} as quarantined
      )
    select (select max(position) from oldest) as position, count(*) as removed,
      count(*) filter (where quarantined) as quarantined
    from gone`
}

/** How far each shard of an active consumer has settled the feed. A finished replay holds nothing. */
const OPEN = `
  select c.name, least(case when s.position < coalesce(s.until, s.position + 1) then s.position end,
    (select min(p.position) - 1 from parked p where p.consumer_id = s.consumer_id and p.shard = s.shard)) as position
  from consumer_shards s join consumers c on c.id = s.consumer_id where c.state = 'active'`

const REMOVE: Record<Log, string> = {
  deliveries: statement('deliveries', "outcome = 'quarantined'"),
  events: statement(
    'events',
    'false',
    `and position <= coalesce((select min(position) from (${OPEN}) as open), 9223372036854775807)`
  )
}

/** The active consumer whose unsettled events arrived before `before`, and are kept for it. Undefined: none. */
export async function readHolder(ask: Ask, before: Date): Promise<string | undefined> {
  const [row] = await ask<{ name: string }>('bellhook_retention_holder', HOLDER, [before])
  return row?.name
}

const HOLDER = `
  select name from (${OPEN}) as open
  where (select received_at from events where events.position > open.position order by events.position limit 1) < $1
  order by position limit 1`
