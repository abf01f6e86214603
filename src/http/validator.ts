import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { check } from '../../schemas/check.ts'
import { ShapeError } from '../contract/errors.ts'

/**
 * The validator of every route. Bodies are never coerced, stripped, or filled in, because what is stored must be what was
 * sent. Parameters are text, so they are converted.
 */
export function compileValidator({ schema, httpPart }: { schema: TSchema; httpPart?: string }) {
  const violations = check(schema)
  return (given: unknown) => {
    const value = httpPart === 'body' ? given : Value.Convert(schema, Value.Default(schema, Value.Clone(given)))
    const found = violations(value)
    return found.length === 0 ? { value } : { error: new ShapeError(found) }
  }
}
