import { isCalendarDate, toUtc } from '../../schemas/common.ts'

const WRITTEN = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2}(?:[.,]\d{1,9})?)?\s*([Zz]|[+-]\d{2}(?::?\d{2})?)?$/

/** From here on a number of seconds is later than the year 5000, so it counts milliseconds. */
const FIRST_MILLISECONDS = 100_000_000_000

const EPOCH = /^(\d{9,16})(?:\.(\d{1,9}))?$/

/**
 * An instant in UTC, as `toUtc` writes it, of what vendors send: RFC 3339, also with a space in place of the T, without seconds, or
 * with an offset without a colon; seconds or milliseconds since 1970; a local time, if its zone is given. Undefined: it is none.
 */
export function instantOf(value: string | number, zone?: string): string | undefined {
  const text = typeof value === 'number' ? plainNumber(value) : value.trim()
  const [, whole, fraction] = EPOCH.exec(text) ?? []
  if (whole !== undefined) return ofEpoch(Number(whole), fraction)
  const [, date, minutes, seconds = ':00', offset] = WRITTEN.exec(text) ?? []
  if (date === undefined || minutes === undefined) return undefined
  const local = `${date}T${minutes}${seconds.replace(',', '.')}`
  if (offset !== undefined) return toUtc(local + withColon(offset))
  return zone === undefined ? undefined : ofZone(local, zone)
}

/** The instant of a time that was written without an offset, if it had this one. */
export function instantIn(written: string, offset: string): string | undefined {
  const [, date, minutes, seconds = ':00', own] = WRITTEN.exec(written.trim()) ?? []
  if (date === undefined || minutes === undefined) return undefined
  return own === undefined ? toUtc(`${date}T${minutes}${seconds.replace(',', '.')}${offset}`) : instantOf(written)
}

/** A local date of what vendors send: the date alone, or with a time of day that is local too. */
export function dayOf(value: string, zone?: string): string | undefined {
  const text = value.trim()
  const date = text.slice(0, 10)
  if (!isCalendarDate(date)) return undefined
  if (text.length === 10) return date
  const [, , , , offset] = WRITTEN.exec(text) ?? []
  if (offset === undefined) return WRITTEN.test(text) ? date : undefined
  const instant = zone === undefined ? undefined : instantOf(text)
  if (zone !== undefined && instant !== undefined) return localDate(instant, zone)
  // The offset is that of the hotel. With Z it is not, unless the time of day is empty.
  return /^z$/i.test(offset) && !/[Tt ]00:00(:00(\.0+)?)?Z$/i.test(text) ? undefined : date
}

function plainNumber(value: number): string {
  return Number.isFinite(value) && value >= 0 ? String(value) : ''
}

function ofEpoch(whole: number, fraction = ''): string | undefined {
  if (whole >= FIRST_MILLISECONDS) {
    return whole < 100 * FIRST_MILLISECONDS ? new Date(whole).toISOString() : undefined
  }
  const micros = fraction.slice(0, 6).padEnd(6, '0').replace(/000$/, '')
  return new Date(whole * 1000).toISOString().replace('.000Z', `.${micros}Z`)
}

/** `Z` and `+02:00` as they are, `+0200` and `+02` with their minutes. */
function withColon(offset: string): string {
  if (offset.length === 1) return 'Z'
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0')
  return `${offset.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`
}

/** The instant of a local time. Of an hour that comes twice, the first one; in an hour that is left out, the time moved by it. */
function ofZone(local: string, zone: string): string | undefined {
  const asUtc = toUtc(`${local}Z`)
  if (asUtc === undefined) return undefined
  const moment = Date.parse(asUtc)
  const before = offsetAt(moment - DAY_MS, zone)
  const [first, second] = [moment - before, moment - offsetAt(moment - before, zone)]
  const isFirst = offsetAt(first, zone) === before
  return withFractionOf(asUtc, new Date(isFirst ? first : second).toISOString())
}

const DAY_MS = 86_400_000

/** Keeps the microseconds, which a Date does not have. */
function withFractionOf(source: string, target: string): string {
  return `${target.slice(0, 19)}${source.slice(19)}`
}

function offsetAt(moment: number, zone: string): number {
  const whole = Math.floor(moment / 1000) * 1000
  return Date.parse(`${partsIn(whole, zone).replace(' ', 'T')}Z`) - whole
}

function localDate(instant: string, zone: string): string {
  return partsIn(Date.parse(instant), zone).slice(0, 10)
}

/** `YYYY-MM-DD HH:MM:SS` in a zone: so does Sweden write it. */
function partsIn(moment: number, zone: string): string {
  return formatOf(zone).format(moment)
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Zones come from settings and adapters, never from payloads, so they are few. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  formats.set(zone, format)
  return format
}

/** Zones of records come from the vendor's own settings: one for each hotel. */
const MOST_ZONES = 1_000
const zones = new Set<string>()

/**
 * True: a time zone of the IANA database, like `Europe/Berlin`. Valid names are remembered: Node.js takes 0.2 ms to check one, which is a
 * twentieth of a record of Mews (`npm run bench -- --only hydration`).
 */
export function isTimeZone(zone: string): boolean {
  if (zones.has(zone)) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch {
    return false
  }
  const isName = /^(UTC|[A-Za-z_]+\/[\w+/-]+)$/.test(zone)
  if (isName && zones.size < MOST_ZONES) zones.add(zone)
  return isName
}
