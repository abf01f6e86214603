import type pg from 'pg'
import type { Database } from './connect.ts'

export type Table = 'deliveries' | 'events'

export interface Batch {
  /** Of the last row that was looked at; null when there was none left. */
  position: number | null
  removed: number
  quarantined: number
}

/** Removes what is older than `before` among the `limit` rows that follow `after`. */
export type RemoveBatch = (table: Table, where: { after: number; before: Date; limit: number }) => Promise<Batch>

/** Any number that nobody else uses; it must stay the same for as long as two versions may run side by side. */
const RETENTION = 7_236_514_003
const PATIENCE_MS = 5_000

/**
 * Runs `work` unless another gateway is at it. The lock belongs to the connection, and both are given up at the end.
 * Commits do not wait for the disk here: a row that is back after a power cut is removed again.
 */
export async function removing(database: Database, work: (remove: RemoveBatch) => Promise<void>): Promise<void> {
  const client = await database.pool.connect()
  const ask = async (name: string, text: string, values: unknown[]) => {
    const { rows } = await client.query({ name, text, values, query_timeout: PATIENCE_MS } as pg.QueryConfig)
    return rows[0]
  }
  try {
    const { mine } = await ask('bellhook_take_retention', `select pg_try_advisory_lock($1) as mine, ${ASYNCHRONOUS}`, [
      RETENTION
    ])
    if (!mine) return
    await work(async (table, { after, before, limit }) => {
      const { position, removed, quarantined } = await ask(`bellhook_remove_${table}`, REMOVE[table], [
        after,
        before,
        limit
      ])
      return {
        position: position === null ? null : Number(position),
        removed: Number(removed),
        quarantined: Number(quarantined)
      }
    })
  } finally {
    client.release(true)
  }
}

const ASYNCHRONOUS = "set_config('synchronous_commit', 'off', false)"

/**
 * Rows come in the order of their positions, which is nearly that of their arrival: the oldest ones are found without an
 * index of the time, and only a window of them is looked at. They are removed by their places, so that no plan can be
 * bad, and planning, which costs more than the work, is done once.
 */
function statement(table: Table, quarantined: string): string {
  return `
    with oldest as materialized (
        select ctid as place, position, received_at from ${table} where position > $1 order by position limit $3
      ),
      gone as (
        delete from ${table} where ctid = any(array(select place from oldest where received_at < $2))
        returning ${quarantined} as quarantined
      )
    select (select max(position) from oldest) as position, count(*) as removed,
      count(*) filter (where quarantined) as quarantined
    from gone`
}

const REMOVE: Record<Table, string> = {
  deliveries: statement('deliveries', "outcome = 'quarantined'"),
  events: statement('events', 'false')
}
