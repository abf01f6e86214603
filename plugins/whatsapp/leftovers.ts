import type { Unread } from '../../schemas/collect.ts'
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

const NONE: Leftovers = Object.freeze({ unknown: Object.freeze([]), misfits: Object.freeze([]) })

/** Finds what a reader with these `fields` would drop. Visits each known object at most twice, and copies no unknown value. */
export function leftoversOf(item: Values, fields: Fields, path: string): Leftovers {
  // Most items have nothing left over, and to see that makes no objects (npm run bench -- --only yardsticks).
  if (isCovered(item, fields)) return NONE
  const unknown: UnknownField[] = []
  const misfits: Unread[] = []
  visit(item, fields, { outer: undefined, name: path })
  return { unknown, misfits }

  function visit(value: Values, known: Fields, place: Place): void {
    for (const name of Object.keys(value)) {
      const inner = value[name]
      const shape = Object.hasOwn(known, name) ? known[name] : undefined
      if (shape === 'any' || isEmpty(inner)) continue
      // A value of a parsed body is JSON already.
      if (shape === undefined) unknown.push({ inside: pathOf(place, ''), name, value: inner as Json })
      else visitKnown(inner, shape, { outer: place, name })
    }
  }

  function visitKnown(value: unknown, shape: Shape, place: Place): void {
    if (typeof shape === 'string') {
      if (!KINDS[shape].accepts(value)) misfits.push(misfitAt(place, KINDS[shape].problem))
    } else if (isList(shape)) visitList(value, shape, place)
    else if (isValues(value)) visit(value, shape, place)
    else misfits.push(misfitAt(place, 'must be an object'))
  }

  function visitList(list: unknown, [shape, most]: readonly [Shape, number], place: Place): void {
    if (!Array.isArray(list)) misfits.push(misfitAt(place, 'must be a list'))
    else if (list.length > most) misfits.push(misfitAt(place, `must have at most ${most} items`))
    else for (let at = 0; at < list.length; at++) visitKnown(list[at], shape, { outer: place, name: String(at) })
  }
}

/** True for an item of which a reader with these `fields` drops nothing. */
function isCovered(value: Values, fields: Fields): boolean {
  for (const name in value) {
    const inner = value[name]
    const shape = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (shape === 'any' || isEmpty(inner)) continue
    if (shape === undefined || !isOfShape(inner, shape)) return false
  }
  return true
}

function isOfShape(value: unknown, shape: Shape): boolean {
  if (typeof shape === 'string') return KINDS[shape].accepts(value)
  if (!isList(shape)) return isValues(value) && isCovered(value, shape)
  const [item, most] = shape
  return Array.isArray(value) && value.length <= most && value.every((inner) => isOfShape(inner, item))
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
  return fields.map(({ inside, name, value }) => ({ path: `${inside}/${escaped(name)}`, value }))
}

export function unknownField(path: string, name: string): Unread {
  return {
    describe: () => ({ path: `${path}/${escaped(name)}`, problem: 'is not a known field', cause: 'unknown_type' })
  }
}

/** A value without information. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  if (typeof value !== 'object') return false
  for (const _name in value) return false
  return true
}

/** Where a value is. The outermost name is the path of the item. */
interface Place {
  outer: Place | undefined
  name: string
}

function misfitAt(place: Place, problem: string): Unread {
  return { describe: () => ({ path: pathOf(place, outermost(place)), problem }) }
}

/** Path of a place behind the path `start` of the outermost one. */
function pathOf(place: Place, start: string): string {
  let path = ''
  for (let at = place; at.outer !== undefined; at = at.outer) path = `/${escaped(at.name)}${path}`
  return start + path
}

function outermost(place: Place): string {
  let at = place
  while (at.outer !== undefined) at = at.outer
  return at.name
}

/** RFC 6901, section 3. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function isList(shape: Fields | readonly [Shape, number]): shape is readonly [Shape, number] {
  return Array.isArray(shape)
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number'
}
