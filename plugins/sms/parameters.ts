import { form, isForm, json } from '../../src/contract/decode.ts'
import { Undecodable } from '../../src/contract/undecodable.ts'

/**
 * The parameters of a form, or of a JSON object with the same names. A parameter that only repeats itself counts once,
 * as it does in the signature.
 */
export function parameters(body: Buffer, contentType: string | undefined): unknown {
  if (isForm(contentType) || !/^application\/json\b/i.test(contentType ?? '')) return form(body, contentType)
  const value = json(body)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Undecodable('it is no JSON object')
  return Object.fromEntries(Object.entries(value).map(once))
}

function once([name, value]: [string, unknown]): [string, unknown] {
  if (typeof value === 'number') return [name, String(value)]
  const different = Array.isArray(value) ? [...new Set<unknown>(value)] : [value]
  return [name, different.length === 1 ? different[0] : value]
}
