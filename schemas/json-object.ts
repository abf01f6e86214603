import type { JsonObject } from './reading.ts'

/** True for an object of parsed JSON that is no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
