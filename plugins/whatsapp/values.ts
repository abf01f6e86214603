import type { TSchema } from '@sinclair/typebox'
import type { Check, Violation } from '../../schemas/check.ts'
import type { Unread } from '../../schemas/collect.ts'
import type { JsonObject } from '../../schemas/reading.ts'

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

// Meta's ids and names are shorter. What belongs to all items of a change is in each of their events.
const LONGEST_SHARED = 255

/** A text that many items have in common. */
export function shared(value: unknown): string | undefined {
  const told = text(value)
  return told !== undefined && told.length <= LONGEST_SHARED ? told : undefined
}

/** The same for a name, of which the beginning says enough. */
export function sharedName(value: unknown): string | undefined {
  return text(value)?.slice(0, LONGEST_SHARED)
}

const LAST_SECOND = 253_402_300_799 // of the year 9999

/** Seconds since 1970, as text or number, as an instant; undefined for what is none. */
export function instant(seconds: unknown): string | undefined {
  if (typeof seconds === 'string' ? !/^\d{1,12}$/.test(seconds) : typeof seconds !== 'number') return undefined
  const value = Number(seconds)
  return value >= 0 && value <= LAST_SECOND ? new Date(Math.round(value * 1000)).toISOString() : undefined
}

/** An item that has not the shape its reader needs. */
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

/** The first thing wrong with a part of an item. A function, because most of them are counted and not listed. */
export type Fault = () => Violation

export function faultOf(place: string, fits: Check<TSchema>, part: unknown): Fault {
  return () => within(place, fits.first(part))
}

export function within(place: string, violation: Violation | undefined): Violation {
  return { path: place + (violation?.path ?? ''), message: violation?.message ?? 'has an unknown shape' }
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
