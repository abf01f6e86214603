import { errors } from '../contract/errors.ts'
import type { Database } from '../db/connect.ts'
import { type PullShard, readPullShards } from '../db/consumers/pull-shards.ts'
import type { Consumer } from './consumer.ts'
import { type TakeLimits, type Taken, takeHandOut } from './take-hand-out.ts'

interface PullLimits extends TakeLimits {
  named: number
  waiting: number
  pollMs: number
}

const MOST_SHARDS = 64
/** Under load, one look serves the commits of several milliseconds. */
const BETWEEN_WAKE_UPS_MS = 10

interface PullOptions {
  database: Pick<Database, 'query'>
  limits: PullLimits
}

export type PullEvents = ReturnType<typeof createPullEvents>

/** Hands out events of named consumers to requests, and lets requests wait for them. */
export function createPullEvents({ database, limits }: PullOptions) {
  const { query } = database
  /** Shards that a request of this gateway looks at. */
  const claimed = new Set<string>()
  /** Positions up to which a free shard has no events, valid while its epoch and the version of its consumer stay. */
  const seen = new Map<string, { epoch: number; version: number; position: number }>()
  const waiters = new Set<() => void>()
  let waiting = 0
  let soon: NodeJS.Timeout | undefined

  function seenOf(key: string, { version }: Consumer, { epoch, position }: PullShard): number {
    const found = seen.get(key)
    return found?.epoch === epoch && found.version === version ? Math.max(position, found.position) : position
  }

  function remember(key: string, { version }: Consumer, { epoch }: PullShard, position: number): void {
    seen.delete(key)
    seen.set(key, { epoch, version, position })
    const [oldest] = seen.keys()
    if (seen.size > limits.named * MOST_SHARDS && oldest !== undefined) seen.delete(oldest)
  }

  return {
    /** There may be something new. */
    wake(): void {
      if (soon !== undefined) return
      soon = setTimeout(() => {
        soon = undefined
        for (const wakeUp of [...waiters]) wakeUp()
      }, BETWEEN_WAKE_UPS_MS).unref()
    },

    /** Hands out what lies behind the cursor of a free shard. */
    async look(consumer: Consumer, options: { limit: number; bytes: number; seconds: number }): Promise<Taken> {
      const all = await readPullShards(query, consumer.id)
      // The consumer changed since it was read: its events may belong to other shards now.
      if (all.some(({ version }) => version !== consumer.version)) return { kind: 'again', seen: 0 }
      const shards = all.filter(({ isFree }) => isFree)
      const first = Math.floor(Math.random() * shards.length)
      let result: Taken = { kind: 'nothing', seen: 0 }
      for (const shard of [...shards.slice(first), ...shards.slice(0, first)]) {
        const key = `${consumer.id}/${shard.shard}`
        const after = seenOf(key, consumer, shard)
        if (claimed.has(key) || (after >= shard.head && !shard.hasParked)) continue
        claimed.add(key)
        const taken = await takeHandOut(query, { consumer, shard, after, ...options, limits }).finally(() =>
          claimed.delete(key)
        )
        if (taken.kind === 'events' || taken.kind === 'oversized') return taken
        if (taken.seen > after) remember(key, consumer, shard, taken.seen)
        if (taken.kind === 'again') result = taken
      }
      return result
    },

    /** Resolves when there may be something new, after `ms`, or when a signal is aborted. */
    async wait(ms: number, signals: readonly AbortSignal[]): Promise<void> {
      if (waiting >= limits.waiting) throw new errors.OVERLOADED()
      waiting++
      await new Promise<void>((resolve) => {
        const timer = setTimeout(end, Math.min(ms, limits.pollMs))
        waiters.add(end)
        for (const signal of signals) signal.addEventListener('abort', end)
        if (signals.some(({ aborted }) => aborted)) end()

        function end(): void {
          clearTimeout(timer)
          waiters.delete(end)
          for (const signal of signals) signal.removeEventListener('abort', end)
          resolve()
        }
      })
      waiting--
    }
  }
}
