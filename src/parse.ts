import { parse as secureParse } from 'secure-json-parse'
import { Undecodable } from './contract/undecodable.ts'

/** Real payloads nest about ten deep. Deeper ones only serve to exhaust whoever walks them next. */
const DEEPEST = 64

/** No provider comes near; hashing and matching 100,000 pairs costs seconds. */
export const MOST_PAIRS = 1000

/**
 * JSON from verified bytes. `__proto__` and `constructor.prototype` keys are dropped, a byte order mark too, invalid
 * UTF-8 becomes U+FFFD (the stored bytes keep what was sent), and of a repeated key the last one counts.
 */
export function json(body: Buffer): unknown {
  return parseText(text(body))
}

/**
 * JSON from verified bytes, in which a number that a double cannot hold arrives as a string of its own digits:
 * ids above 2^53, microsecond timestamps and long amounts stay exact.
 */
export function exactJson(body: Buffer): unknown {
  const source = text(body)
  const value = parseText(source)
  return LONG_NUMBER.test(source) ? parseText(source.replace(STRING_OR_NUMBER, quoteInexact)) : value
}

/** The value of JSON that somebody has put into a string; null where it is none. */
export function embeddedJson(source: string): unknown {
  try {
    return json(Buffer.from(source))
  } catch {
    return null
  }
}

/**
 * A form from verified bytes. A name that comes with several values has a list of them, each once. Pairs are never built
 * with prototypes, and `a` and `a=` are the same, as for everybody who signs forms.
 */
export function form(body: Buffer, contentType: string | undefined): Record<string, string | string[]> {
  const pairs = isForm(contentType) ? formPairs(body) : undefined
  if (pairs === undefined) throw new Undecodable('it is not a form (application/x-www-form-urlencoded)', 415)
  if (pairs.length > MOST_PAIRS) throw new Undecodable(`it has more than ${MOST_PAIRS} parameters`)

  const values: Record<string, string | string[]> = Object.create(null)
  for (const [name, value] of pairs) {
    const before = values[name]
    if (before === undefined) values[name] = value
    else values[name] = withOther([before].flat(), value)
  }
  return values
}

function withOther(values: string[], value: string): string | string[] {
  if (!values.includes(value)) return [...values, value]
  return values.length === 1 ? value : values
}

type Pairs = readonly (readonly [string, string])[]

let last: { body: Buffer; pairs: Pairs } | undefined

/** The pairs of a form in the order they were sent; at most one more than a form may have. */
export function formPairs(body: Buffer): Pairs {
  // A signature and a reader look at the same bytes, one right after the other.
  if (last?.body !== body) last = { body, pairs: pairsOf(body) }
  return last.pairs
}

function pairsOf(body: Buffer): Pairs {
  let pairs = 1
  for (let at = body.indexOf('&'); at !== -1 && pairs <= MOST_PAIRS; at = body.indexOf('&', at + 1)) pairs++
  if (pairs > MOST_PAIRS) return Array.from({ length: MOST_PAIRS + 1 }, () => ['', ''] as const)
  // URLSearchParams would drop a leading question mark, which is part of the first name here.
  return [...new URLSearchParams(`&${body.toString('utf8')}`)]
}

export function isForm(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded'
}

function text(body: Buffer): string {
  if (nesting(body) > DEEPEST) throw new Undecodable(`it is nested more than ${DEEPEST} levels deep`)
  return body.toString('utf8').replace(/^\uFEFF/, '')
}

function parseText(source: string): unknown {
  try {
    return secureParse(source, null, { protoAction: 'remove', constructorAction: 'remove' })
  } catch {
    // The parser's own message quotes the body.
    throw new Undecodable('it is not JSON')
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Deepest nesting of brackets outside strings, by one pass over the bytes: cheaper than any parser's stack. */
function nesting(body: Buffer): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]
    if (inString) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) inString = false
    } else if (byte === QUOTE) inString = true
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth)
    else if (byte === 0x5d || byte === 0x7d) depth--
  }
  return deepest
}

// A number stands where a value begins: ids in strings are full of `3e`.
const LONG_NUMBER = /(?:^|[\s:,[])-?(?:\d[\d.]{15}|\d[\d.]*[eE])/
// Strings are matched only to be stepped over. Unrolled, so that it stays linear on any input.
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

function quoteInexact(token: string): string {
  if (token.startsWith('"') || isExact(token)) return token
  return `"${token}"`
}

/** A double holds every decimal of up to 15 digits, and whole numbers up to 2^53. */
function isExact(token: string): boolean {
  if (Number.isSafeInteger(Number(token)) && !/[.eE]/.test(token)) return true
  const digits = token
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '')
  return digits.length <= 15 && Number.isFinite(Number(token))
}
