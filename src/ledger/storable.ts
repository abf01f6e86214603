import type { JsonObject } from '../../schemas/reading.ts'

/**
 * PostgreSQL takes neither U+0000 nor half a surrogate pair, and both are legal in JSON and forms: a message that ends
 * in half an emoji would fail for ever. The copies in events are made storable; the delivery keeps the exact bytes.
 */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u2400')
}

/** The same for every string and key in an object. */
export function storableJson<Value extends JsonObject>(value: Value): Value {
  const text = JSON.stringify(value)
  // JSON.stringify writes exactly these characters as escapes, so their absence there is proof.
  if (!/\\u(0000|d[89a-f])/.test(text)) return value
  return JSON.parse(text, (_key, item: unknown) => {
    if (typeof item === 'string') return storable(item)
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item
    return Object.fromEntries(Object.entries(item).map(([key, inner]) => [storable(key), inner]))
  })
}
