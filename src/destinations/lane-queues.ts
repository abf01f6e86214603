import type { FeedEvent } from '../db/events.ts'

/** An event that is not settled. */
export interface Entry {
  readonly position: number
  readonly eventId: string
  /** Undefined: it is parked, and read again before it is sent. */
  event: FeedEvent | undefined
  attempts: number
  /** When it was read first. */
  readonly firstAt: number
  /** Undefined: it may be sent now. */
  nextAt: number | undefined
  isParked: boolean
  /** Lets the cursor move past it. */
  readonly settle: () => void
}

export interface Lane {
  readonly id: string
  /** In the order of the feed. Only the first one is sent. */
  readonly queue: Entry[]
}

export type LaneQueues = ReturnType<typeof createLaneQueues>

/** Unsettled events by lane. A lane is ready, waits for the next attempt of its first event, or is being sent. */
export function createLaneQueues() {
  const lanes = new Map<string, Lane>()
  const ready = new Set<Lane>()
  const waiting = new Set<Lane>()
  let nextDue = Number.POSITIVE_INFINITY

  function schedule(lane: Lane): void {
    const [first] = lane.queue
    ready.delete(lane)
    waiting.delete(lane)
    if (first === undefined) {
      lanes.delete(lane.id)
      return
    }
    if (first.nextAt === undefined || first.nextAt <= Date.now()) {
      ready.add(lane)
      return
    }
    waiting.add(lane)
    nextDue = Math.min(nextDue, first.nextAt)
  }

  return {
    /** Puts a lane where its first event belongs, after that event was added, removed, or changed. */
    schedule,
    add(id: string, entry: Entry): Lane {
      const lane = lanes.get(id) ?? { id, queue: [] }
      lanes.set(id, lane)
      lane.queue.push(entry)
      if (lane.queue.length === 1) schedule(lane)
      return lane
    },
    /** The lane is being sent. */
    claim(lane: Lane): void {
      ready.delete(lane)
      waiting.delete(lane)
    },
    /** Makes lanes ready whose next attempt is due. */
    wakeDue(now: number): void {
      if (nextDue > now) return
      nextDue = Number.POSITIVE_INFINITY
      for (const lane of [...waiting]) schedule(lane)
    },
    firstReady(): Lane | undefined {
      const [lane] = ready
      return lane
    },
    /** The lanes whose first events are the oldest, whether they are due or not. */
    oldest(count: number): Lane[] {
      const lanes = [...waiting, ...ready]
      return lanes.sort((a, b) => (a.queue[0]?.position ?? 0) - (b.queue[0]?.position ?? 0)).slice(0, count)
    },
    /** Events that may be sent together, in the order of the feed. */
    readyEntries(count: number): { lane: Lane; entry: Entry }[] {
      const found = [...ready].flatMap((lane) => {
        // A parked event is sent alone, and those behind it wait until it is settled.
        const firstParked = lane.queue.findIndex(({ isParked }) => isParked)
        const sendable = firstParked === -1 ? count : Math.max(1, firstParked)
        return lane.queue.slice(0, Math.min(count, sendable)).map((entry) => ({ lane, entry }))
      })
      return found.sort((a, b) => a.entry.position - b.entry.position).slice(0, count)
    },
    countReady(): number {
      let count = 0
      for (const { queue } of ready) count += queue.length
      return count
    },
    /** Time of the next attempt that waits; Infinity: none does. */
    get nextDue(): number {
      return nextDue
    },
    get size(): number {
      return lanes.size
    },
    get isReady(): boolean {
      return ready.size > 0
    },
    values: () => lanes.values()
  }
}
