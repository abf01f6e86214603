/** Stands for a character that has no width, so that a text keeps its length: scanners look through it. */
export const NOTHING = '\0'

const NOT_ASCII = /[^\0-\x7f]/

export function isAscii(text: string): boolean {
  return !NOT_ASCII.test(text)
}

// Decimal digits of all scripts, spaces, dashes, invisible characters, dots, and slashes, but for those of ASCII.
const SPELLED =
  /(?:(?![\0-\x7f])[\p{Nd}\p{Zs}\p{Zl}\p{Zp}\p{Pd}\p{Cf}\x85\u00b7\u2022\u2024\u2027\u2044\u2212\u2215\uff0e\uff0f\uff3f\p{Variation_Selector}\p{Me}])+/gu

/**
 * The text with an ASCII digit for each digit of any script, and an ASCII separator for each space, dash, dot and slash.
 * Every character stays at its position: an invisible one, and the second half of a wide one, becomes a NUL.
 */
export function toPlain(text: string): string {
  return isAscii(text) ? text : text.replace(SPELLED, plainRun)
}

/** What each character has become that was seen before. There are about a thousand. */
const SEEN = new Map<string, string>()

function plainRun(run: string): string {
  return Array.from(run, spell).join('')
}

function spell(character: string): string {
  let spelled = SEEN.get(character)
  if (spelled === undefined) {
    spelled = plainCharacter(character).padEnd(character.length, NOTHING)
    SEEN.set(character, spelled)
  }
  return spelled
}

function plainCharacter(character: string): string {
  if (/\p{Nd}/u.test(character)) return String(digitOf(character))
  if (/\p{Zs}/u.test(character)) return ' '
  if (/[\p{Pd}\u2212]/u.test(character)) return '-'
  if (/[\p{Zl}\p{Zp}\x85]/u.test(character)) return '\n'
  if (/[\u00b7\u2022\u2024\u2027\uff0e]/.test(character)) return '.'
  if (/[\u2044\u2215\uff0f]/.test(character)) return '/'
  return character === '\uff3f' ? '_' : NOTHING
}

/** Unicode has the digits of each script in order, ten after ten. */
function digitOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  let first = code
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--
  return (code - first) % 10
}
