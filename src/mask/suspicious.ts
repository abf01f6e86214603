import { CARD_PREFIX, isCard } from '../card.ts'

// What a card or a name can hide in: escaped digits, spaces, hyphens and letters, any escape right before a digit, but for
// the plus of a phone number, and what can be a gap of two. Nearly every form has other escapes.
const DISGUISED = /\\u(?:00|[\da-f]{4}\d)|%(?:2[0d]|3\d|[4-7]|(?!2b)[\da-f]{2}\d|(?:0[ad]|2e|a0)[+.\s\xc2-])/i

/**
 * Runs on every body, so it is one look for anything that could need the closer one. `text` has a character for each byte:
 * it is not decoded.
 */
export function isSuspicious(text: string, credentials: readonly string[]): boolean {
  if (DISGUISED.test(text) || /cvv|cvc|cav2|security_?code|card/i.test(text)) return true
  // The name of a credential can have any character, and so any escape.
  if (credentials.some((key) => text.includes(key) || text.includes('%'))) return true
  return hasCard(text)
}

// Digits enough for a card, with all that is between groups: in a form a plus, in JSON an escape, in a string in JSON an
// escaped one; the bytes of a no-break space.
const DIGITS = /(?<!\d)[2-6](?:(?:[ .+\r\n-]|\xc2\xa0|\\+[rn]){0,2}\d){12,18}/g

/** A card in whole groups, whatever is around it. */
function hasCard(text: string): boolean {
  DIGITS.lastIndex = 0
  for (let found = DIGITS.exec(text); found !== null; found = DIGITS.exec(text)) {
    const [run] = found
    const isCut = /\d/.test(text.charAt(DIGITS.lastIndex))
    if (CARD_PREFIX.test(run) && beginsWithCard(run.match(/\d+/g) ?? [], isCut)) return true
    DIGITS.lastIndex = found.index + 1
  }
  return false
}

function beginsWithCard(groups: readonly string[], isCut: boolean): boolean {
  let digits = ''
  for (const group of isCut ? groups.slice(0, -1) : groups) {
    digits += group
    if (digits.length >= 13 && isCard(digits)) return true
  }
  return false
}
