import { asObject } from '../../schemas/json-object.ts'
import { escapedName } from '../../schemas/json-pointer.ts'
import type { Fact, Json, JsonObject, State } from '../../schemas/reading.ts'
import { isSame, ownField } from './differences.ts'
import { itemsById } from './merge.ts'
import type { ReadingData } from './reading-data.ts'

/**
 * True if a state reports what its event reported. The event may contain more, because it has the whole entity state, to which
 * other deliveries contributed.
 */
export function reportsTheSame(
  { type, kind, assumed }: Fact | State,
  { reported }: ReadingData,
  earlier: JsonObject
): boolean {
  if (type !== undefined || reported === undefined) return false
  return includes(asObject(earlier[kind]), reported, new Set(assumed), '')
}

/** True if a value contains all of another one, which was merged into it. */
function includes(all: Json | undefined, part: Json | undefined, assumed: ReadonlySet<string>, path: string): boolean {
  if (part === undefined || assumed.has(path) || isSame(all, part)) return true
  const [object, members] = [asObject(all), asObject(part)]
  if (object !== undefined && members !== undefined) {
    const above = path === '' ? '' : `${path}/`
    return Object.keys(members).every((name) =>
      includes(ownField(object, name), members[name], assumed, above + escapedName(name))
    )
  }
  const [items, some] = [itemsById(all ?? null), itemsById(part)]
  if (items === undefined || some === undefined) return false
  return [...some].every(([id, item]) => includes(items.get(id), item, assumed, `${path}/${escapedName(id)}`))
}
