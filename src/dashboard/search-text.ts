import { randomBytes } from 'node:crypto'
import { open, seal } from '../accounts/sealing.ts'
import type { SealingKey } from '../accounts/secrets-key.ts'
import { keyId } from '../accounts/secrets-key.ts'
import type { SearchTerms } from '../db/dashboard/search.ts'
import { isUuid } from './is-uuid.ts'

const PHONE = /^(\+|00)?[\d\s().\-/]{6,30}$/
/** A copied number can have marks of direction around it. */
const MARKS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const DASHES = /[\u2010-\u2015\u2212]/g
const MAIL = /^[^\s@]+@[^\s@]+$/
const PLACE = 'dashboard search'
const MOST_CHARS = 500

/** Without SECRETS_KEY, a search opens on this gateway only, until its next start. */
const OWN_KEY = makeKey()

/** Where a search leads: ids in the URL as they are, and everything else sealed, because it may be data of a guest. */
export function searchFields(text: string, keys: readonly SealingKey[]): { q?: string; f?: string | undefined } {
  const given = searched(text)
  if (given === '') return {}
  return isUuid(given.toLowerCase()) ? { q: given.toLowerCase() } : { f: sealedSearch(given, keys) }
}

/** The parameter `f` of a list that has no `q`. Undefined: nothing is searched for. */
export function sealedSearch(text: string, keys: readonly SealingKey[]): string | undefined {
  const given = searched(text)
  return given === '' ? undefined : seal(given, PLACE, keys[0] ?? OWN_KEY).toString('base64url')
}

/** What was entered. A phone number becomes one in a usual spelling: `tel:+49 (0) 30…` is `+49 30…`. */
function searched(text: string): string {
  const given = text.trim().slice(0, MOST_CHARS)
  const number = given.replace(MARKS, '').replace(DASHES, '-').replace(/^tel:/i, '').trim()
  if (!PHONE.test(number)) return given
  // The zero in brackets is not part of a number with a country code.
  return /^(\+|00)/.test(number) ? number.replace(/\(0\) ?/, '') : number
}

/** The text of a sealed search. Undefined: it does not open. */
export function openSearch(sealed: string, keys: readonly SealingKey[]): string | undefined {
  const opened = open(Buffer.from(sealed.slice(0, MOST_CHARS * 6), 'base64url'), PLACE, [...keys, OWN_KEY])
  return 'value' in opened ? opened.value.toString('utf8') : undefined
}

export function termsOf(text: string): SearchTerms {
  const digits = text.replace(/\D/g, '').replace(/^00/, '')
  if (PHONE.test(text) && digits.length >= 6) return { digits, text }
  return MAIL.test(text) ? { text } : { text, id: text }
}

/** What was searched for, without data of guests. */
export function maskedSearch(text: string): string {
  if (isUuid(text.toLowerCase())) return `the id ${text}`
  if (MAIL.test(text)) return 'a mail address'
  if (PHONE.test(text)) return `a number that ends in ${text.replace(/\D/g, '').slice(-2)}`
  return `a text of ${text.length} characters`
}

function makeKey(): SealingKey {
  const key = randomBytes(32)
  return { id: keyId(key), key }
}
