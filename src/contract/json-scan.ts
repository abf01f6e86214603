const QUOTE = 0x22
const BACKSLASH = 0x5c

// A double holds every number of 15 digits.
const SHORTEST_INEXACT = 16

/**
 * Deepest nesting of brackets outside strings, by one pass over the text: cheaper than any parser's stack. `numbers` takes the
 * start and the end of each number that a double may not hold: of 16 characters or more, or with an exponent.
 */
export function nesting(source: string, numbers?: number[]): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < source.length; at++) {
    const code = source.charCodeAt(at)
    if (code === QUOTE) at = endOfString(source, at)
    else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth)
    else if (code === 0x5d || code === 0x7d) depth--
    else if (numbers !== undefined && (isDigit(code) || code === 0x2d)) {
      const end = endOfNumber(source, at)
      if (end - at >= SHORTEST_INEXACT || hasExponent(source, at, end)) numbers.push(at, end)
      at = end - 1
    }
  }
  return deepest
}

/** True: a text has more than so many opening brackets, those in strings included. */
export function hasMoreBrackets(source: string, most: number): boolean {
  let count = 0
  for (const bracket of '{[') {
    for (let at = source.indexOf(bracket); at !== -1; at = source.indexOf(bracket, at + 1)) {
      if (++count > most) return true
    }
  }
  return false
}

/** Index of the closing quote; the end of the text where there is none. */
function endOfString(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    const code = source.charCodeAt(at)
    if (code === QUOTE) return at
    if (code === BACKSLASH) at++
  }
  return source.length
}

function endOfNumber(source: string, start: number): number {
  let at = start + 1
  while (at < source.length && isNumberPart(source.charCodeAt(at))) at++
  return at
}

function hasExponent(source: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isExponent(source.charCodeAt(at))) return true
  return false
}

function isNumberPart(code: number): boolean {
  return isDigit(code) || code === 0x2e || isExponent(code) || code === 0x2b || code === 0x2d
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isExponent(code: number): boolean {
  return code === 0x65 || code === 0x45
}

// A number stands at the beginning of the text, or behind one of these characters.
const MAYBE_INEXACT = /(?:^|[\s:,[])-?(?:\d[\d.]{14}|\d[\d.]{0,14}[eE])/

/** False: `nesting` finds no number that a double may not hold. Takes a third of the time, because most texts have none. */
export function mayHaveInexact(source: string): boolean {
  return MAYBE_INEXACT.test(source)
}

/** Puts the numbers that a double cannot hold into quotes. What is not JSON before is not JSON afterwards. */
export function quoteInexact(source: string, numbers: readonly number[]): string {
  const parts: string[] = []
  let done = 0
  for (let at = 0; at < numbers.length; at += 2) {
    const [start = 0, end = 0] = [numbers[at], numbers[at + 1]]
    const token = source.slice(start, end)
    if (isExact(token) || !NUMBER.test(token) || isKey(source, end)) continue
    parts.push(source.slice(done, start), `"${token}"`)
    done = end
  }
  return parts.length === 0 ? source : parts.join('') + source.slice(done)
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** A number in place of a key is not JSON, and a quoted one would be. */
function isKey(source: string, end: number): boolean {
  const follower = /\S/g
  follower.lastIndex = end
  return follower.exec(source)?.[0] === ':'
}

/** True if a double keeps the digits of a number: those of its shortest decimal are the same. */
function isExact(token: string): boolean {
  const value = Number(token)
  if (!Number.isFinite(value)) return false
  if (significantDigits(token) < SHORTEST_INEXACT) return true
  if (token.length > LONGEST_EXACT) return false
  return digitsOf(token) === digitsOf(String(value)) && Math.abs(value) < FIRST_WITH_EXPONENT
}

/** No double has more digits than 17. The others are zeros. */
const LONGEST_EXACT = 64
/** From here on, JavaScript writes whole numbers with an exponent. */
const FIRST_WITH_EXPONENT = 1e21

/** The significant digits of a decimal. Two decimals with the same digits that are equal as doubles are the same number. */
function digitsOf(decimal: string): string {
  const [digits = ''] = decimal.split(/e/i)
  const plain = digits.replace(/[-.]/g, '')
  let [start, end] = [0, plain.length]
  while (plain[start] === '0') start++
  while (end > start && plain[end - 1] === '0') end--
  return plain.slice(start, end)
}

/** Counts no more than it takes to be too many. */
function significantDigits(token: string): number {
  let digits = 0
  for (let at = 0; at < token.length && digits < SHORTEST_INEXACT; at++) {
    const code = token.charCodeAt(at)
    if (isExponent(code)) break
    if (isDigit(code) && (digits > 0 || code !== 0x30)) digits++
  }
  return digits
}

/**
 * The string, or the digits of the number, at a path of names in the bytes of a JSON object; undefined where there is neither. Of
 * a repeated name the last one counts, as for `JSON.parse`. One pass that builds no values, so it is fit for bytes of
 * strangers. Bytes that are no JSON are read as far as they look like it.
 */
export function findValue(json: Buffer, path: readonly string[]): string | undefined {
  const names = path.map((name) => Buffer.from(name))
  let found: string | undefined
  let depth = 0
  /** So many of the open objects are the values of the first names of the path. */
  let matched = 0
  for (let at = 0; at < json.length; at++) {
    const code = json[at]
    if (code === OPEN_OBJECT || code === OPEN_LIST) depth++
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      depth--
      if (matched > 0 && depth === matched) matched--
    } else if (code === QUOTE) {
      const end = endOfStringBytes(json, at)
      const colon = skipSpace(json, end + 1)
      const name = names[matched]
      const isOnPath = depth === matched + 1 && json[colon] === COLON && name !== undefined
      if (!isOnPath || !isName(json.subarray(at, end + 1), name)) {
        at = end
        continue
      }
      found = undefined
      const value = skipSpace(json, colon + 1)
      at = value - 1
      if (matched === names.length - 1) {
        if (json[value] !== QUOTE) {
          found = numberAt(json, value)
          continue
        }
        at = endOfStringBytes(json, value)
        found = textOf(json.subarray(value, at + 1))
      } else if (json[value] === OPEN_OBJECT) {
        at = value
        depth++
        matched++
      }
    }
  }
  return found
}

const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST, COLON] = [0x7b, 0x7d, 0x5b, 0x5d, 0x3a]

/** The longest number that is read. Timestamps and ids have fewer digits. */
const LONGEST_NUMBER = 64

function numberAt(json: Buffer, start: number): string | undefined {
  let end = start
  while (end - start <= LONGEST_NUMBER && isNumberPart(json[end] ?? 0)) end++
  const token = json.toString('latin1', start, end)
  return NUMBER.test(token) ? token : undefined
}

function endOfStringBytes(json: Buffer, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === QUOTE) return at
    if (json[at] === BACKSLASH) at++
  }
  return json.length
}

function skipSpace(json: Buffer, start: number): number {
  let at = start
  for (let code = json[at]; code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d; code = json[++at]);
  return at
}

/** Compares without a copy, unless the name is written with escapes. */
function isName(string: Buffer, name: Buffer): boolean {
  if (string.length === name.length + 2 && string.subarray(1, -1).equals(name)) return true
  return string.length > name.length + 2 && string.includes(BACKSLASH) && textOf(string) === name.toString()
}

/** The text of a string with its quotes; undefined where it is broken. */
function textOf(string: Buffer): string | undefined {
  try {
    return JSON.parse(string.toString())
  } catch {
    return undefined
  }
}
