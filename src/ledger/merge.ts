import { isBefore } from '../../schemas/common.ts'
import { asObject } from '../../schemas/json-object.ts'
import { escapedName } from '../../schemas/json-pointer.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'
import { boundedClock, type Clock, clockAt, dropMembers, latestMembers } from './clock.ts'
import { isSame } from './differences.ts'
import { MOST_MEMBERS } from './fit-data.ts'

/** Objects inside an entity are merged down to this level. Those of vendors have about ten. */
const DEEPEST = 16

export interface MergeOptions {
  /** The time to compare with the clock. Undefined: the reading counts as the newest. */
  time: string | undefined
  /** The time to store in the clock. */
  recorded: string | undefined
  /** See `Reading` in schemas/reading.ts. */
  assumed: ReadonlySet<string>
  whole: ReadonlySet<string>
  /** True if another delivery has set the field since a replayed one arrived. `then`: the value in the event of that delivery. */
  isTaken(current: Json | undefined, seen: string | undefined, then: Json | undefined): boolean
}

interface Merged {
  state: JsonObject
  clock: Clock
  /** True: a field stays as it is, because the stored value is newer. */
  stale: boolean
}

type Mutable = Record<string, Json | undefined>

/**
 * Adds what a reading reports to a stored state. Objects are merged field by field, and lists of items that all have an
 * `externalId` item by item, so that unmentioned fields stay. Null clears a field. An object with another `externalId` than the
 * stored one is another person or room, and replaces it.
 *
 * The clock has the time of each field, by its path. An object that was reported in full has one entry for all its
 * members, and further entries for members that were reported later.
 */
export function mergeReported(
  stored: { state: JsonObject; clock: Clock },
  reported: JsonObject,
  before: JsonObject | undefined,
  { time, recorded, assumed, whole, isTaken }: MergeOptions
): Merged {
  const clock: Clock = { ...stored.clock }
  let stale = false
  const state = mergeMembers(stored.state, reported, '', 1, before)
  return { state, clock: boundedClock(clock), stale }

  function mergeMembers(
    current: JsonObject,
    members: JsonObject,
    above: string,
    depth: number,
    then: JsonObject | undefined
  ): JsonObject {
    const after: Mutable = { ...current }
    for (const name of Object.keys(members)) {
      const value = members[name]
      if (value === undefined) continue
      const path = above + escapedName(name)
      const old = ownValue(current, name)
      if (assumed.has(path)) {
        if (old === undefined) after[name] = value
        continue
      }
      const merged = mergeValue(old, value, path, depth, ownValue(then, name))
      if (merged !== undefined) after[name] = merged
    }
    return after
  }

  /** The value after this reading. Undefined: no part of it applies. */
  function mergeValue(
    old: Json | undefined,
    value: Json,
    path: string,
    depth: number,
    then: Json | undefined
  ): Json | undefined {
    if (depth >= DEEPEST || whole.has(path)) return replace(old, value, path, then)
    const [object, members] = [asObject(old), asObject(value)]
    const isNothing = old === undefined || old === null
    if (members !== undefined && (object !== undefined || isNothing)) {
      if (isAnother(object, members)) return replaceEntity(old, members, path, depth, then)
      const after = mergeMembers(object ?? {}, members, `${path}/`, depth + 1, asObject(then))
      return isEmpty(after) && !isEmpty(members) ? undefined : after
    }
    const items = itemsById(value)
    const current = isNothing ? new Map<string, JsonObject>() : itemsById(old)
    if (items === undefined || items.size === 0 || current === undefined) return replace(old, value, path, then)
    return mergeItems(current, items, path, depth)
  }

  function mergeItems(
    current: ReadonlyMap<string, JsonObject>,
    items: ReadonlyMap<string, JsonObject>,
    path: string,
    depth: number
  ): Json | undefined {
    const after = new Map(current)
    for (const [id, item] of items) {
      const known = current.get(id)
      const merged = mergeMembers(known ?? {}, item, `${path}/${escapedName(id)}/`, depth + 1, undefined)
      // A later full list left the item out, so it stays out.
      if (!isEmpty(merged)) after.set(id, merged)
    }
    return after.size === 0 ? undefined : [...after.values()]
  }

  function replace(old: Json | undefined, value: Json, path: string, then: Json | undefined): Json | undefined {
    const seen = clockAt(clock, path)
    const same = isSame(old, value)
    if (isOlder(seen) || isTaken(old, seen, then)) {
      stale ||= !same
      return undefined
    }
    const later = asObject(old) === undefined || time === undefined ? undefined : latestMembers(clock, path, time)
    if (recorded !== undefined) record(path, recorded)
    if (later === undefined || later.size === 0) return same ? old : value
    stale = true
    return { ...asObject(value), ...membersOf(asObject(old), later) }
  }

  /** Removes every field of the other entity, whatever its time. */
  function replaceEntity(
    old: Json | undefined,
    members: JsonObject,
    path: string,
    depth: number,
    then: Json | undefined
  ): Json | undefined {
    const seen = clockAt(clock, `${path}/externalId`)
    if (isOlder(seen) || isTaken(old, seen, then)) {
      stale = true
      return undefined
    }
    dropMembers(clock, path, undefined)
    return mergeMembers({}, members, `${path}/`, depth + 1, undefined)
  }

  function record(path: string, at: string): void {
    dropMembers(clock, path, at)
    const seen = Object.hasOwn(clock, path) ? clock[path] : undefined
    if (seen === undefined || isBefore(seen, at)) clock[path] = at
  }

  function isOlder(seen: string | undefined): boolean {
    return time !== undefined && seen !== undefined && isBefore(time, seen)
  }
}

/** True for an object with another id than the stored one. */
function isAnother(known: JsonObject | undefined, reported: JsonObject): boolean {
  const [id, other] = [known?.['externalId'], reported['externalId']]
  return typeof id === 'string' && typeof other === 'string' && id !== other
}

/** The items of a list by their ids. Undefined: it is no list, or some items have no id or the same id. */
export function itemsById(value: Json): Map<string, JsonObject> | undefined {
  if (!Array.isArray(value) || value.length > MOST_MEMBERS) return undefined
  const items = new Map<string, JsonObject>()
  for (const each of value) {
    const item = asObject(each)
    if (item === undefined) return undefined
    const id = item['externalId']
    if (typeof id !== 'string') return undefined
    items.set(id, item)
  }
  return items.size === value.length ? items : undefined
}

function membersOf(object: JsonObject | undefined, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object ?? {}).filter(([name]) => names.has(escapedName(name))))
}

function isEmpty(object: JsonObject): boolean {
  for (const name of Object.keys(object)) if (object[name] !== undefined) return false
  return true
}

function ownValue(object: JsonObject | undefined, name: string): Json | undefined {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined
}
