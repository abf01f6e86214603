import { maskName } from './mask-text.ts'

// Bodies come from outside, so depth and size are bounded.
const MOST_DEPTH = 40
const MOST_VALUES = 20_000
const MOST_CHARS = 100

/**
 * A copy of a JSON value in which only values under harmless names are left. Everything else is masked, whatever its type.
 * Items of a list have the name of the list.
 */
export function maskJson(value: unknown, harmless: ReadonlySet<string>): unknown {
  let values = 0

  function mask(one: unknown, isHarmless: boolean, depth: number): unknown {
    if (++values > MOST_VALUES || depth > MOST_DEPTH) return '…'
    if (one === null) return null
    if (Array.isArray(one)) return one.map((item) => mask(item, isHarmless, depth + 1))
    if (typeof one === 'object') return maskObject(one, depth)
    return isHarmless && String(one).length <= MOST_CHARS ? one : maskScalar(one)
  }

  function maskObject(object: object, depth: number): object {
    const masked: [string, unknown][] = []
    for (const [name, one] of Object.entries(object)) {
      const shown = maskName(name)
      const unique = shown === name ? name : `${shown}${masked.length}`
      masked.push([unique, mask(one, harmless.has(name), depth + 1)])
    }
    return Object.fromEntries(masked)
  }

  return mask(value, false, 0)
}

function maskScalar(value: unknown): string {
  return typeof value === 'string' ? `•••••• (${value.length} characters)` : '••••••'
}
