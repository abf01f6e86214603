import { isCalendarDate, toUtc } from '../../schemas/common.ts'
import type { Json, JsonObject, Problem } from '../../schemas/reading.ts'

/** Undefined: not reported, or not readable. Null: the vendor has no value. */
type Field<Value> = Value | null | undefined

export interface FieldReader {
  /** One for each field that could not be read. */
  problems: Problem[]
  /** A text that is not blank. A number is taken as its digits. */
  text(name: string): Field<string>
  count(name: string): Field<number>
  date(name: string): Field<string>
  /** RFC 3339 in UTC. */
  instant(name: string): Field<string>
  currency(name: string): Field<string>
  amount(name: string): Field<number | string>
  /** A reader of the object in a field. It has the same list of problems. */
  inside(name: string): Field<FieldReader>
  /** The value as it is. It remains part of the rest. */
  value(name: string): Json | undefined
  /** Everything that was not read by one of these, and not passed here. Undefined: nothing is left. */
  rest(...others: readonly string[]): JsonObject | undefined
}

const AMOUNT = /^-?\d{1,20}(\.\d{1,20})?$/

/**
 * Reads the fields of a vendor's object one by one, so that an odd value costs its field and nothing else: it becomes a problem at
 * its path. `absent` is the value of a field that is missing: null for objects that are always complete.
 */
export function readFields(
  object: JsonObject,
  path: string,
  absent: null | undefined,
  problems: Problem[] = []
): FieldReader {
  const read = new Set<string>()

  return {
    problems,
    text: (name) => field(name, 'is not a text', (value) => textOf(value)),
    count: (name) => field(name, 'is not a whole number of 0 or more', countOf),
    date: (name) =>
      field(name, 'is not a calendar date (YYYY-MM-DD)', (value) =>
        typeof value === 'string' && isCalendarDate(value) ? value : undefined
      ),
    instant: (name) =>
      field(name, 'is not an instant with an offset', (value) =>
        typeof value === 'string' ? toUtc(value) : undefined
      ),
    currency: (name) =>
      field(name, 'is not a currency of three letters', (value) =>
        typeof value === 'string' && /^[A-Za-z]{3}$/.test(value) ? value : undefined
      ),
    amount: (name) => field(name, 'is not an amount', amountOf),
    inside: (name) =>
      field(name, 'is not an object', (value) =>
        isObject(value) ? readFields(value, `${path}/${name}`, absent, problems) : undefined
      ),
    value: (name) => (Object.hasOwn(object, name) ? object[name] : undefined),
    rest(...others) {
      const left = Object.entries(object).filter(
        ([name, value]) => value !== undefined && !read.has(name) && !others.includes(name)
      )
      return left.length === 0 ? undefined : Object.fromEntries(left)
    }
  }

  function field<Value>(
    name: string,
    problem: string,
    convert: (value: Json) => Value | null | undefined
  ): Field<Value> {
    read.add(name)
    const value = Object.hasOwn(object, name) ? object[name] : undefined
    if (value === undefined) return absent
    if (value === null) return null
    const converted = convert(value)
    if (converted === undefined) problems.push({ path: `${path}/${name}`, problem })
    return converted
  }
}

function textOf(value: Json): string | null | undefined {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return undefined
  return value.trim() === '' ? null : value
}

function countOf(value: Json): number | undefined {
  const count = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined
}

function amountOf(value: Json): number | string | undefined {
  if (typeof value === 'number') return Math.abs(value) <= 1e15 ? value : undefined
  return typeof value === 'string' && AMOUNT.test(value) ? value : undefined
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A person's name in two fields. Vendors leave both empty where they know only the full name. */
export function namesOf(
  first: Field<string>,
  last: Field<string>,
  full: Field<string>
): { firstName: Field<string>; lastName: Field<string>; isFull: boolean } {
  const isFull = !first && !last && Boolean(full)
  return isFull ? { firstName: null, lastName: full, isFull } : { firstName: first, lastName: last, isFull }
}
