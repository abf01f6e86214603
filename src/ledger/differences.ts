import { asObject } from '../../schemas/json-object.ts'
import { escapedName } from '../../schemas/json-pointer.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'

export interface Difference {
  /** JSON pointer. */
  path: string
  before: Json
  after: Json
}

/** The place of a value: its name, and the place of its parent. A path is built only for a difference. */
interface Place {
  name: string
  inside: Place | undefined
}

/** A longer list, or longer paths, would help no reader. */
const MOST = 1_000
const MOST_PATH_CHARACTERS = 64 * 1024

/**
 * Lists where two values differ. Objects are compared field by field, so that a new phone of a guest is not a new guest.
 * Each part is visited once. Undefined: there are more than 1,000 differences, or their paths have more than 65,536 characters.
 */
export function differences(before: Json, after: Json): Difference[] | undefined {
  const found: Difference[] = []
  let characters = 0
  return compare(before, after, undefined) ? found : undefined

  /** Returns false if there are too many. */
  function compare(before: Json, after: Json, place: Place | undefined): boolean {
    if (before === after) return true
    const [left, right] = [asObject(before), asObject(after)]
    if (left === undefined || right === undefined) {
      if (isSame(before, after)) return true
      const path = pathOf(place)
      characters += path.length
      return found.push({ path, before, after }) <= MOST && characters <= MOST_PATH_CHARACTERS
    }
    for (const name of Object.keys(left)) {
      if (!compare(ownField(left, name), ownField(right, name), { name, inside: place })) return false
    }
    for (const name of Object.keys(right)) {
      if (!Object.hasOwn(left, name) && !compare(null, ownField(right, name), { name, inside: place })) return false
    }
    return true
  }
}

function pathOf(place: Place | undefined): string {
  const names: string[] = []
  for (let at = place; at !== undefined; at = at.inside) names.push(escapedName(at.name))
  return names.length === 0 ? '' : `/${names.reverse().join('/')}`
}

/** Equal as JSON, whatever the order of the keys. */
export function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true
  const [left, right] = [asList(one), asList(other)]
  if (left !== undefined && right !== undefined) {
    return left.length === right.length && left.every((item, at) => isSame(item, right[at]))
  }
  const [object, second] = [asObject(one), asObject(other)]
  if (object === undefined || second === undefined) return false
  const names = Object.keys(object)
  return (
    names.length === Object.keys(second).length &&
    names.every((name) => Object.hasOwn(second, name) && isSame(object[name], second[name]))
  )
}

function asList(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? value : undefined
}

export function ownField(object: JsonObject, name: string): Json {
  return Object.hasOwn(object, name) ? (object[name] ?? null) : null
}
