/** An event of the feed. */
export interface FeedEntry {
  id: string
  /** What stays in order. */
  lane: string
}

export interface DeliveryTally {
  events: number
  /** Events that the destination did not take. */
  lost: number
  /** Events that the destination took for the first time after a later one of their lane. */
  disordered: number
  /** Events that the destination took again after one incident, at most. */
  repeated: number
  problems: readonly string[]
}

interface Judged {
  /** In the order of the feed. */
  feed: readonly FeedEntry[]
  /** Ids of the events that the destination took, in this order. */
  accepted: readonly string[]
  /** How many events it had taken when each incident happened. */
  incidents: readonly number[]
  problems: readonly string[]
}

/** Compares what the destination took with the feed. */
export function judgeDeliveries({ feed, accepted, incidents, problems }: Judged): DeliveryTally {
  const firstAt = new Map<string, number>()
  const repeats = new Array<number>(incidents.length + 1).fill(0)
  for (const [at, event] of accepted.entries()) {
    const incident = incidents.filter((count) => count <= at).length
    if (firstAt.has(event)) repeats[incident] = (repeats[incident] ?? 0) + 1
    else firstAt.set(event, at)
  }
  const lost = feed.filter(({ id }) => !firstAt.has(id)).length
  const disordered = countDisordered(feed, firstAt)
  return { events: feed.length, lost, disordered, repeated: Math.max(...repeats), problems }
}

function countDisordered(feed: readonly FeedEntry[], firstAt: ReadonlyMap<string, number>): number {
  const latest = new Map<string, number>()
  let count = 0
  for (const { id, lane } of feed) {
    const at = firstAt.get(id)
    if (at === undefined) continue
    const before = latest.get(lane) ?? -1
    if (at < before) count++
    latest.set(lane, Math.max(at, before))
  }
  return count
}
