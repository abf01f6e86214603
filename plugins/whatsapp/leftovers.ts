import type { Unread } from '../../schemas/collect.ts'
import { escapedName } from '../../schemas/json-pointer.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'
import { isInstant, isValues, type Values } from './values.ts'

/**
 * What a reader understands of a value: a kind of scalar, the fields of an object, or the items of a list with their
 * greatest number. `any`: the reader takes the value as it is.
 */
export type Shape = Kind | Fields | readonly [Shape, number]
export interface Fields {
  readonly [name: string]: Shape
}

type Kind = keyof typeof KINDS

const KINDS = {
  any: { accepts: () => true, problem: '' },
  text: { accepts: (value: unknown) => typeof value === 'string', problem: 'must be a string' },
  id: { accepts: (value: unknown) => typeof value === 'string' || isNumber(value), problem: 'must be a string' },
  flag: { accepts: (value: unknown) => typeof value === 'boolean', problem: 'must be true or false' },
  number: { accepts: isNumber, problem: 'must be a number' },
  time: { accepts: isInstant, problem: 'must be a Unix time in seconds' }
} as const

/** What an item contains beside what its reader understands. */
export interface Leftovers {
  unknown: readonly UnknownField[]
  /** Known fields with a value of another kind. Each is a problem at its path. */
  misfits: readonly Unread[]
}

export interface UnknownField {
  /** Object that the field is in, as a JSON pointer into the item; empty: the item itself. */
  inside: string
  name: string
  value: Json
}

/** Finds what a reader with these `fields` would drop. Visits each known object once, and copies no unknown value. */
export function leftoversOf(item: Values, fields: Fields, path: string): Leftovers {
  const found: Found = { unknown: [], misfits: [] }
  visitObject(item, fields, found)
  for (const misfit of found.misfits) misfit.path = path + misfit.path
  return found
}

/** Paths are completed from the inside out, so that values without leftovers cost nothing. */
interface Found {
  unknown: UnknownField[]
  misfits: (Unread & { path: string })[]
}

function visitObject(value: Values, fields: Fields, found: Found): void {
  for (const name in value) {
    const inner = value[name]
    const shape = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (shape === 'any' || isEmpty(inner)) continue
    // A value of a parsed body is JSON already.
    if (shape === undefined) found.unknown.push({ inside: '', name, value: inner as Json })
    else visitMember(inner, shape, name, found)
  }
}

function visitMember(value: unknown, shape: Shape, name: string, found: Found): void {
  if (typeof shape === 'string' && KINDS[shape].accepts(value)) return
  const unknown = found.unknown.length
  const misfits = found.misfits.length
  if (typeof shape === 'string') addMisfit(found, KINDS[shape].problem)
  else if (isList(shape)) visitList(value, shape, found)
  else if (isValues(value)) visitObject(value, shape, found)
  else addMisfit(found, 'must be an object')
  if (found.unknown.length === unknown && found.misfits.length === misfits) return
  const place = `/${escapedName(name)}`
  for (const field of found.unknown.slice(unknown)) field.inside = place + field.inside
  for (const misfit of found.misfits.slice(misfits)) misfit.path = place + misfit.path
}

function visitList(list: unknown, [shape, most]: readonly [Shape, number], found: Found): void {
  if (!Array.isArray(list)) addMisfit(found, 'must be a list')
  else if (list.length > most) addMisfit(found, `must have at most ${most} items`)
  else for (let at = 0; at < list.length; at++) visitMember(list[at], shape, String(at), found)
}

function addMisfit(found: Found, problem: string): void {
  const misfit = { path: '', describe: () => ({ path: misfit.path, problem }) }
  found.misfits.push(misfit)
}

/**
 * Unknown fields by their names, for an event. A field of the item itself has its value; a field further inside has a
 * list of `{path, value}`, because the same name can occur at several places.
 */
export function extraOf(unknown: readonly UnknownField[]): JsonObject | undefined {
  if (unknown.length === 0) return undefined
  const byName = new Map<string, UnknownField[]>()
  for (const field of unknown) {
    const same = byName.get(field.name)
    if (same === undefined) byName.set(field.name, [field])
    else same.push(field)
  }
  return Object.fromEntries([...byName].map(([name, fields]) => [name, valueIn(fields)]))
}

function valueIn(fields: readonly UnknownField[]): Json {
  const [first, ...others] = fields
  if (first?.inside === '' && others.length === 0) return first.value
  return fields.map(({ inside, name, value }) => ({ path: `${inside}/${escapedName(name)}`, value }))
}

export function unknownField(path: string, name: string): Unread {
  return {
    describe: () => ({ path: `${path}/${escapedName(name)}`, problem: 'is not a known field', cause: 'unknown_type' })
  }
}

/** A value without information. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  if (typeof value !== 'object') return false
  for (const _name in value) return false
  return true
}

function isList(shape: Fields | readonly [Shape, number]): shape is readonly [Shape, number] {
  return Array.isArray(shape)
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number'
}
