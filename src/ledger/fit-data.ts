import { asObject } from '../../schemas/json-object.ts'
import { escapedName } from '../../schemas/json-pointer.ts'
import type { Omitted } from '../../schemas/omitted.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'
import { shortened } from './shortened.ts'

/** Parts that were left out are named one by one up to this number. The rest is one entry without a path. */
const MOST_NAMED = 16
const LONGEST_PATH = 200
/** An object with more members is a map, and is left out as a whole. */
export const MOST_MEMBERS = 1_000
/** `/reservation/guest/extra/<name>` */
const DEEPEST = 4
/** Members whose contents only the sender describes. */
const UNDESCRIBED: ReadonlySet<string> = new Set(['vendor', 'extra'])

type Mutable = Record<string, Json | undefined>

interface Part {
  holder: Mutable
  name: string
  value: Json
  path: string
  bytes: number
}

interface Fitted {
  data: JsonObject
  omitted: Omitted[]
}

/**
 * Makes a value fit into `mostBytes` of JSON, and lists the omitted parts. The result depends only on the value, so duplicates and replays
 * omit the same parts. Parts are omitted in this order, the largest first, until the value fits:
 *
 * 1. members of `vendor` and `extra`, or all of one if no few members are large
 * 2. the end of long texts, the items of long lists, and all but the small members of objects with very many: a field keeps
 *    its type
 * 3. all members that are not small
 *
 * `field`, which holds an object, is always kept. It yields between passes over a large value, so that other work can
 * run.
 */
export function* fitData(data: JsonObject, mostBytes: number, field?: string): Generator<undefined, Fitted> {
  const bytes = bytesOf(data)
  const isWide = hasManyMembers(data)
  if (bytes <= mostBytes && !isWide) return { data, omitted: [] }
  const small = Math.floor(mostBytes / 64)
  // Reserved for the list of omitted parts.
  let excess = bytes - mostBytes + Math.floor(mostBytes / 8)
  const omitted: Omitted[] = []
  yield
  if (isWide) return onlySmallMembers(data)

  const { copy, undescribed, long } = yield* partsOf(data, small)
  for (const part of undescribed) {
    if (excess <= 0) break
    leaveOutMembers(part)
    yield
  }
  for (const part of long) {
    if (excess <= 0) break
    shorten(part)
    yield
  }
  return excess > 0 ? onlySmallMembers(copy) : { data: copy, omitted: named(omitted, mostBytes / 8) }

  function onlySmallMembers(from: JsonObject): Fitted {
    const rest = smallMembers(from, mostBytes, field)
    omitted.push({ path: '', bytes: bytesOf(from) - bytesOf(rest) })
    return { data: rest, omitted: named(omitted, mostBytes / 8) }
  }

  function leaveOutMembers({ holder, name, value, path, bytes }: Part): void {
    const members = largestMembers(value, path, excess)
    if (members === undefined) {
      leaveOut(holder, name, path, bytes)
      return
    }
    const rest: Mutable = { ...asObject(value) }
    holder[name] = rest
    for (const member of members) leaveOut(rest, member.name, member.path, member.bytes)
  }

  function leaveOut(holder: Mutable, name: string, path: string, bytes: number): void {
    delete holder[name]
    omitted.push({ path, bytes })
    excess -= bytes
  }

  function shorten({ holder, name, value, path, bytes }: Part): void {
    const fields = asObject(value)
    const text = typeof value === 'string' ? value.slice(0, small).toWellFormed() : undefined
    const rest = text ?? (fields === undefined ? [] : smallMembers(fields, mostBytes / 4))
    holder[name] = rest
    omitted.push({ path, bytes })
    excess -= bytes - bytesOf(rest)
  }
}

function hasManyMembers(object: JsonObject): boolean {
  return Object.keys(object).length > MOST_MEMBERS
}

