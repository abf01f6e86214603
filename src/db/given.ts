import type { SQL } from 'drizzle-orm'

/** A condition for a filter that was given, and none for one that was not. */
export function given<Value>(value: Value | undefined, condition: (value: Value) => SQL): SQL | undefined {
  return value === undefined ? undefined : condition(value)
}
