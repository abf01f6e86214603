import type { JsonObject, Problem } from '../../schemas/reading.ts'
import { exactJson, form, isForm } from '../../src/contract/decode.ts'
import { Undecodable } from '../../src/contract/undecodable.ts'

/** The content type that a query gets which has been taken for a form. */
export const QUERY_FORM = 'application/x-www-form-urlencoded; source=query'

/** The operator's own parameters of a GET, beside those of Twilio. A symbol is no name that a sender can use. */
const OWN = Symbol('own parameters')

/**
 * The parameters of a form, or of a JSON object with the same names. A parameter that only repeats itself counts once,
 * as it does in the signature. Null in JSON is as if the parameter were absent.
 */
export function parameters(body: Buffer, contentType: string | undefined): unknown {
  if (isForm(contentType) || !/^application\/([\w.-]+\+)?json\b/i.test(contentType ?? '')) {
    const values = form(body, contentType)
    return contentType === QUERY_FORM ? withoutOwn(values) : values
  }
  const value = exactJson(body, contentType)
  if (isEventStream(value) || isEventStream([value]))
    throw new Undecodable('it has events of Twilio Event Streams, which this URL does not read')
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Undecodable('it is not a JSON object')
  return Object.fromEntries(Object.entries(value).flatMap(once))
}

function once([name, value]: [string, unknown]): [string, unknown][] {
  if (value === null) return []
  if (typeof value === 'number' || typeof value === 'boolean') return [[name, String(value)]]
  const different = Array.isArray(value) ? [...new Set<unknown>(value)] : [value]
  return [[name, different.length === 1 ? different[0] : value]]
}

/** https://www.twilio.com/docs/events/webhook-quickstart */
function isEventStream(value: unknown): boolean {
  const [first]: unknown[] = Array.isArray(value) ? value : []
  return typeof first === 'object' && first !== null && 'specversion' in first
}

/** Twilio's names begin with a capital letter. What does not was in the URL before; that Twilio keeps it there is assumed. */
function withoutOwn(values: Record<string, string | string[]>): object {
  const entries = Object.entries(values)
  const own = entries.filter(([name]) => !/^[A-Z]/.test(name))
  const others = entries.filter(([name]) => /^[A-Z]/.test(name))
  return { ...Object.fromEntries(others), ...(own.length > 0 && { [OWN]: Object.fromEntries(own) }) }
}

/**
 * The operator's own parameters in the URL, decoded. Senders of messages use them to recognize their message in a callback.
 * `bodySHA256` is Twilio's.
 */
export function ownQuery(parameters: object, query: string | undefined): JsonObject | undefined {
  const own: unknown = Reflect.get(parameters, OWN)
  // What `withoutOwn` has put there: texts, and lists of texts.
  if (typeof own === 'object' && own !== null) return own as JsonObject
  if (query === undefined) return undefined
  const values = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(query)) {
    if (name !== 'bodySHA256' && name !== '__proto__')
      values.set(name, [...(values.get(name) ?? []), value].slice(0, MOST_VALUES))
  }
  if (values.size === 0) return undefined
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? String(all[0]) : all]))
}

/** Values of one name. A URL of 32 KiB can have the same name 10,000 times. */
const MOST_VALUES = 100

type Texts<Name extends string> = { readonly [name in Name]?: string }

/**
 * The known parameters that are texts, without empty ones, and a problem for each of the others: nobody can tell which
 * of two values was meant.
 */
export function textsOf<Name extends string>(
  parameters: Partial<Record<Name, unknown>>,
  known: readonly Name[]
): { texts: Texts<Name>; odd: readonly Problem[] } {
  const texts: { [name in Name]?: string } = {}
  const odd: Problem[] = []
  for (const name of known) {
    const value = parameters[name]
    if (value === undefined || value === '') continue
    if (typeof value === 'string') texts[name] = value
    else odd.push({ path: name, problem: Array.isArray(value) ? 'has several different values' : 'must be a text' })
  }
  return { texts, odd }
}