/** A copy whose described objects may be changed, and the parts of it that may be left out, the largest first. */
function* partsOf(
  data: JsonObject,
  small: number
): Generator<undefined, { copy: Mutable; undescribed: Part[]; long: Part[] }> {
  const [undescribed, long]: [Part[], Part[]] = [[], []]
  const copy: Mutable = { ...data }
  visit(copy, '', 1)
  for (const part of [...undescribed, ...long]) {
    yield
    part.bytes = bytesOf(part.value)
  }
  return {
    copy,
    undescribed: undescribed.sort(byBytes),
    long: long.filter(({ bytes }) => bytes > small).sort(byBytes)
  }

  function visit(holder: Mutable, above: string, depth: number): void {
    for (const [name, value] of Object.entries(holder)) {
      if (value === undefined || value === null) continue
      const path = `${above}/${escapedName(name)}`
      const part = { holder, name, value, path, bytes: 0 }
      const fields = asObject(value)
      if (UNDESCRIBED.has(name)) undescribed.push(part)
      else if (fields !== undefined && depth < DEEPEST && !hasManyMembers(fields)) {
        const inner: Mutable = { ...fields }
        holder[name] = inner
        visit(inner, path, depth + 1)
      } else if (typeof value === 'object' || (typeof value === 'string' && value.length > small)) long.push(part)
    }
  }
}

/** The few largest members that make up the excess. Undefined if they are many. */
function largestMembers(value: Json, above: string, excess: number): Omit<Part, 'holder' | 'value'>[] | undefined {
  const object = asObject(value)
  if (object === undefined || hasManyMembers(object)) return undefined
  const largest = Object.entries(object)
    .map(([name, member]) => ({ name, path: `${above}/${escapedName(name)}`, bytes: bytesOf(member) }))
    .sort(byBytes)
    .slice(0, MOST_NAMED / 2)
  let sum = 0
  const enough = largest.findIndex(({ bytes }) => {
    sum += bytes
    return sum >= excess
  })
  return enough === -1 ? undefined : largest.slice(0, enough + 1)
}

/** The same, but the work is bounded by `mostBytes` too: omitted parts are not measured. */
export function fitCrowdedData(data: JsonObject, mostBytes: number, field?: string): Fitted {
  if (measure(data, mostBytes) <= mostBytes) return { data, omitted: [] }
  return { data: smallMembers(data, mostBytes, field), omitted: [{ path: '', bytes: 0 }] }
}

/** The small members of an object and of the objects in it, up to half of the space. */
function smallMembers(object: JsonObject, mostBytes: number, first?: string, depth = 1): Mutable {
  const kept: Mutable = {}
  let space = mostBytes / 2
  const names = Object.keys(object).slice(0, MOST_MEMBERS)
  for (const name of first === undefined ? names : [first, ...names]) {
    const value = object[name]
    const member = isSmall(name, value) ? value : smaller(name, value)
    const size = name.length * 3 + measure(member, space)
    if (member === undefined || size > space || Object.hasOwn(kept, name)) continue
    kept[name] = member
    space -= size
  }
  return kept

  function isSmall(name: string, value: Json | undefined): boolean {
    return name.length * 3 + measure(value, mostBytes / 64) <= mostBytes / 64
  }

  function smaller(name: string, value: Json | undefined): Json | undefined {
    const fields = asObject(value)
    if (fields === undefined || depth === DEEPEST || UNDESCRIBED.has(name)) return undefined
    return smallMembers(fields, mostBytes / 4, undefined, depth + 1)
  }
}

/** The largest parts by their paths, as far as there is space for the list, and all others in one entry. */
export function named(omitted: readonly Omitted[], space: number): Omitted[] {
  const list: Omitted[] = []
  let used = 0
  let others = 0
  for (const { path, bytes } of [...omitted].sort(byBytes)) {
    const entry = { path: shortened(path, LONGEST_PATH), bytes }
    used += bytesOf(entry) + 1
    if (path !== '' && list.length < MOST_NAMED && used < space - 100) list.push(entry)
    else others += bytes
  }
  return others === 0 ? list : [...list, { path: '', bytes: others }]
}

function byBytes(one: { path: string; bytes: number }, other: { path: string; bytes: number }): number {
  return other.bytes - one.bytes || (one.path < other.path ? -1 : 1)
}

function bytesOf(value: Json | undefined): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value))
}

/** A lower bound of the bytes of a value as JSON. Stops once it is above `most`. */
function measure(value: Json | undefined, most: number): number {
  if (typeof value === 'string') return value.length > most ? value.length : bytesOf(value)
  if (typeof value !== 'object' || value === null) return String(value).length
  let sum = 2
  for (const [name, item] of Object.entries(value)) {
    if (sum > most) break
    // A control character takes six bytes.
    sum += (Array.isArray(value) ? 0 : name.length * 6 + 3) + 1 + measure(item, most - sum)
  }
  return sum
}
