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
export function* places(value: unknown, path = '', name = ''): Generator<Place> {
  yield { path, name, found: value, replace: (by) => by }
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) {
      for (const inner of places(item, `${path}/${at}`, name))
        yield { ...inner, replace: (by) => withItem(value, at, inner.replace(by)) }
    }
  } else if (isObject(value)) {
    for (const [field, item] of Object.entries(value)) {
      for (const inner of places(item, `${path}/${field}`, field))
        yield { ...inner, replace: (by) => withField(value, field, inner.replace(by)) }
    }
  }
}

/** The places of texts and numbers that are part of the payload. */
export function leavesOf(value: unknown, at = ''): Place[] {
  return [...places(value)].filter(
    ({ path, found }) =>
      (typeof found === 'string' || typeof found === 'number') && (path === at || path.startsWith(`${at}/`))
  )
}

function withItem(list: readonly unknown[], at: number, item: unknown): unknown {
  return item === undefined ? list.toSpliced(at, 1) : list.with(at, item)
}

function withField(object: object, field: string, value: unknown): unknown {
  const { [field as keyof typeof object]: _removed, ...others } = object
  return value === undefined ? others : { ...object, [field]: value }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** All texts in a value. */
export function* textsIn(value: unknown): Generator<{ path: string; text: string }> {
  for (const { path, found } of places(value)) if (typeof found === 'string') yield { path, text: found }
}
