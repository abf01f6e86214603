/** A value that differs from another one in a single place. */
export interface Mutant {
  /** JSON pointer of the place. */
  path: string
  value: unknown
}

const ODD: readonly unknown[] = [null, true, -1, 1e300, '', 'zz_unknown', '\u0000\ud800', [], {}, [[null]], '__proto__']

/** Every place of a JSON value replaced by every odd value, and left out. */
export function* oddMutants(value: unknown): Generator<Mutant> {
  for (const { path, replace } of places(value)) {
    for (const odd of ODD) yield { path, value: replace(odd) }
    if (path !== '') yield { path, value: replace(undefined) }
  }
}

/** Every text replaced by a word that nobody has heard of. */
export function* unknownWords(value: unknown): Generator<Mutant> {
  for (const { path, found, replace } of places(value)) {
    if (typeof found === 'string') yield { path, value: replace('zz_unknown') }
  }
}

/** Every text, number and flag replaced by another one of its kind. */
export function* otherValues(value: unknown): Generator<Mutant> {
  for (const { path, found, replace } of places(value)) {
    if (typeof found === 'string') yield { path, value: replace(`${found}1`) }
    if (typeof found === 'number') yield { path, value: replace(found + 1) }
    if (typeof found === 'boolean') yield { path, value: replace(!found) }
  }
}

/** Every object with one more field. */
export function* strangeFields(value: unknown): Generator<Mutant> {
  for (const { path, found, replace } of places(value)) {
    if (isObject(found)) yield { path, value: replace({ ...found, zz_new_field: { of: ['the', 'vendor'] } }) }
  }
}

interface Place {
  path: string
  found: unknown
  replace(by: unknown): unknown
}

function* places(value: unknown, path = ''): Generator<Place> {
  yield { path, found: value, replace: (by) => by }
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) {
      for (const inner of places(item, `${path}/${at}`))
        yield { ...inner, replace: (by) => value.with(at, inner.replace(by)) }
    }
  } else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      for (const inner of places(item, `${path}/${name}`))
        yield { ...inner, replace: (by) => ({ ...value, [name]: inner.replace(by) }) }
    }
  }
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
