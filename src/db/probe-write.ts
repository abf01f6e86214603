import { randomUUID } from 'node:crypto'
import type { Database } from './connect.ts'
import { LOCKS } from './locks.ts'

/** A database that needs longer for one row is slow for every delivery. */
const PROBE_MS = 1_000

/**
 * True if the database accepts writes: the commit lock is free, and a row is inserted and committed within a second. The row is removed
 * in the same transaction, so no reader sees it.
 */
export async function takesWrites(database: Pick<Database, 'write'>): Promise<boolean> {
  const id = randomUUID()
  try {
    await database.write(async ({ $client }) => {
      // Sent at once, in this order.
      await Promise.all([
        $client.query({ text: `begin isolation level read committed; select pg_advisory_xact_lock(${LOCKS.commit})` }),
        $client.query({ text: INSERT, values: [id] }),
        $client.query({ text: 'delete from deliveries where id = $1', values: [id] }),
        $client.query({ text: 'commit' })
      ])
    }, PROBE_MS)
    return true
  } catch {
    // Whatever the reason, the database did not accept a write.
    return false
  }
}

const INSERT = `
  insert into deliveries (id, channel, source, endpoint, received_at, verified, masked, outcome, problems, event_ids, body)
  values ($1, 'probe', 'probe', '', now(), false, false, 'accepted', '[]', '{}', '')`
