import type { Database } from '../db/connect.ts'
import { readEventsAt, readShardEvents } from '../db/consumers/lane-events.ts'
import { type Behind, type PullShard, readWaiting, type Waiting } from '../db/consumers/pull-shards.ts'
import { type FeedEvent, fits } from '../db/events.ts'
import { type Consumer, wholeFilter } from './consumer.ts'
import { countAt } from './hand-out-counts.ts'
import { laneUnder, shardOf } from './lane-of-event.ts'

/** What a shard has for its next reader. */
export interface Plan {
  /** In the order of the feed, which is the order of each lane. */
  events: readonly FeedEvent[]
  /** Those of the events that were parked. */
  retries: readonly Waiting[]
  /** New events behind others of their lanes that wait. */
  behind: readonly Behind[]
  /** Parked events that were removed, or that the filter no longer fits. */
  gone: readonly number[]
  /** New events are behind this position … */
  from: number
  /** … and up to this one nothing else is for this shard. */
  to: number
  /** More is waiting behind. */
  more: boolean
  /** How often the first event was handed out, with this time. */
  attempt: number
  /** A single event is larger than `bytes`: nothing else was planned. */
  oversized: number | undefined
}

export interface PlanLimits {
  /** Events of the feed that one statement looks at. */
  scanRows: number
  /** Statements of one plan that find nothing. */
  scans: number
  /** Parked events of a shard beyond which it gets no new ones. */
  parked: number
  /** Parked events that are handed out at once. */
  retries: number
  /** 0: later events of a lane do not wait for one that failed. */
  keepsOrder: number
}

interface PlanOptions {
  consumer: Consumer
  shard: PullShard
  /** Look for new events behind this position: the ones before it were seen not to be for this shard. */
  after: number
  limit: number
  bytes: number
  limits: PlanLimits
}

const NONE = { rows: [] as readonly FeedEvent[], oversized: undefined, more: false }

/** Chooses what to hand out next of a shard. Reads only. */
export async function planHandOut(query: Database['query'], options: PlanOptions): Promise<Plan> {
  const { shard, bytes, limit, limits, consumer } = options
  const waiting = shard.hasParked ? await readWaiting(query, shard, limits.parked) : []
  // Behind the cursor, earlier events of their lanes may be open: those are looked at together with the new events.
  const past = waiting.filter(({ position }) => position <= options.after)
  const allDue = dueEvents(past, limits.keepsOrder !== 0)
  const due = allDue.slice(0, Math.min(limit, limits.retries))
  const again = due.length === 0 ? NONE : await readDue(query, due, bytes)
  const nothing = {
    events: [],
    retries: [],
    behind: [],
    gone: [],
    from: shard.position,
    to: shard.position,
    attempt: 0
  }
  if (again.oversized !== undefined) return { ...nothing, more: true, oversized: again.oversized }
  const filter = wholeFilter(consumer)
  const events = again.rows.filter((event) => fits(event, filter))
  const found = new Set(events.map(({ position }) => position))
  const lastRead = again.more ? (again.rows.at(-1)?.position ?? 0) : Number.POSITIVE_INFINITY
  const gone = due.filter(({ position }) => !found.has(position) && position <= lastRead)
  const retries = due.filter(({ position }) => found.has(position))
  const left = { ...options, limit: limit - events.length, bytes: Math.max(1, bytes - sizeOf(events)) }
  const taken = new Set([...retries, ...gone])
  const blocked = new Set(past.filter((one) => !taken.has(one)).map(({ lane }) => lane))
  const isFull = left.limit === 0 || waiting.length >= limits.parked || again.more
  const fresh = isFull ? nothingNew(options) : await findNew(query, left, waiting, blocked)
  if (fresh.oversized !== undefined && events.length === 0)
    return { ...nothing, more: true, oversized: fresh.oversized }
  const all = [...events, ...fresh.events].sort((a, b) => a.position - b.position)
  const allRetries = [...retries, ...fresh.retries]
  return {
    events: all,
    retries: allRetries,
    behind: fresh.behind,
    gone: gone.map(({ position }) => position),
    from: shard.position,
    to: fresh.to,
    more: fresh.more || due.length < allDue.length,
    attempt: attemptOf(all[0], allRetries, shard),
    oversized: undefined
  }
}

/** Parked events that may be handed out: of each lane the first ones that are due. */
function dueEvents(waiting: readonly Waiting[], keepsOrder: boolean): Waiting[] {
  const held = new Set<string>()
  return waiting.filter(({ lane, isDue }) => {
    if (held.has(lane)) return false
    if (!isDue && keepsOrder) held.add(lane)
    return isDue
  })
}

async function readDue(query: Database['query'], due: readonly Waiting[], bytes: number) {
  const positions = due.map(({ position }) => position)
  const page = await readEventsAt(query, positions, bytes)
  return { ...page, more: page.rows.length < positions.length && page.more }
}

interface Fresh {
  events: FeedEvent[]
  /** Those of the events that were parked. */
  retries: Waiting[]
  behind: Behind[]
  to: number
  more: boolean
  oversized: number | undefined
}

function nothingNew({ after, shard }: PlanOptions): Fresh {
  return { events: [], retries: [], behind: [], to: after, more: after < shard.head, oversized: undefined }
}

async function findNew(
  query: Database['query'],
  { consumer, shard, after, limit, bytes, limits }: PlanOptions,
  waiting: readonly Waiting[],
  blocked: Set<string>
): Promise<Fresh> {
  const { ordering, shards } = consumer
  const parked = new Map(waiting.map((one) => [one.position, one]))
  const only = { filter: wholeFilter(consumer), ordering, shards, shard: shard.shard }
  const fresh: Fresh = { events: [], retries: [], behind: [], to: after, more: true, oversized: undefined }
  for (let scans = 0; scans < limits.scans && fresh.events.length === 0; scans++) {
    // One event more tells whether more is waiting.
    const page = await readShardEvents(query, { after: fresh.to, limit: limit + 1, bytes }, only, limits.scanRows)
    if (page.oversized !== undefined) return fresh.behind.length > 0 ? fresh : { ...fresh, oversized: page.oversized }
    for (const event of page.rows) {
      const lane = laneUnder(ordering, event)
      const found = parked.get(event.position)
      if (found === undefined && shardOf(lane, shards) !== shard.shard) continue
      if (fresh.events.length === limit) return { ...fresh, to: event.position - 1 }
      if (found !== undefined) {
        if (blocked.has(lane) || !found.isDue || fresh.retries.length >= limits.retries) blocked.add(lane)
        else {
          fresh.retries.push(found)
          fresh.events.push(event)
        }
      } else if (blocked.has(lane) && limits.keepsOrder !== 0) {
        const handedOut = countAt(shard.handOuts?.counts ?? [], event.position)
        fresh.behind.push({ lane, position: event.position, eventId: event.id, handedOut })
      } else fresh.events.push(event)
    }
    fresh.to = page.position
    fresh.more = page.more || page.position < shard.head
    if (!fresh.more) break
  }
  return fresh
}

function attemptOf(first: FeedEvent | undefined, retries: readonly Waiting[], { handOuts }: PullShard): number {
  if (first === undefined) return 0
  const parked = retries.find(({ position }) => position === first.position)
  return 1 + (parked?.handedOut ?? countAt(handOuts?.counts ?? [], first.position))
}

function sizeOf(events: readonly FeedEvent[]): number {
  return events.reduce((sum, { data }) => sum + data.length, 0)
}
