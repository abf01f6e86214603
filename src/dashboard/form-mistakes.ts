import type { Static, TSchema } from '@sinclair/typebox'
import type { Check, Violation } from '../../schemas/check.ts'
import { ShapeError } from '../contract/errors.ts'

/** What is wrong with a form. */
export interface Mistakes {
  status: number
  message: string
  violations: readonly Violation[]
}

export const NO_MISTAKES: Mistakes = Object.freeze({ status: 200, message: '', violations: [] })

/** The value, if it fits. Throws what is wrong with its fields, as the API says it. */
export function checked<Schema extends TSchema>(violationsOf: Check<Schema>, value: unknown): Static<Schema> {
  if (violationsOf.accepts(value)) return value
  throw new ShapeError(violationsOf(value))
}

/** The mistakes that an error is about. Throws the error again if it is about something else. */
export function mistakesOf(error: unknown): Mistakes {
  const { statusCode, message, details } = Object(error)
  if (statusCode !== 400 && statusCode !== 409) throw error
  const violations = error instanceof ShapeError ? error.violations : (details?.errors ?? [])
  return { status: statusCode, message, violations }
}

/** What is wrong with a field. `path`: its JSON pointer in the API. */
export function mistakeAt({ violations }: Mistakes, path: string): string | undefined {
  return violations.find((one) => one.path === path)?.message
}

/** Returns the props of a field that shows what was entered, and what is wrong with it. `path`: as `mistakeAt` takes it. */
export function fieldOf(form: URLSearchParams, mistakes: Mistakes) {
  return (name: string, path = `/${name}`) => ({
    ...{ name, value: form.get(name) ?? '', error: mistakeAt(mistakes, path) }
  })
}
