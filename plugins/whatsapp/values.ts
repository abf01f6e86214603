import type { Violation } from '../../schemas/check.ts'
import type { JsonObject, Problem } from '../../schemas/reading.ts'

// Meta adds fields, leaves them out, and sent empty strings for omitted ones in drafts of the 2026 payloads. What a
// message does not depend on is read by these, which find nothing wrong with anything.

export type Values = Readonly<Record<string, unknown>>

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A word that is a number in some versions: codes and ids. */
export function word(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : text(value)
}

export function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

/** Only for finding fields in it. */
export function values(value: unknown): Values {
  return isValues(value) ? value : {}
}

export function valuesIn(list: unknown): readonly Values[] {
  return Array.isArray(list) ? list.filter(isValues) : []
}

/** An object of a parsed body is JSON as it is. */
export function asJson(value: Values): JsonObject {
  return value as JsonObject
}

const LAST_SECOND = 253_402_300_799 // of the year 9999

/** Seconds since 1970, as text or number, as an instant; undefined for what is none. */
export function instant(seconds: unknown): string | undefined {
  if (typeof seconds === 'string' ? !/^\d{1,12}$/.test(seconds) : typeof seconds !== 'number') return undefined
  const value = Number(seconds)
  return value >= 0 && value <= LAST_SECOND ? new Date(Math.round(value * 1000)).toISOString() : undefined
}

export function misfit(path: string, violations: readonly Violation[]): Problem {
  const [first] = violations
  return { path: path + (first?.path ?? ''), problem: first?.message ?? 'has an unknown shape' }
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
