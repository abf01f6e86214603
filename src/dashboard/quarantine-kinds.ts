import type { Queries } from '../db/connect.ts'
import { type Hotels, kindsUpTo, type QuarantineKind } from '../db/dashboard/quarantine.ts'

export interface QuarantineKinds {
  /** The kind with the newest delivery first. */
  kinds: readonly QuarantineKind[]
  /** Deliveries that were grouped. */
  grouped: number
  /** Undefined: all were grouped. Else the time was over, and the older ones begin below this position. */
  rest: number | undefined
}

interface GroupingRequest {
  hotels: Hotels
  /** Position of the newest delivery to group. */
  until: number
  /** Milliseconds after which the grouping ends. */
  ms: number
}

/** Groups quarantined deliveries by kind, newest first, for a limited time. */
export async function groupKinds(query: Queries, { hotels, until, ms }: GroupingRequest): Promise<QuarantineKinds> {
  const began = performance.now()
  const kinds = new Map<string, QuarantineKind>()
  let grouped = 0
  for (let newest = until; ; ) {
    const { rows, end } = await kindsUpTo(query, hotels, newest)
    for (const row of rows) {
      grouped += row.deliveries
      const known = kinds.get(row.kind)
      kinds.set(row.kind, known === undefined ? row : withOlder(known, row))
    }
    const isOver = performance.now() - began >= ms
    if (end !== undefined && !isOver) newest = end - 1
    else return { kinds: [...kinds.values()].sort((a, b) => b.position - a.position), grouped, rest: end }
  }
}

function withOlder(newer: QuarantineKind, { deliveries, firstAt }: QuarantineKind): QuarantineKind {
  return { ...newer, deliveries: newer.deliveries + deliveries, firstAt: earlier(newer.firstAt, firstAt) }
}

/** Both are RFC 3339 in UTC. */
function earlier(one: string, other: string): string {
  return one < other ? one : other
}
