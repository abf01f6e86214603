import { places } from './leaves.ts'

const ODD: readonly unknown[] = [null, true, -1, 1e300, '', 'zz_unknown', '\u0000\ud800', [], {}, [[null]], '__proto__']

const IN_PLACE_OF_OBJECTS: readonly unknown[] = [null, true, '', 'zz_unknown', [], {}, [[null]]]

interface Mutant {
  /** The place that is replaced. */
  path: string
  /** What stands there. Undefined: nothing. */
  odd: unknown
  value: unknown
}

/** Every place of a JSON value replaced by every odd value, and left out. */
export function* oddMutants(value: unknown): Generator<Mutant> {
  for (const { path, found, replace } of places(value)) {
    for (const odd of oddFor(found)) yield { path, odd, value: replace(odd) }
    if (path !== '') yield { path, odd: undefined, value: replace(undefined) }
  }
}

/** An adapter that expects an object or a list calls no methods of texts, and does not calculate: there, one scalar is like another. */
function oddFor(found: unknown): readonly unknown[] {
  if (typeof found === 'object' && found !== null) return IN_PLACE_OF_OBJECTS
  return ODD
}

/** Any JSON, the same at every run. */
export function* anyJson(count: number): Generator<unknown> {
  let seed = 20_260_101
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return (seed >>> 8) % below
  }
  const make = (depth: number): unknown => {
    const kind = next(depth > 4 ? 6 : 8)
    if (kind < 3) return ODD[next(ODD.length)]
    if (kind < 5) return next(1_000_000) - 500_000
    if (kind < 6) return String.fromCodePoint(...Array.from({ length: next(9) }, () => 1 + next(0xd7ff)))
    const parts = Array.from({ length: next(5) }, () => make(depth + 1))
    return kind === 6 ? parts : Object.fromEntries(parts.map((part, at) => [`${String(make(9))}${at}`, part]))
  }
  for (let n = 0; n < count; n++) yield make(0)
}
