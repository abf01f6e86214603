import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { memoize } from '../../src/contract/memoize.ts'

// A country code, and digits with what people write between them.
const INTERNATIONAL = /^\s*\(?\+[\s\d().\-/]*$/

/**
 * E.164 of a phone number that begins with a plus and a country code that exists; null for anything else. The zero that some
 * countries dial within the country only is left out, and Italy's is kept, as libphonenumber knows them. A number without a
 * plus has no country, and to guess one would send messages to strangers.
 */
export const phoneE164 = memoize(parsed, 1000)

function parsed(reported: string): string | null {
  if (reported.length > 64 || !INTERNATIONAL.test(reported)) return null
  const number = parsePhoneNumberFromString(`+${reported.replace(/\D/g, '')}`)?.number ?? ''
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : null
}
