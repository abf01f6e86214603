import type { Static, TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { firstViolation, listViolations, type Violation } from './violations.ts'

export { MOST_VIOLATIONS, type Violation } from './violations.ts'

export type Check<T extends TSchema> = ((value: unknown) => readonly Violation[]) & {
  accepts(value: unknown): value is Static<T>
  /** The first violation. Undefined for a valid value. */
  first(value: unknown): Violation | undefined
}

/**
 * Compiles a schema. The returned function lists the violations of a value: at most `MOST_VIOLATIONS`, and one more with
 * the number of the others. The list is empty for a valid value.
 */
export function check<T extends TSchema>(schema: T): Check<T> {
  const compiled = TypeCompiler.Compile(schema)
  const accepts = (value: unknown): value is Static<T> => compiled.Check(value)
  const first = (value: unknown) => (accepts(value) ? undefined : firstViolation(schema, value))
  return Object.assign((value: unknown) => (accepts(value) ? [] : listViolations(schema, value)), { accepts, first })
}
