import type { Fact, State } from '../../schemas/reading.ts'
import type { EventHead } from '../db/replays.ts'
import type { Pacer } from '../ledger/pacer.ts'
import { storable } from '../ledger/storable.ts'

/** An event with those that correct it. */
export interface Lineage {
  /** The newest event, which counts. */
  latest: EventHead
  /** Dedup keys in hex. */
  keys: Set<string>
}

/** A reading, with its dedup key in hex if it has one. */
export interface Keyed {
  reading: Fact | State
  key: string | undefined
}

/** Lineages from the events of one delivery, oldest first. */
export function lineagesOf(events: readonly EventHead[]): Lineage[] {
  const lineages: Lineage[] = []
  const byEvent = new Map<string, Lineage>()
  for (const event of events) {
    const corrected = byEvent.get(event.corrects ?? '')
    const lineage = corrected ?? { latest: event, keys: new Set<string>() }
    lineage.latest = event
    if (event.key !== null) lineage.keys.add(event.key.toString('hex'))
    byEvent.set(event.id, lineage)
    if (corrected === undefined) lineages.push(lineage)
  }
  return lineages
}

/**
 * Finds the lineage of each current reading: the one with its key; otherwise one with its type and entity; otherwise one with its entity.
 * A delivery may have two facts about one entity, so each lineage is used for one reading.
 */
export async function pairUp<One extends Keyed>(
  readings: readonly One[],
  lineages: readonly Lineage[],
  pacer: Pacer
): Promise<Map<One, Lineage>> {
  const pairs = new Map<One, Lineage>()
  const free = new Set(lineages)
  for (const likeness of [sameKey, sameType, sameEntity]) {
    const queues = new Map<string, Queue>()
    for (const lineage of free) {
      for (const name of likeness.lineage(lineage)) {
        const queue = queues.get(name)
        if (queue === undefined) queues.set(name, { lineages: [lineage], next: 0 })
        else queue.lineages.push(lineage)
      }
      await pacer.pause(1)
    }
    for (const one of readings) {
      await pacer.pause(1)
      if (pairs.has(one)) continue
      const lineage = nextFree(queues.get(likeness.reading(one) ?? ''), free)
      if (lineage === undefined) continue
      pairs.set(one, lineage)
      free.delete(lineage)
    }
  }
  return pairs
}

/** Lineages with the same name, in order. Those before `next` are used. */
interface Queue {
  lineages: Lineage[]
  next: number
}

function nextFree(queue: Queue | undefined, free: ReadonlySet<Lineage>): Lineage | undefined {
  if (queue === undefined) return undefined
  for (; queue.next < queue.lineages.length; queue.next++) {
    const lineage = queue.lineages[queue.next]
    if (lineage !== undefined && free.has(lineage)) return lineage
  }
  return undefined
}

interface Likeness {
  lineage(lineage: Lineage): Iterable<string>
  reading(one: Keyed): string | undefined
}

const sameKey: Likeness = { lineage: ({ keys }) => keys, reading: ({ key }) => key }

const sameType: Likeness = {
  lineage: ({ latest: { type, source, subject } }) => [nameOf(type, source, subject)],
  reading: ({ reading }) =>
    reading.type === undefined ? undefined : nameOf(storable(reading.type), ...entityOf(reading))
}

const sameEntity: Likeness = {
  lineage: ({ latest: { source, subject } }) => [nameOf(source, subject)],
  reading: ({ reading }) => nameOf(...entityOf(reading))
}

function entityOf({ source, kind, id }: Fact | State): [source: string, subject: string] {
  return [storable(source), storable(`${kind}/${id}`)]
}

/** No stored text has the character between the parts. */
function nameOf(...parts: string[]): string {
  return parts.join('\0')
}
