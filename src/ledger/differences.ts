import type { Json, JsonObject } from '../../schemas/reading.ts'

export interface Difference {
  /** JSON pointer. */
  path: string
  before: Json
  after: Json
}

/** Where two values differ. Objects are compared field by field, so that a guest's new phone is not told as a new guest. */
export function differences(path: string, before: Json, after: Json): Difference[] {
  const [left, right] = [asObject(before), asObject(after)]
  if (left === undefined || right === undefined) return isSame(before, after) ? [] : [{ path, before, after }]
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])]
  return names
    .filter((name) => !isSame(own(left, name), own(right, name)))
    .flatMap((name) => differences(`${path}/${escaped(name)}`, own(left, name), own(right, name)))
}

/** RFC 6901, 3. */
export function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Equal as JSON, whatever the order of the keys. */
export function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const [left, right] = [Object.entries(one), Object.entries(other)]
  const lookup = new Map<string, Json | undefined>(right)
  return (
    Array.isArray(one) === Array.isArray(other) &&
    left.length === right.length &&
    left.every(([key, value]) => lookup.has(key) && isSame(value, lookup.get(key)))
  )
}

export function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
}

function own(object: JsonObject, name: string): Json {
  return Object.hasOwn(object, name) ? (object[name] ?? null) : null
}
