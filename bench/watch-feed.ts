import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchDatabase } from './fixture.ts'

/** Notes when whole records come on the feed, by their subject. */
export function watchFeed({ query }: BenchDatabase, events: number) {
  const seen = new Map<string, number[]>()
  let position = 0
  let isOver = false
  const look = async () => {
    const rows = await query(
      'select position::float8, subject, hydrated from events where position > $1 order by position limit $2',
      [position, events]
    )
    const at = Date.now()
    for (const row of rows) {
      position = Number(row['position'])
      if (row['hydrated'] !== true) continue
      const subject = String(row['subject'])
      seen.set(subject, [...(seen.get(subject) ?? []), at])
    }
  }
  const watching = (async () => {
    for (; !isOver; await sleep(50)) await look()
    await look()
  })()
  return {
    async end() {
      isOver = true
      await watching
      return seen
    }
  }
}
