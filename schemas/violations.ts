import type { TSchema } from '@sinclair/typebox'
import { ValueErrorType } from '@sinclair/typebox/compiler'
import { DefaultErrorFunction } from '@sinclair/typebox/errors'
import { type Fault, type Faults, findFaults, type Place, refersToOthers } from './faults.ts'
import { escapedName } from './json-pointer.ts'

/** One violation of a schema: a JSON pointer, and a message that never contains the value. */
export interface Violation {
  path: string
  message: string
}

/** A hostile body of 4 MiB can have a million violations, and the first ones are enough for a person. */
export const MOST_VIOLATIONS = 50

/** The first violations, one for each path, and a last one that counts the others. */
export function listViolations(schema: TSchema, value: unknown): readonly Violation[] {
  const { list, more } = violationsOf(schema, value, MOST_VIOLATIONS, true)
  return more === 0 ? list : [...list, { path: '', message: `has ${more} more violations, which are not listed` }]
}

export function firstViolation(schema: TSchema, value: unknown): Violation | undefined {
  return violationsOf(schema, value, 1, false).list[0]
}

/** Once the list is full, further violations are counted, or not searched. */
function violationsOf(schema: TSchema, value: unknown, most: number, isCounted: boolean) {
  const list: Violation[] = []
  const paths = new Set<string>()
  let more = 0
  const faults: Faults = {
    get isFull() {
      return list.length === most && !isCounted
    },
    take(fault) {
      if (fault.isRepeated) return
      const likely = fault.type === ValueErrorType.Union ? likelyShape(fault) : undefined
      if (likely !== undefined) findFaults(likely, fault.value, faults, fault.place)
      else if (list.length < most) add(fault)
      else more++
    }
  }
  findFaults(schema, value, faults)
  return { list, more }

  function add(fault: Fault): void {
    const path = pathOf(fault.place) + fault.below
    if (paths.has(path)) return
    paths.add(path)
    list.push({ path, message: sentence(fault) })
  }
}

const MOST_COMPARED = 25

/**
 * Replaces the fault of a union by the faults of the variant that was most likely meant, because "none of these variants" does not help.
 * A union with an error message of its own keeps it.
 */
function likelyShape({ schema, value }: Fault): TSchema | undefined {
  if (typeof schema['errorMessage'] === 'string' || refersToOthers(schema)) return undefined
  const shapes: readonly TSchema[] = schema['anyOf']
  const [nearest] = shapes
    .map((shape) => ({ shape, distance: distance(shape, value) }))
    .sort((one, other) => one.distance - other.distance)
  return nearest?.shape
}

/** The distance of a value from a variant: largest for another JSON type, then for another name, otherwise the number of faults. */
function distance(shape: TSchema, value: unknown): number {
  const found: Fault[] = []
  findFaults(shape, value, {
    get isFull() {
      return found.length >= MOST_COMPARED
    },
    take: (fault) => found.push(fault)
  })
  if (found.some(({ place, below, type }) => !place && below === '' && type !== ValueErrorType.Union)) return 10_000
  const names = found.filter(({ type, schema }) => NAMES.has(type) || schema['anyOf']?.[0]?.const !== undefined)
  return names.length * 100 + found.filter(({ isRepeated }) => !isRepeated).length
}

const NAMES: ReadonlySet<ValueErrorType> = new Set([ValueErrorType.Literal, ValueErrorType.StringPattern])

/** A schema may have its own message (`errorMessage`). The message of TypeBox is the fallback, and only names types. */
function sentence({ schema, type, value, message }: Fault): string {
  if (type === ValueErrorType.ObjectAdditionalProperties) return unknown(Object.keys(schema['properties']))
  const own: unknown = schema['errorMessage']
  if (typeof own === 'string') return own
  return PLAIN.get(type) ?? message ?? DefaultErrorFunction({ errorType: type, path: '', schema, value, errors: [] })
}

function unknown(known: readonly string[]): string {
  return known.length === 0 ? 'is unknown; there are none here' : `is unknown; known are ${known.join(', ')}`
}

const PLAIN: ReadonlyMap<ValueErrorType, string> = new Map([
  [ValueErrorType.ObjectRequiredProperty, 'is required'],
  [ValueErrorType.Object, 'must be an object'],
  [ValueErrorType.Array, 'must be a list']
])

function pathOf(place: Place | undefined): string {
  let path = ''
  for (let at = place; at !== undefined; at = at.outer) {
    path = `/${escapedName(String(at.name))}${path}`
  }
  return path
}
