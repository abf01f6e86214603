/** A place in a JSON value. */
export interface Place {
  /** JSON pointer. */
  path: string
  /** The name of the field; for an item of a list, that of the list. */
  name: string
  found: unknown
  /** The whole value with another one in this place. Undefined: without it. */
  replace(by: unknown): unknown
}

/** All places of a value, the outer ones first. */
export function places(value: unknown): readonly Place[] {
  const all: Place[] = []
  addPlaces({ path: '', name: '', found: value, replace: (by) => by }, all)
  return all
}

function addPlaces(place: Place, all: Place[]): void {
  const { path, name, found, replace } = place
  all.push(place)
  if (Array.isArray(found)) {
    for (const [at, item] of found.entries()) {
      const inItem = (by: unknown) => replace(withItem(found, at, by))
      addPlaces({ path: `${path}/${at}`, name, found: item, replace: inItem }, all)
    }
  } else if (isObject(found)) {
    for (const [field, item] of Object.entries(found)) {
      const inField = (by: unknown) => replace(withField(found, field, by))
      addPlaces({ path: `${path}/${field}`, name: field, found: item, replace: inField }, all)
    }
  }
}

/** The places of texts and numbers that are part of the payload. */
export function leavesOf(value: unknown, at = ''): Place[] {
  return places(value).filter(
    ({ path, found }) =>
      (typeof found === 'string' || typeof found === 'number') && (path === at || path.startsWith(`${at}/`))
  )
}

/** The value with each text and number replaced. */
export function mapLeaves(value: unknown, map: (leaf: string | number) => unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_name, found: unknown) =>
    typeof found === 'string' || typeof found === 'number' ? map(found) : found
  )
}

function withItem(list: readonly unknown[], at: number, item: unknown): unknown {
  return item === undefined ? list.toSpliced(at, 1) : list.with(at, item)
}

function withField(object: object, field: string, value: unknown): unknown {
  if (value !== undefined) return { ...object, [field]: value }
  const { [field as keyof typeof object]: _removed, ...others } = object
  return others
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** All texts in a value. */
export function* textsIn(value: unknown): Generator<{ path: string; text: string }> {
  for (const { path, found } of places(value)) if (typeof found === 'string') yield { path, text: found }
}
