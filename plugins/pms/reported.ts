import type { Json, JsonObject } from '../../schemas/reading.ts'

// What guests, reservations, and rooms have in common. Undefined was not reported, null empties.

export type Fields = { [name: string]: Json | undefined }

export type Partially<Described> = { [Name in keyof Described]?: Described[Name] | undefined }

/** Fields that the schema does not describe. A body can have hundreds of thousands of them. */
export function extra(reported: object, described: object, handled: readonly string[] = []): JsonObject | undefined {
  const fields = reported as JsonObject // it comes from a JSON body
  const unknown: Fields = {}
  let isEmpty = true
  for (const name of Object.keys(fields)) {
    // Assigned, `__proto__` would not become a field.
    if (Object.hasOwn(described, name) || handled.includes(name) || name === '__proto__') continue
    unknown[name] = fields[name]
    isEmpty = false
  }
  return isEmpty ? undefined : unknown
}

/** What was reported, over defaults for the rest. */
export function overlay(defaults: JsonObject, reported: Fields): JsonObject {
  // Not a spread: to an object that a spread has made, V8 adds each further field with a new hidden class, six times as slow.
  const all: Fields = Object.assign({}, defaults)
  for (const name of Object.keys(reported)) if (reported[name] !== undefined) all[name] = reported[name]
  return all
}

/** Null empties the list; undefined was not reported. */
export function list<Item>(
  reported: readonly Item[] | null | undefined,
  map: (item: Item) => Json
): Json[] | undefined {
  return reported === undefined ? undefined : (reported ?? []).map(map)
}

export function idText(id: string | number | null | undefined): string | null | undefined {
  return id == null ? id : String(id)
}
