import { maskCards } from './cards.ts'
import { CARD_NAME, maskValue, SECURITY_CODE_NAME } from './value.ts'

// A string without an end reaches to the end of the text, so that no input is looked at twice.
const JSON_TOKEN = /"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$)|-?\d[\d.eE+-]*|[{}[\],:]/g

/** Rewrites string and number tokens in place. Knows just enough JSON to tell the name a value stands under. */
export function maskJson(source: string, credentials: readonly string[]): string {
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
