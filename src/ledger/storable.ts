const ODD = /[\0\ud800-\udfff]/

/**
 * PostgreSQL accepts neither U+0000 nor half a surrogate pair, although both are legal in JSON and forms. A message that ends in half an
 * emoji would fail every time. So both are replaced in events. The delivery keeps the exact bytes.
 */
export function storable(text: string): string {
  return ODD.test(text) ? text.toWellFormed().replaceAll('\0', '\u2400') : text
}

const ESCAPED = /\\u(0000|d[89a-f])/

/** JSON text of a value, with every string and key in it storable. */
export function storableJson(value: object): string {
  return storableText(JSON.stringify(value))
}

/** The same for JSON text, which does not get longer. */
export function storableText(json: string): string {
  // JSON.stringify escapes exactly these characters, so without such an escape there are none.
  if (!ESCAPED.test(json)) return json
  return JSON.stringify(
    JSON.parse(json, (_key, item: unknown) => {
      if (typeof item === 'string') return storable(item)
      if (typeof item !== 'object' || item === null || Array.isArray(item)) return item
      return Object.fromEntries(Object.entries(item).map(([key, inner]) => [storable(key), inner]))
    })
  )
}

/** A value with its JSON text; the same value where nothing in it has to be replaced. */
export function storableValue<Value extends object>(
  given: Value,
  json = JSON.stringify(given)
): { value: Value; text: string } {
  const text = storableText(json)
  return { value: text === json ? given : JSON.parse(text), text }
}
