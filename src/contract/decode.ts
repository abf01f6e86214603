import { decodeText, isUtf8, withoutMark } from './decode-text.ts'
import { hasMoreBrackets, mayHaveInexact, nesting, quoteInexact } from './json-scan.ts'
import { Undecodable } from './undecodable.ts'

/** Real payloads nest about ten deep. Deeper ones only serve to exhaust whoever walks them next. */
const DEEPEST = 64

/** No provider comes near. To sort and hash 100,000 pairs takes seconds. */
export const MOST_PAIRS = 10_000

/**
 * JSON from verified bytes. `__proto__` and `constructor.prototype` keys are dropped, a byte order mark too, invalid
 * UTF-8 becomes U+FFFD (the stored bytes keep what was sent), and of a repeated key the last one counts.
 */
export function json(body: Buffer): unknown {
  return parseText(text(body))
}

/**
 * JSON from verified bytes, in which a number whose digits a double would change arrives as a string: ids above 2^53 and long
 * amounts stay exact. The text is decoded with the charset of the content type.
 */
export function exactJson(body: Buffer, contentType?: string): unknown {
  const source = decodeText(body, contentType)
  if (!mayHaveInexact(source)) return parseText(checked(source))
  const numbers: number[] = []
  return parseText(quoteInexact(checked(source, numbers), numbers))
}

/** The value of JSON that somebody has put into a string, with all digits of its numbers; null where it is none. */
export function embeddedJson(source: string): unknown {
  try {
    return exactJson(Buffer.from(source))
  } catch {
    return null
  }
}

/**
 * A form from verified bytes. A name that comes with several values has a list of them, each once. Pairs are never built
 * with prototypes, and `a` and `a=` are the same, as for everybody who signs forms.
 */
export function form(body: Buffer, contentType: string | undefined): Record<string, string | string[]> {
  if (!isUtf8(contentType)) throw new Undecodable('its charset is not supported: forms are UTF-8', 415)
  const pairs = isForm(contentType) ? formPairs(body) : undefined
  if (pairs === undefined) throw new Undecodable('it is not a form (application/x-www-form-urlencoded)', 415)
  if (pairs.length > MOST_PAIRS) throw new Undecodable(`it has more than ${MOST_PAIRS} parameters`)

  const values: Record<string, string | string[]> = Object.create(null)
  const repeated = new Map<string, Set<string>>()
  for (const [name, value] of pairs) {
    const first = values[name]
    if (typeof first !== 'string') values[name] = value
    else repeated.set(name, (repeated.get(name) ?? new Set([first])).add(value))
  }
  for (const [name, different] of repeated) if (different.size > 1) values[name] = [...different]
  return values
}

type Pairs = readonly (readonly [string, string])[]

/** The pairs of a form in the order they were sent; at most one more than a form may have. */
export function formPairs(body: Buffer): Pairs {
  if (hasTooManyPairs(body)) return Array.from({ length: MOST_PAIRS + 1 }, () => ['', ''] as const)
  const source = body.toString('utf8')
  const pairs: (readonly [string, string])[] = []
  // Takes half the time of URLSearchParams (npm run bench -- --only yardsticks).
  for (const part of source.split('&')) {
    const at = part.indexOf('=')
    if (at !== -1) pairs.push([formText(part.slice(0, at)), formText(part.slice(at + 1))])
    else if (part !== '') pairs.push([formText(part), ''])
  }
  return pairs
}

/** A name or a value, decoded like https://url.spec.whatwg.org/#urlencoded-parsing: a broken escape stays as it is. */
function formText(source: string): string {
  const spaced = source.includes('+') ? source.replaceAll('+', ' ') : source
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return new URLSearchParams(`text=${source}`).get('text') ?? ''
  }
}

/** True: a form has more pairs than are read. */
export function hasTooManyPairs(body: Buffer): boolean {
  // Each pair but the last ends with a character.
  if (body.length < MOST_PAIRS) return false
  let pairs = 1
  for (let at = body.indexOf('&'); at !== -1 && pairs <= MOST_PAIRS; at = body.indexOf('&', at + 1)) pairs++
  return pairs > MOST_PAIRS
}

const FORM = 'application/x-www-form-urlencoded'

export function isForm(contentType: string | undefined): boolean {
  // Most senders write it like this.
  if (contentType === FORM) return true
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === FORM
}

function text(body: Buffer): string {
  return checked(withoutMark(body.toString('utf8')))
}

function checked(source: string, numbers?: number[]): string {
  // With fewer brackets than that it cannot be nested too deep.
  if (numbers === undefined && !hasMoreBrackets(source, DEEPEST)) return source
  if (nesting(source, numbers) > DEEPEST) throw new Undecodable(`it is nested more than ${DEEPEST} levels deep`)
  return source
}

function parseText(source: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch {
    // The parser's own message quotes the body.
    throw new Undecodable('it is not JSON')
  }
  if (mayHavePoison(source)) removePoison(value)
  return value
}

/** Three searches take a third of the time of one regular expression. The letters of a key can be escapes. */
function mayHavePoison(source: string): boolean {
  return source.includes('__proto__') || source.includes('constructor') || source.includes('\\u00')
}

/** Removes the keys that would change the prototype of whatever object they are copied into. */
function removePoison(value: unknown): void {
  const rest = [value]
  while (rest.length > 0) {
    const next = rest.pop()
    if (!isObject(next)) continue
    if (!Array.isArray(next)) removeKeys(next)
    for (const inner of Array.isArray(next) ? next : Object.values(next)) if (isObject(inner)) rest.push(inner)
  }
}

function removeKeys(object: object): void {
  if (Object.hasOwn(object, '__proto__')) Reflect.deleteProperty(object, '__proto__')
  if (!Object.hasOwn(object, 'constructor')) return
  const own: unknown = object.constructor
  if (isObject(own) && Object.hasOwn(own, 'prototype')) Reflect.deleteProperty(object, 'constructor')
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
