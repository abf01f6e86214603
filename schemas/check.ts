import type { Static, TSchema } from '@sinclair/typebox'
import { TypeCompiler, type ValueError, ValueErrorType } from '@sinclair/typebox/compiler'

/** One thing wrong with a value: a JSON pointer and a sentence that never repeats the value. */
export interface Violation {
  path: string
  message: string
}

export type Check<T extends TSchema> = ((value: unknown) => readonly Violation[]) & {
  accepts(value: unknown): value is Static<T>
}

// A hostile body of 3 MB can have 100,000 things wrong with it; the first ones are enough for a human.
const MOST_VIOLATIONS = 25

/** Compiles a schema. The returned function lists every violation (at most 25), and none for a value that fits. */
export function check<T extends TSchema>(schema: T): Check<T> {
  const compiled = TypeCompiler.Compile(schema)
  const accepts = (value: unknown): value is Static<T> => compiled.Check(value)
  return Object.assign((value: unknown) => (accepts(value) ? [] : list(compiled.Errors(value))), { accepts })
}

function list(errors: Iterable<ValueError>): readonly Violation[] {
  const byPath = new Map<string, string>()
  for (const error of inside(errors)) {
    if (byPath.size === MOST_VIOLATIONS) break
    if (!byPath.has(error.path)) byPath.set(error.path, sentence(error))
  }
  return [...byPath].map(([path, message]) => ({ path, message }))
}

/**
 * "None of these shapes" helps nobody: in place of a union's error come those of the shape that was most likely meant.
 * A union with a sentence of its own speaks for itself.
 */
function* inside(errors: Iterable<ValueError>): Generator<ValueError> {
  for (const error of errors) {
    const shapes = typeof error.schema['errorMessage'] === 'string' ? [] : error.errors.map(first)
    const [likely] = shapes.sort((one, other) => distance(one, error.path) - distance(other, error.path))
    if (likely === undefined || likely.length === 0) yield error
    else yield* inside(likely)
  }
}

function first(errors: Iterable<ValueError>): ValueError[] {
  const some: ValueError[] = []
  for (const error of errors) {
    if (some.push(error) === MOST_VIOLATIONS) break
  }
  return some
}

/** Another kind of value is furthest off, then one that bears another name; else it counts what is wrong. */
function distance(errors: readonly ValueError[], path: string): number {
  if (errors.some((error) => error.path === path && error.type !== ValueErrorType.Union)) return 10_000
  const names = errors.filter(({ type, schema }) => NAMES.has(type) || schema['anyOf']?.[0]?.const !== undefined)
  return names.length * 100 + new Set(errors.map((error) => error.path)).size
}

const NAMES: ReadonlySet<ValueErrorType> = new Set([ValueErrorType.Literal, ValueErrorType.StringPattern])

/** A schema may carry its own sentence (`errorMessage`); TypeBox's is the fallback and speaks of types only. */
function sentence({ schema, message, type }: ValueError): string {
  if (type === ValueErrorType.ObjectAdditionalProperties) return unknown(Object.keys(schema['properties']))
  const own: unknown = schema['errorMessage']
  return typeof own === 'string' ? own : (PLAIN.get(type) ?? message)
}

function unknown(known: readonly string[]): string {
  return known.length === 0 ? 'is unknown; there are none here' : `is unknown; known are ${known.join(', ')}`
}

const PLAIN: ReadonlyMap<ValueErrorType, string> = new Map([
  [ValueErrorType.ObjectRequiredProperty, 'is required'],
  [ValueErrorType.Object, 'must be an object'],
  [ValueErrorType.Array, 'must be a list']
])
