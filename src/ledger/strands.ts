import type { Fact, State } from '../../schemas/reading.ts'
import type { EventRow } from '../db/read.ts'
import { storable } from './storable.ts'

/** An event of a delivery with those that correct it: the latest one counts. */
export interface Strand {
  latest: EventRow
  /** In hex. */
  keys: Set<string>
}

/** A reading, with its key in hex where it has one. */
export interface Keyed {
  reading: Fact | State
  key: string | undefined
}

/** Strands from the events of one delivery, oldest first. */
export function strandsOf(events: readonly EventRow[]): Strand[] {
  const strands: Strand[] = []
  const byEvent = new Map<string, Strand>()
  for (const event of events) {
    const known = byEvent.get(event.corrects ?? '')
    const strand = known ?? { latest: event, keys: new Set<string>() }
    strand.latest = event
    if (event.key !== null) strand.keys.add(event.key.toString('hex'))
    byEvent.set(event.id, strand)
    if (known === undefined) strands.push(strand)
  }
  return strands
}

/**
 * Which strand a reading of today is about: the one with its key; of what is left, one of the same type about the same
 * thing; and at last any about the same thing. What its provider calls two facts may have been told in one delivery, so
 * each strand is given away once.
 */
export function pairUp(readings: readonly Keyed[], strands: readonly Strand[]): Map<Keyed, Strand> {
  const pairs = new Map<Keyed, Strand>()
  const free = new Set(strands)
  for (const fits of [sameKey, sameType, sameThing]) {
    const places = new Map<string, Strand[]>()
    for (const strand of free) {
      for (const name of fits.strand(strand)) {
        const others = places.get(name)
        if (others === undefined) places.set(name, [strand])
        else others.push(strand)
      }
    }
    for (const one of readings) {
      if (pairs.has(one)) continue
      const strand = places.get(fits.reading(one) ?? '')?.find((strand) => free.has(strand))
      if (strand === undefined) continue
      pairs.set(one, strand)
      free.delete(strand)
    }
  }
  return pairs
}

interface Likeness {
  strand(strand: Strand): Iterable<string>
  reading(one: Keyed): string | undefined
}

const sameKey: Likeness = { strand: ({ keys }) => keys, reading: ({ key }) => key }

const sameType: Likeness = {
  strand: ({ latest: { type, source, subject } }) => [JSON.stringify([type, source, subject])],
  reading: ({ reading }) =>
    reading.type === undefined ? undefined : JSON.stringify([storable(reading.type), ...thing(reading)])
}

const sameThing: Likeness = {
  strand: ({ latest: { source, subject } }) => [JSON.stringify([source, subject])],
  reading: ({ reading }) => JSON.stringify(thing(reading))
}

function thing({ source, kind, id }: Fact | State): string[] {
  return [storable(source), storable(`${kind}/${id}`)]
}
