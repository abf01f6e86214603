import { maskCards } from './cards.ts'

// What a card or a name can hide in: escaped digits, spaces, hyphens and letters, and any escape right before a digit, but
// for the plus of a phone number. Nearly every form has other escapes.
const DISGUISED = /\\u00|%(?:2[0d]|3\d|[4-7]|(?!2b)[\da-f]{2}\d)/i

/** Runs on every body, so it is one look for anything that could need the closer one. */
export function isSuspicious(text: string, credentials: readonly string[]): boolean {
  if (DISGUISED.test(text) || /cvv|cvc|cav2|security_?code|card/i.test(text)) return true
  // The name of a credential can have any character, and so any escape.
  if (credentials.some((key) => text.includes(key) || text.includes('%'))) return true
  const spaced = text.replaceAll('+', ' ')
  return maskCards(spaced) !== spaced
}
