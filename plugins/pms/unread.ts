import type { Json, JsonObject } from '../../schemas/reading.ts'
import { type OpenedObject, unreadNames } from './opened-object.ts'

/**
 * What an adapter has not read of the objects that it opened, by the names of the fields: a list of `{path, value}`, because a name
 * can occur at several places. Undefined: nothing. `carried` are objects that the events have as they were sent.
 */
export function unreadIn(opened: readonly OpenedObject[], carried: ReadonlySet<unknown>): JsonObject | undefined {
  let whole: ReadonlySet<string> | undefined
  const found = new Map<string, Json[]>()
  for (const one of opened) {
    const { path, object } = one
    const names = unreadNames(one)
    if (names.length === 0) continue
    whole ??= new Set(opened.filter(({ object, isTaken }) => isTaken || carried.has(object)).map((each) => each.path))
    if (whole.size > 0 && isInside(path, whole)) continue
    for (const name of names) {
      const places = found.get(name) ?? []
      found.set(name, places)
      places.push({ path: `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, value: object[name] ?? null })
    }
  }
  return found.size === 0 ? undefined : Object.fromEntries(found)
}

function isInside(path: string, whole: ReadonlySet<string>): boolean {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
    if (whole.has(at)) return true
    if (at === '') return false
  }
}
