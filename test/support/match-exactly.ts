import type { Test } from 'tap'

/** A value to compare with. A regular expression matches strings, and `String` matches every string. */
export type Pattern =
  | string
  | number
  | boolean
  | null
  | undefined
  | RegExp
  | StringConstructor
  | readonly Pattern[]
  | { readonly [key: string]: Pattern }

/**
 * Compares the properties that a pattern names, and these exactly: strings are equal, and lists have the same length. `t.match`
 * takes a string for a part of one, a list for the beginning of one, and `[]` for anything.
 */
export function matchExactly(t: Test, actual: unknown, pattern: Pattern, name = 'matches exactly'): boolean {
  return t.strictSame(named(actual, pattern), pattern, name)
}

/** The parts of a value that a pattern names. */
function named(actual: unknown, pattern: Pattern): unknown {
  if (pattern === String) return typeof actual === 'string' ? pattern : actual
  if (pattern instanceof RegExp) return typeof actual === 'string' && pattern.test(actual) ? pattern : actual
  if (Array.isArray(pattern)) return Array.isArray(actual) ? actual.map((item, at) => named(item, pattern[at])) : actual
  if (!isObject(pattern) || !isObject(actual)) return actual
  return Object.fromEntries(Object.entries(pattern).map(([key, part]) => [key, named(actual[key], part)]))
}

function isObject(value: unknown): value is { readonly [key: string]: Pattern } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
