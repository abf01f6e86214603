import { FormatRegistry, type TSchema, type TString, Type } from '@sinclair/typebox'

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.(\d{1,9}))?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/
const CALENDAR_DATE = /^(\d{4})-(\d{2})-(\d{2})$/

FormatRegistry.Set('date', isCalendarDate)
FormatRegistry.Set('date-time', isInstant)

/** True for a date that is in the calendar: 2024-02-29 is, 2023-02-29 is not. No time zone ever enters. */
export function isCalendarDate(text: string): boolean {
  const [, year, month, day] = (CALENDAR_DATE.exec(text) ?? []).map(Number)
  if (!year || month === undefined || day === undefined) return false
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  return days !== undefined && day >= 1 && day <= days
}

/** True for an RFC 3339 instant with an offset, on a day that is in the calendar, and within the years 1 to 9999 in UTC too. */
export function isInstant(text: string): boolean {
  const date = INSTANT.exec(text)?.[1]
  if (date === undefined || !isCalendarDate(date)) return false
  const year = new Date(text).getUTCFullYear()
  return year >= 1 && year <= 9999
}

/** An RFC 3339 instant in UTC with milliseconds, or microseconds if the sender gave them. Undefined for any other text. */
export function toUtc(text: string): string | undefined {
  if (!isInstant(text)) return undefined
  const milliseconds = new Date(text).toISOString()
  const beyond = (INSTANT.exec(text)?.[3] ?? '').padEnd(6, '0').slice(3, 6)
  return beyond === '000' ? milliseconds : `${milliseconds.slice(0, -1)}${beyond}Z`
}

/** Compares two instants in the format of `toUtc`. */
export function isBefore(one: string, other: string): boolean {
  return one.slice(0, -1).padEnd(26, '0') < other.slice(0, -1).padEnd(26, '0')
}

/** An RFC 3339 instant. */
export const Instant = Type.String({
  format: 'date-time',
  errorMessage: 'must be an instant with an offset, like 2024-03-15T14:00:00Z'
})

/** A local date at the hotel, without a zone. */
export const LocalDate = Type.String({ format: 'date', errorMessage: 'must be a real calendar date, YYYY-MM-DD' })

/** An id from outside: a string, or a JSON number whose digits are kept. Numbers that a double would change arrive as strings. */
export const ExternalId = Type.Union(
  [Type.String({ minLength: 1, maxLength: 255 }), Type.Integer({ minimum: 0, exclusiveMaximum: 1e21 })],
  { errorMessage: 'must be a string of 1 to 255 characters, or a whole number' }
)

export function Nullable<T extends TSchema>(schema: T) {
  const own: unknown = schema['errorMessage']
  const options = typeof own === 'string' ? { errorMessage: `${own}, or null` } : {}
  return Type.Union([schema, Type.Null()], options)
}

/** One of a few words. The error message lists them. */
export function OneOf<const T extends string>(...words: T[]) {
  return Type.Union(
    words.map((word) => Type.Literal(word)),
    { errorMessage: `must be one of: ${words.join(', ')}` }
  )
}

export function Text(maxLength: number): TString {
  return Type.String({ maxLength, errorMessage: `must be a string of at most ${maxLength} characters` })
}
