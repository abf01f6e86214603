import { maskCards } from './cards.ts'
import { CARD_NAME, isSecret, maskValue } from './value.ts'

// A string without an end reaches to the end of the text, so that no input is looked at twice.
const JSON_TOKEN = /"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$)|-?\d[\d.eE+-]*|[{}[\],:]/g

/** Rewrites string and number tokens in place. Knows just enough JSON to tell the name a value stands under. */
export function maskJson(source: string, credentials: readonly string[], outer = OUTERMOST): string {
  const open: Level[] = []
  let name = outer.name
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
    } else return maskToken(token, nameOf(name, open.at(-1)), credentials, outer)
    return token
  })
}

/** A name can be anything a guest has typed, as well. */
function maskName(token: string): string {
  const name = decode(token)
  const clean = maskCards(name)
  // A number is no name: this is no JSON, and is masked as text.
  return clean === name || !token.startsWith('"') ? token : JSON.stringify(clean)
}

// Names are looked at once for each value under them.
const LONGEST_NAME = 64

const NUMBER_NAME = /^(number|no|num)$/i

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

/** The string that JSON is in. */
interface Outer {
  name: string
  depth: number
  /** Numbers in it can be what a guest has typed. */
  numbersAreText: boolean
}

const OUTERMOST: Outer = { name: '', depth: 0, numbersAreText: false }

function maskToken(token: string, name: string, credentials: readonly string[], outer: Outer): string {
  const isNumber = !token.startsWith('"')
  const named = isSecret(name, credentials) || CARD_NAME.test(name)
  if (isNumber && !named && !outer.numbersAreText) return token
  const value = decode(token)
  const clean = maskText(name, value, credentials, outer.depth)
  return clean === value ? token : JSON.stringify(clean)
}

// Every depth looks once more at all that is in it.
const DEEPEST = 4
// Without a quote it has no names.
const BEGINS_LIKE_JSON = /^\s*[[{][^"]*"/

/** A value that can be JSON in turn, as the answers to forms of WhatsApp and Twilio are. */
export function maskText(name: string, value: string, credentials: readonly string[], depth = 0): string {
  const isPlain = depth === DEEPEST || !BEGINS_LIKE_JSON.test(value) || isSecret(name, credentials)
  if (isPlain) return maskValue(name, value, credentials)
  const numbersAreText = isJson(value)
  const clean = maskJson(value, credentials, { name, depth: depth + 1, numbersAreText })
  return numbersAreText ? clean : maskValue(name, clean, credentials)
}

export function isJson(source: string): boolean {
  try {
    JSON.parse(source.replace(/^\uFEFF/, ''))
    return true
  } catch {
    return false
  }
}

function decode(token: string): string {
  if (!token.startsWith('"')) return token
  try {
    return String(JSON.parse(token))
  } catch {
    // It has no end, or an escape that is none: digits and quotes are all that matters here.
    const digits = token.replace(/\\u00(3\d)/gi, (_all, code) => String.fromCharCode(Number.parseInt(code, 16)))
    return digits.replace(/^"|"$/g, '').replace(/\\(["\\])/g, '$1')
  }
}
