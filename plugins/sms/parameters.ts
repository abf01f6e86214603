import { Unreadable } from '../../src/channel.ts'
import { form, isForm, json } from '../../src/parse.ts'

/**
 * The parameters of a form, or of a JSON object with the same names. A parameter that only repeats itself counts once,
 * as it does in the signature.
 */
export function parameters(body: Buffer, contentType: string | undefined): unknown {
  if (isForm(contentType) || !/^application\/json\b/i.test(contentType ?? '')) return once(form(body, contentType))
  const value = json(body)
  if (typeof value !== 'object' || value === null) throw new Unreadable('it is no JSON object')
  return once(value)
}

function once(values: object): object {
  for (const value of Object.values(values)) {
    if (Array.isArray(value) || typeof value === 'number') return Object.fromEntries(Object.entries(values).map(merged))
  }
  return values
}

function merged([name, value]: [string, unknown]): [string, unknown] {
  if (typeof value === 'number') return [name, String(value)]
  const different = Array.isArray(value) ? [...new Set<unknown>(value)] : [value]
  return [name, different.length === 1 ? different[0] : value]
}
