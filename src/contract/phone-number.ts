import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { memoize } from './memoize.ts'

// WhatsApp ids of older Mexican accounts have a 1 that the phone number lost in 2019: +52 1 55… is +52 55….
const OLD_MEXICAN = /^521(?=\d{10}$)/

/**
 * E.164 of a number that begins with its country code, with or without a plus; null for anything else. The number only
 * has to be possible, by its country and length: new ranges open more often than libraries are updated.
 */
export const e164 = memoize(parsed, 1000)

// Takes longer than a signature; and guests write more than once, and the hotel's own number is in all that they write.
function parsed(international: string): string | null {
  if (/[a-z]/i.test(international)) return null
  const digits = international.replace(/\D/g, '').replace(OLD_MEXICAN, '52')
  const number = parsePhoneNumberFromString(`+${digits}`)
  return number?.isPossible() ? number.number : null
}
