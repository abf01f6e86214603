const ODD = /[\0\ud800-\udfff]/

/**
 * PostgreSQL takes neither U+0000 nor half a surrogate pair, and both are legal in JSON and forms: a message that ends
 * in half an emoji would fail for ever. The copies in events are made storable; the delivery keeps the exact bytes.
 */
export function storable(text: string): string {
  return ODD.test(text) ? text.toWellFormed().replaceAll('\0', '\u2400') : text
}

const ESCAPED = /\\u(0000|d[89a-f])/

/** JSON text of a value, with every string and key in it storable. */
export function storableJson(value: object): string {
  const text = JSON.stringify(value)
  // JSON.stringify writes exactly these characters as escapes, so their absence there is proof.
  if (!ESCAPED.test(text)) return text
  return JSON.stringify(
    JSON.parse(text, (_key, item: unknown) => {
      if (typeof item === 'string') return storable(item)
      if (typeof item !== 'object' || item === null || Array.isArray(item)) return item
      return Object.fromEntries(Object.entries(item).map(([key, inner]) => [storable(key), inner]))
    })
  )
}

/** A value with its JSON text; the same value where nothing in it has to be replaced. */
export function storableValue<Value extends object>(given: Value): { value: Value; text: string } {
  const text = JSON.stringify(given)
  if (!ESCAPED.test(text)) return { value: given, text }
  const clean = storableJson(given)
  return { value: JSON.parse(clean), text: clean }
}
