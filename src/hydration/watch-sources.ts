import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../db/connect.ts'
import { readProviders, takeLease } from '../db/hydration/providers.ts'
import type { SendAlarm } from './provider-events.ts'
import { createSourceWatch, type SourceWatch } from './source-watch.ts'
import type { TrafficNotes } from './traffic-notes.ts'

interface WatchSourcesOptions {
  /** Sources whose API is called. They are watched with it. */
  connected: ReadonlySet<string>
  notes: TrafficNotes
  database: Pick<Database, 'query' | 'pool'>
  sendAlarm: SendAlarm
  /** Milliseconds between two looks. */
  everyMs: number
  signal: AbortSignal
}

/** A gateway keeps a source for so many looks without renewing its lease. */
const LEASED_LOOKS = 3

/** Watches the webhooks of all sources whose API is not called, one gateway each. Ends when the signal is aborted, and never throws. */
export async function watchSources(options: WatchSourcesOptions): Promise<void> {
  const { connected, notes, database, sendAlarm, everyMs, signal } = options
  const { query } = database
  const by = randomUUID()
  const watches = new Map<string, SourceWatch>()

  async function look(): Promise<void> {
    await notes.write(query)
    for (const { source } of await readProviders(query)) {
      if (connected.has(source)) continue
      const row = await takeLease(query, source, { by, seconds: (LEASED_LOOKS * everyMs) / 1_000 })
      if (row === undefined) continue
      const watch = watches.get(source) ?? createSourceWatch({ source, database, sendAlarm })
      watches.set(source, watch)
      await watch.look(row)
    }
  }

  while (!signal.aborted) {
    await sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined)
    // A database that is away is asked again. The notes are kept.
    if (!signal.aborted) await look().catch(() => undefined)
  }
}
