import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { isPlainNumber } from './calling-codes.ts'

// WhatsApp ids of older Mexican accounts have a 1 that the phone number lost in 2019: +52 1 55… is +52 55….
const OLD_MEXICAN = /^521(?=\d{10}$)/

/**
 * E.164 of a number that begins with its country code, with or without a plus; null for anything else. The number only
 * has to be possible, by its country and length: new ranges open more often than libraries are updated.
 */
export function e164(international: string): string | null {
  if (/[a-z]/i.test(international)) return null
  const digits = international.replace(/\D/g, '').replace(OLD_MEXICAN, '52')
  if (isPlainNumber(digits)) return `+${digits}`
  const number = parsePhoneNumberFromString(`+${digits}`)
  return number?.isPossible() ? number.number : null
}

// A country code, and digits with what people write between them.
const INTERNATIONAL = /^\s*\(?\+[\s\d().\-/]*$/

/**
 * E.164 of a phone number that begins with a plus and a country code that exists; null for anything else. The zero that some
 * countries dial within the country only is left out, and Italy's is kept, as libphonenumber knows them. A number without a
 * plus has no country, and to guess one would send messages to strangers.
 */
export function e164WithPlus(reported: string): string | null {
  if (reported.length > 64 || !INTERNATIONAL.test(reported)) return null
  const digits = reported.replace(/\D/g, '').replace(OLD_MEXICAN, '52')
  if (isPlainNumber(digits)) return `+${digits}`
  const parsed = parsePhoneNumberFromString(`+${digits}`)
  // Of several zeros, one is left.
  if (parsed === undefined || (parsed.nationalNumber.startsWith('0') && !parsed.isValid())) return null
  return /^\+[1-9]\d{6,14}$/.test(parsed.number) ? parsed.number : null
}
