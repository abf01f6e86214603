import type { SQL } from 'drizzle-orm'

/** The condition of a filter, if the filter is set. */
export function given<Value>(value: Value | undefined, condition: (value: Value) => SQL | undefined): SQL | undefined {
  return value === undefined ? undefined : condition(value)
}
