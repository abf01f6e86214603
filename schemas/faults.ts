import { Kind, type TArray, type TObject, type TSchema, type TUnion } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler, ValueErrorType } from '@sinclair/typebox/compiler'
import { isJsonObject } from './json-object.ts'

/** A place in a value. Its path is built only for a listed fault, because most places of a large body have no fault. */
export interface Place {
  outer: Place | undefined
  name: string | number
}

/** One place at which a value does not fit its schema. */
export interface Fault {
  type: ValueErrorType
  schema: TSchema
  value: unknown
  place: Place | undefined
  /** Path below the place. */
  below: string
  /** True: another fault was found at the same path before. */
  isRepeated: boolean
  /** The message of TypeBox, if TypeBox found the fault. */
  message?: string
}

/** Takes faults as they are found. The search ends once it needs no more. */
export interface Faults {
  take(fault: Fault): void
  readonly isFull: boolean
}

/**
 * Finds the faults of a value in the order of TypeBox's `Errors`, and in time linear in the size of the value. `Errors` builds a
 * message and a path for each fault, and visits valid parts as well. Here the compiled check of each part skips valid parts. A list
 * that is too long has one fault, whatever its items are. A union has one fault for all its variants.
 */
export function findFaults(schema: TSchema, value: unknown, faults: Faults, place?: Place, isMissing = false): void {
  if (faults.isFull || compiled(schema).Check(value)) return
  const take = (type: ValueErrorType) => {
    faults.take({ type, schema, value, place, below: '', isRepeated: isMissing })
  }
  if (refersToOthers(schema)) findByTypeBox(schema, value, faults, place, isMissing)
  else if (isUnion(schema)) take(ValueErrorType.Union)
  else if (isList(schema) && Array.isArray(value)) findInList(schema, value, faults, place, take)
  else if (isObject(schema) && isJsonObject(value)) findInObject(schema, value, faults, place)
  else findByTypeBox(schema, value, faults, place, isMissing)
}

function findInList(
  { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY }: TArray,
  list: readonly unknown[],
  faults: Faults,
  outer: Place | undefined,
  take: (type: ValueErrorType) => void
): void {
  if (list.length < minItems) take(ValueErrorType.ArrayMinItems)
  if (list.length > maxItems) {
    take(ValueErrorType.ArrayMaxItems)
    return
  }
  for (let at = 0; at < list.length && !faults.isFull; at++) findFaults(items, list[at], faults, { outer, name: at })
}

function findInObject(schema: TObject, value: Record<string, unknown>, faults: Faults, outer: Place | undefined): void {
  const { properties, required = [], additionalProperties } = schema
  const missing = new Set(required.filter((name) => !Object.hasOwn(value, name)))
  for (const name of missing) {
    const property = properties[name] ?? schema
    const fault = { value: undefined, place: { outer, name }, below: '', isRepeated: false }
    faults.take({ type: ValueErrorType.ObjectRequiredProperty, schema: property, ...fault })
  }
  if (additionalProperties === false) {
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(properties, name)) continue
      if (faults.isFull) return
      const fault = { value: value[name], place: { outer, name }, below: '', isRepeated: false }
      faults.take({ type: ValueErrorType.ObjectAdditionalProperties, schema, ...fault })
    }
  }
  for (const [name, property] of Object.entries(properties)) {
    const inner = value[name]
    if (inner === undefined && !required.includes(name)) continue
    findFaults(property, inner, faults, { outer, name }, missing.has(name))
  }
}

function findByTypeBox(
  schema: TSchema,
  value: unknown,
  faults: Faults,
  place: Place | undefined,
  isMissing: boolean
): void {
  const paths = new Set<string>()
  for (const { type, schema: inner, value: at, path, message } of compiled(schema).Errors(value)) {
    const isRepeated = isMissing || paths.has(path)
    faults.take({ type, schema: inner, value: at, place, below: path, isRepeated, message })
    if (faults.isFull) return
    paths.add(path)
  }
}

/** A schema that can only be checked as a whole. */
export const refersToOthers = onceForEach((schema) => JSON.stringify(schema).includes('"$ref"'))

const compiled = onceForEach<TypeCheck<TSchema>>((schema) => TypeCompiler.Compile(schema))

function onceForEach<Result>(make: (schema: TSchema) => Result): (schema: TSchema) => Result {
  const known = new WeakMap<TSchema, { result: Result }>()
  return (schema) => {
    const made = known.get(schema) ?? { result: make(schema) }
    known.set(schema, made)
    return made.result
  }
}

// TypeBox checks a schema with other keywords as a whole.

function isUnion(schema: TSchema): schema is TUnion {
  return schema[Kind] === 'Union'
}

function isList(schema: TSchema): schema is TArray {
  return schema[Kind] === 'Array' && !('uniqueItems' in schema || 'contains' in schema)
}

function isObject(schema: TSchema): schema is TObject {
  const isPlain = typeof schema['additionalProperties'] !== 'object'
  return schema[Kind] === 'Object' && isPlain && !('minProperties' in schema || 'maxProperties' in schema)
}
