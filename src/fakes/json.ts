import { isJsonObject } from '../../schemas/json-object.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'

/** The object that a text is. Undefined: it is none. */
export function jsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    // JSON.parse makes nothing but JSON.
    return isJsonObject(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}

/** The texts of a list. Undefined: the value is no list of texts. */
export function texts(value: Json | undefined): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined
  // Array.isArray makes a list of `any`.
  const list = value as readonly Json[]
  return list.every((each) => typeof each === 'string') ? list : undefined
}

/** A text, and the digits of a number. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** Another number of people, from 1 to 4. */
export function otherCount(value: Json | undefined): number {
  return (Number(value) % 4) + 1
}
