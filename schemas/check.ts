import type { Static, TSchema } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import { firstViolation, listViolations, type Violation } from './violations.ts'

export { MOST_VIOLATIONS, type Violation } from './violations.ts'

export type Check<T extends TSchema> = ((value: unknown) => readonly Violation[]) & {
  accepts(value: unknown): value is Static<T>
  /** The first violation. Undefined for a valid value. */
  first(value: unknown): Violation | undefined
}

/** Compiling takes 1 to 20 ms, and a process may build several apps from the same schemas. */
const compiled = new WeakMap<TSchema, TypeCheck<TSchema>>()

/**
 * Compiles a schema, once in a process. The returned function lists the violations of a value: at most `MOST_VIOLATIONS`, and
 * one more with the number of the others. The list is empty for a valid value.
 */
export function check<T extends TSchema>(schema: T): Check<T> {
  const type = compiled.get(schema) ?? TypeCompiler.Compile(schema)
  compiled.set(schema, type)
  const accepts = (value: unknown): value is Static<T> => type.Check(value)
  const first = (value: unknown) => (accepts(value) ? undefined : firstViolation(schema, value))
  return Object.assign((value: unknown) => (accepts(value) ? [] : listViolations(schema, value)), { accepts, first })
}
