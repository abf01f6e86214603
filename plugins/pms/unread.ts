import { escapedName } from '../../schemas/json-pointer.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'
import { hasUnread, type OpenedObject, unreadNames } from './opened-object.ts'

/** All that an adapter has opened at one place. */
type Readers = readonly [OpenedObject, ...OpenedObject[]]

/**
 * What an adapter has not read of the objects that it opened, by the names of the fields: a list of `{path, value}`, because a name
 * can occur at several places. Undefined: nothing. `carried` are objects that the events have as they were sent.
 */
export function unreadIn(opened: readonly OpenedObject[], carried: ReadonlySet<unknown>): JsonObject | undefined {
  let whole: ReadonlySet<string> | undefined
  const found = new Map<string, Json[]>()
  for (const [path, readers] of unfinished(opened)) {
    const { object, names } = unreadByAll(readers)
    if (names.length === 0) continue
    whole ??= new Set(opened.filter(({ object, isTaken }) => isTaken || carried.has(object)).map((each) => each.path))
    if (whole.size > 0 && isInside(path, whole)) continue
    for (const name of names) {
      const places = found.get(name) ?? []
      found.set(name, places)
      places.push({ path: `${path}/${escapedName(name)}`, value: object[name] ?? null })
    }
  }
  return found.size === 0 ? undefined : Object.fromEntries(found)
}

/**
 * The objects of which something is unread, by their paths. An adapter may open an object more than once, and a field that one of
 * them has read is read. Most objects are read as a whole, and their paths are never compared.
 */
function unfinished(opened: readonly OpenedObject[]): ReadonlyMap<string, Readers> {
  const paths = new Set(opened.filter(hasUnread).map(({ path }) => path))
  const found = new Map<string, [OpenedObject, ...OpenedObject[]]>()
  if (paths.size === 0) return found
  for (const one of opened) {
    if (!paths.has(one.path)) continue
    const same = found.get(one.path)
    if (same === undefined) found.set(one.path, [one])
    else same.push(one)
  }
  return found
}

function unreadByAll([first, ...others]: Readers): { object: OpenedObject['object']; names: readonly string[] } {
  const unread = others.map((one) => new Set(unreadNames(one)))
  return { object: first.object, names: unreadNames(first).filter((name) => unread.every((names) => names.has(name))) }
}

function isInside(path: string, whole: ReadonlySet<string>): boolean {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
    if (whole.has(at)) return true
    if (at === '') return false
  }
}
