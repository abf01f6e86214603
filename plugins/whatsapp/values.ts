import type { TSchema } from '@sinclair/typebox'
import type { Check, Violation } from '../../schemas/check.ts'
import type { Unread } from '../../schemas/collect.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { createIsoTime } from '../../src/contract/iso-time.ts'

// Meta adds and omits fields, and sent empty strings instead of omitted fields in drafts of the 2026 payloads. These
// functions read fields that a reading can do without: they return undefined for a value of another kind.

export type Values = Readonly<Record<string, unknown>>

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** An id or a code. Some versions of the payloads have them as JSON numbers. */
export function idText(value: unknown): string | undefined {
  if (typeof value !== 'number') return text(value)
  return Number.isInteger(value) ? BigInt(value).toString() : String(value)
}

export function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

/** The fields of an object. Empty for any other value. */
export function values(value: unknown): Values {
  return isValues(value) ? value : {}
}

export function valuesIn(list: unknown): readonly Values[] {
  return Array.isArray(list) ? list.filter(isValues) : []
}

/** An object of a parsed body is JSON already. */
export function asJson(value: Values): JsonObject {
  return value as JsonObject
}

// Meta's ids and names are shorter. What belongs to all items of a change is copied into each of their events.
const LONGEST_SHARED = 255

/** An id that many items have in common. */
export function shared(value: unknown): string | undefined {
  const given = idText(value)
  return given !== undefined && given.length <= LONGEST_SHARED ? given : undefined
}

/** The beginning of a name that many items have in common. */
export function sharedName(value: unknown): string | undefined {
  return text(value)?.slice(0, LONGEST_SHARED)
}

const isoTime = createIsoTime()

const LAST_SECOND = 253_402_300_799 // of the year 9999

/** Seconds since 1970, as text or number, as an RFC 3339 instant; undefined for any other value. */
export function instant(seconds: unknown): string | undefined {
  return isInstant(seconds) ? isoTime(Math.round(Number(seconds) * 1000)) : undefined
}

/** Seconds since 1970, as text or number. */
export function isInstant(seconds: unknown): boolean {
  if (typeof seconds === 'string' ? !/^\d{1,12}$/.test(seconds) : typeof seconds !== 'number') return false
  const value = Number(seconds)
  return value >= 0 && value <= LAST_SECOND
}

/** An item that does not have the shape its reader needs. */
export function misfit(path: string, fits: Check<TSchema>, item: unknown): Unread {
  return unread(path, () => fits.first(item))
}

export function unread(place: string, fault: () => Violation | undefined): Unread {
  return {
    describe() {
      const { path, message } = within(place, fault())
      return { path, problem: message }
    }
  }
}

/** The first violation in a part of an item. A function, because most violations are counted and not listed. */
export type Fault = () => Violation

export function faultOf(place: string, fits: Check<TSchema>, part: unknown): Fault {
  return () => within(place, fits.first(part))
}

export function within(place: string, violation: Violation | undefined): Violation {
  return { path: place + (violation?.path ?? ''), message: violation?.message ?? 'has an unknown shape' }
}

export function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
