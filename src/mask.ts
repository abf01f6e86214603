import { CARD_PREFIX, isCard } from './card.ts'
import { isForm } from './parse.ts'

/**
 * Takes card numbers, security codes and live credentials out of the bytes of a delivery before anything is made of
 * them or stored: the one exception to keeping the exact bytes. All else stays as it was sent. A value that is only
 * digits under the name of an id is left alone: a masked id could neither be matched nor deduplicated.
 */
export function mask(body: Buffer, contentType: string | undefined, credentials: readonly string[] = []): Buffer {
  const text = body.toString('latin1')
  if (!isSuspicious(text, credentials)) return body
  const source = body.toString('utf8')
  const looksLikeJson = !isForm(contentType) || /^[\s\uFEFF]*[[{]/.test(source) // curl -d calls everything a form
  const clean = looksLikeJson ? maskAnything(source, credentials) : maskForm(source, credentials)
  return clean === source ? body : Buffer.from(clean)
}

/** What turns out to be no JSON is kept all the same, and can have a card in any place and in either spelling. */
function maskAnything(source: string, credentials: readonly string[]): string {
  const clean = maskJson(source, credentials)
  return isJson(source) ? clean : maskForm(maskCards(clean), credentials)
}

function isJson(source: string): boolean {
  try {
    JSON.parse(source.replace(/^\uFEFF/, ''))
    return true
  } catch {
    return false
  }
}

// What a card or a name can hide in: escaped digits, spaces, hyphens and letters, and any escape right before a digit, but
// for the plus of a phone number. Nearly every form has other escapes.
const DISGUISED = /\\u00|%(?:2[0d]|3\d|[4-7]|(?!2b)[\da-f]{2}\d)/i

// Runs on every body, so it is one look for anything that could need the closer one.
function isSuspicious(text: string, credentials: readonly string[]): boolean {
  if (DISGUISED.test(text) || /cvv|cvc|cav2|security_?code|card/i.test(text)) return true
  // The name of a credential can have any character, and so any escape.
  if (credentials.some((key) => text.includes(key) || text.includes('%'))) return true
  const spaced = text.replaceAll('+', ' ')
  return maskCards(spaced) !== spaced
}

const ID_NAME = /(ids?|sid|key|number|code|ref|reference|from|to|phone|time|timestamp)(_str)?$/i
const CARD_NAME = /card_?(number|no|num)?$|(^|_)pan$|cc_?num/i
const NUMBER_NAME = /^(number|no|num)$/i
const SECURITY_CODE_NAME =
  /^((card_?)?(cvv2?|cvc2?|cav2|security_?code)|card_?(security|verification)_?(code|value))(_?(code|number|value))?$/i

function maskValue(name: string, value: string, credentials: readonly string[]): string {
  if (credentials.includes(name) || SECURITY_CODE_NAME.test(name)) return '*'.repeat(value.length)
  if (/^\d+$/.test(value) && ID_NAME.test(name) && !CARD_NAME.test(name)) return value
  return maskCards(value)
}

function maskForm(source: string, credentials: readonly string[]): string {
  // One for each part that is not empty.
  const pairs = new URLSearchParams(`&${source}`).entries()
  return source
    .split('&')
    .map((pair) => {
      if (pair === '') return pair
      const [name, value] = pairs.next().value ?? ['', '']
      const clean = [maskCards(name), maskValue(name, value, credentials)] as const
      return clean[0] === name && clean[1] === value ? pair : new URLSearchParams([[...clean]]).toString()
    })
    .join('&')
}

// A string without an end reaches to the end of the text, so that no input is looked at twice.
const JSON_TOKEN = /"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$)|-?\d[\d.eE+-]*|[{}[\],:]/g

/** Rewrites string and number tokens in place. Knows just enough JSON to tell the name a value stands under. */
function maskJson(source: string, credentials: readonly string[]): string {
  const open: Level[] = []
  let name = ''
  let isName = false
  return source.replace(JSON_TOKEN, (token) => {
    if (token === '{' || token === '[') {
      open.push(level(token, name, open.at(-1), credentials))
      isName = token === '{'
    } else if (token === '}' || token === ']') {
      name = open.pop()?.name ?? ''
      isName = false
    } else if (token === ',') isName = open.at(-1)?.bracket === '{'
    else if (token === ':') isName = false
    else if (isName) {
      name = decode(token).slice(0, LONGEST_NAME)
      return maskName(token)
    } else return maskToken(token, nameOf(name, open.at(-1)), credentials)
    return token
  })
}

/** A name can be anything a guest has typed, as well. */
function maskName(token: string): string {
  const name = decode(token)
  const clean = maskCards(name)
  return clean === name ? token : JSON.stringify(clean)
}

// Names are looked at once for each value under them.
const LONGEST_NAME = 64

interface Level {
  bracket: string
  name: string
  /** Name of the outermost credential it is part of. */
  credential: string | undefined
  /** It is part of something called a card. */
  card: boolean
}

function level(bracket: string, name: string, outer: Level | undefined, credentials: readonly string[]): Level {
  const credential = outer?.credential ?? credentials.find((one) => one === name)
  return { bracket, name, credential, card: outer?.card || /card/i.test(name) }
}

/** The name a value is judged by: `number` says little, the `number` of a `card` says all. */
function nameOf(name: string, within: Level | undefined): string {
  if (within?.credential !== undefined) return within.credential
  return within?.card && NUMBER_NAME.test(name) ? `card_${name}` : name
}

function maskToken(token: string, name: string, credentials: readonly string[]): string {
  const isNumber = !token.startsWith('"')
  const named = credentials.includes(name) || SECURITY_CODE_NAME.test(name) || CARD_NAME.test(name)
  if (isNumber && !named) return token
  const value = decode(token)
  const clean = maskValue(name, value, credentials)
  return clean === value ? token : JSON.stringify(clean)
}

function decode(token: string): string {
  if (!token.startsWith('"')) return token
  try {
    return String(JSON.parse(token))
  } catch {
    // It has no end, or an escape that is none: digits are all that matters here.
    const digits = token.replace(/\\u00(3\d)/gi, (_all, code) => String.fromCharCode(Number.parseInt(code, 16)))
    return digits.replace(/^"|"$/g, '')
  }
}

// A run of digits, alone or in groups of two and more, that does not begin inside a word, a longer number or a phone
// number.
const DIGITS = /(?<![\w+.-])\d{2,}(?:[ -]\d{2,})*/g

/** Masks every card number in a text but for its last four digits. The text keeps its length. */
export function maskCards(text: string): string {
  return text.replace(DIGITS, (run: string, at: number) => maskRun(run, /[\w-]/.test(text.charAt(at + run.length))))
}

/** "4111 1111 1111 1111 12 27" holds a card in its first four groups: every row of whole groups is a candidate. */
function maskRun(run: string, runsOn: boolean): string {
  if (run.length < 13) return run
  const digits = run.match(/\d+/g) ?? []
  const last = runsOn ? digits.length - 1 : digits.length
  let groups: string[] | undefined
  for (let first = 0; first < last; first++) {
    const size = cardAt(digits, first, last)
    if (size === 0) continue
    groups ??= run.split(/(?<=[ -])/)
    hide(groups, first, first + size)
    first += size - 1
  }
  return groups?.join('') ?? run
}

/** How many groups from `first` on make a card number; 0 for none. */
function cardAt(groups: readonly string[], first: number, last: number): number {
  let digits = groups[first] ?? ''
  if (!CARD_PREFIX.test(digits)) return 0
  for (let next = first + 1; digits.length <= 19; next++) {
    if (digits.length >= 13 && isCard(digits)) return next - first
    if (next >= last) return 0
    digits += groups[next] ?? ''
  }
  return 0
}

/** Stars in place of all digits of these groups but the last four. */
function hide(groups: string[], from: number, to: number): void {
  let shown = 4
  for (let at = to - 1; at >= from; at--) {
    const group = groups[at] ?? ''
    const digits = group.replace(/\D/, '')
    const visible = Math.min(shown, digits.length)
    groups[at] = '*'.repeat(digits.length - visible) + group.slice(digits.length - visible)
    shown -= visible
  }
}
