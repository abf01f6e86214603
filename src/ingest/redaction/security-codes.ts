import type { Span } from './span.ts'

// What hotels and guests call the three or four digits on the back of a card.
const NAME = [
  'cvv2?|cvc2?|cvn2?|cvd2?|ccv2?|cav2|cvp2|csc',
  '(?:card )?security code|card (?:verification|validation) (?:code|number|value)',
  '(?:karten)?(?:pr(?:ü|ue)f(?:ziffer|nummer)|sicherheits(?:code|nummer))',
  'code de s[ée]curit[ée]|cryptogramme(?: visuel)?',
  'c[óo]digo de (?:seguridad|seguran[çc]a)',
  'codice di sicurezza',
  '(?:veiligheids|beveiligings)code'
].join('|')

// What can stand between the name and the digits. A star makes a text bold, several stand for a code. Each part is short and begins with another character than the others.
const BETWEEN = `(?:[\\s:=>"'#().?\\\\-]|\\*(?!\\*)|is\\b|ist\\b|lautet\\b|est\\b|es\\b|[èé]|number\\b|code\\b|n[ro°º]\\b){0,8}`

// With the invisible characters and second halves that a plain text has NULs for.
const DIGIT = '\\d\\0{0,4}'
const DIGITS = `(?<digits>(?:${DIGIT}){3,4}|${DIGIT}(?:[ -]${DIGIT}){2,3})(?!\\0{0,4}\\w)`

const SECURITY_CODE = new RegExp(`(?<![a-z]|</)(?:${NAME})${BETWEEN}${DIGITS}`, 'gi')

/** Part of each of these names in small letters, which is cheaper to look for. Names of fields have no other ones. */
const HINT = /cv[vcndpe]|ccv|csc|cid|cav2|secur|verif|series|fziffer|fnummer|sicher|curit|segur|sicur|cryptogr|veilig/

/** False: neither a text nor the names of its fields say "security code". */
export function hintsAtSecurityCode(text: string): boolean {
  return HINT.test(text.toLowerCase())
}

/** Where security codes stand behind their name in a plain text: "CVV: 123", "security code is 1234". */
export function findSecurityCodes(plain: string): readonly Span[] {
  if (!hintsAtSecurityCode(plain)) return []
  return Array.from(plain.matchAll(SECURITY_CODE), digitsOf)
}

/** The digits are the end of all that was found. */
function digitsOf({ index, 0: found, groups }: RegExpExecArray): Span {
  const to = index + found.length
  return { from: to - (groups?.['digits']?.length ?? 0), to }
}

// An expiry date and a code: "12/27 737", "exp 12/2027, cid 1234".
const BEHIND_CARD =
  /[\s,;()]{0,4}(?:exp[a-z.]{0,7}[\s:]{0,3})?(?:0?[1-9]|1[0-2]) ?[/.-] ?(?:20)?\d\d[\s,;()]{1,4}(?:(?:cid|code)[\s:.]{1,3})?(?<digits>(?:\d\0{0,4}){3,4})(?!\0{0,4}\w)/iy

/** The security code that follows a card number and an expiry date without a name of its own. */
export function findSecurityCodeBehind(plain: string, cardEnd: number): Span | undefined {
  BEHIND_CARD.lastIndex = cardEnd
  const found = BEHIND_CARD.exec(plain)
  return found === null ? undefined : digitsOf(found)
}
