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

/** Seconds or milliseconds since 1970, as text or number, as an RFC 3339 instant; undefined for any other value. */
export function instant(time: unknown): string | undefined {
  if (!isInstant(time)) return undefined
  const value = Number(time)
  return isoTime(Math.round(value > LAST_SECOND ? value : value * 1000))
}

/** Seconds since 1970, as text or number. Some integrators pass on milliseconds. */
export function isInstant(time: unknown): boolean {
  if (typeof time === 'string' ? !/^\d{1,15}$/.test(time) : typeof time !== 'number') return false
  const value = Number(time)
  return value >= 0 && value <= LAST_SECOND * 1000
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
