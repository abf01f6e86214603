import type { Static, TSchema } from '@sinclair/typebox'
import { TypeCompiler, type ValueError } from '@sinclair/typebox/compiler'

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
  for (const error of errors) {
    if (byPath.size === MOST_VIOLATIONS) break
    if (!byPath.has(error.path)) byPath.set(error.path, sentence(error))
  }
  return [...byPath].map(([path, message]) => ({ path, message }))
}

/** A schema may carry its own sentence (`errorMessage`); TypeBox's is the fallback and speaks of types only. */
function sentence({ schema, message }: ValueError): string {
  const own: unknown = schema['errorMessage']
  return typeof own === 'string' ? own : message
}
