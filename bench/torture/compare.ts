import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

export interface Difference {
  /** Acknowledged, but not on the feed. */
  lost: number
  /** Facts with more than one event, acknowledged or not. */
  duplicated: number
}

/**
 * Compares the acknowledged subjects with the feed. Spooled deliveries reach the feed later, so it waits until none is missing, or none has
 * arrived for `patienceMs`.
 */
export async function compare(url: string, acked: ReadonlySet<string>, patienceMs: number): Promise<Difference> {
  const client = new pg.Client({ connectionString: url })
  // The next query reports why it broke.
  client.on('error', () => undefined)
  await client.connect()
  try {
    let lost = acked.size
    for (let last = Date.now(); ; await sleep(200)) {
      const { rows } = await client.query('select subject, count(*)::int as count from events group by subject')
      const counts = new Map<string, number>(rows.map(({ subject, count }) => [subject, count]))
      const missing = [...acked].filter((subject) => !counts.has(subject)).length
      if (missing < lost) last = Date.now()
      lost = missing
      if (lost > 0 && Date.now() - last < patienceMs) continue
      return { lost, duplicated: [...counts.values()].filter((count) => count > 1).length }
    }
  } finally {
    await client.end()
  }
}
