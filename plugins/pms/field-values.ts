import { isJsonObject } from '../../schemas/json-object.ts'
import { money as exactMoney, type Money } from '../../schemas/money.ts'
import type { Json } from '../../schemas/reading.ts'
import type { Field } from './fields.ts'

const AMOUNT = /^-?\d{1,20}(\.\d{1,20})?$/
const CURRENCY = /^[A-Za-z]{3}$/
const LANGUAGE = /^[A-Za-z]{2,8}([-_][A-Za-z\d]{1,8}){0,8}$/
const LONGEST_ID = 255

/** What scripts of vendors write for a value that is missing. */
const NOTHING: ReadonlySet<string> = new Set(['undefined', 'null', 'NaN', '[object Object]'])

export function isBlank(value: Json | undefined): boolean {
  return value == null || (typeof value === 'string' && value.trim() === '')
}

/** The text of an XML element that has attributes as well. */
export function textInside(value: Json | undefined): Json | undefined {
  return isJsonObject(value) && typeof value['#text'] === 'string' ? value['#text'] : value
}

export function idOf(value: Json): Field<string> {
  // Above 2^53, decoding leaves only numbers that a double holds exactly.
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 0 && value < 1e21 ? String(value) : undefined
  if (typeof value !== 'string') return undefined
  const id = value.trim()
  if (id === '') return null
  return NOTHING.has(id) || id.length > LONGEST_ID ? undefined : id
}

export function textOf(value: Json): Field<string> {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return undefined
  return value.trim() === '' ? null : value
}

export function languageOf(value: Json): Field<string> {
  const text = textOf(value)
  return text == null || LANGUAGE.test(text) ? text : undefined
}

export function currencyOf(value: Json): string | undefined {
  return typeof value === 'string' && CURRENCY.test(value) ? value : undefined
}

export function countOf(value: Json): number | undefined {
  const count = typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value) : value
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined
}

export function amountOf(value: Json, isMinor: boolean): number | string | null | undefined {
  if (value === '') return null
  if (typeof value === 'number' && Math.abs(value) > 1e15) return undefined
  const text = isScalar(value) ? String(value).trim() : ''
  if (isMinor) return /^-?\d{1,20}$/.test(text) ? text : undefined
  if (typeof value === 'number') return value
  return AMOUNT.test(text) ? text : undefined
}

/** An amount in the smallest unit, as one in the unit. */
export function ofMinor(amount: number | string, code: string): Money {
  const places = exactMoney('0', code).amount.split('.')[1]?.length ?? 0
  const text = String(amount)
  const digits = text.replace('-', '').padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  return exactMoney(
    `${text.startsWith('-') ? '-' : ''}${whole}${places === 0 ? '' : `.${digits.slice(-places)}`}`,
    code
  )
}

/** The meaning of a word: as it is spelled, or in another letter case. */
export function meaningOf<Meaning>(meanings: Readonly<Record<string, Meaning>>, word: string): Meaning | undefined {
  if (Object.hasOwn(meanings, word)) return meanings[word]
  const lower = word.toLowerCase()
  const spelled = Object.keys(meanings).find((known) => known.toLowerCase() === lower)
  return spelled === undefined ? undefined : meanings[spelled]
}

export function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}
