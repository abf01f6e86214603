const DIGITS = 9
const FIRST = 10 ** (DIGITS - 1)

/** Numbers of nine digits. A run uses each once, and two runs rarely use the same one. */
export function serials(): () => number {
  let next = Math.floor(Math.random() * 9 * FIRST)
  return () => FIRST + (next++ % (9 * FIRST))
}

/**
 * The same body with new ids, because a second delivery with the same ids would be a duplicate. An id is replaced wherever it is a
 * whole value, so that references between parts of the body stay intact.
 */
export function withFreshIds(body: unknown, ids: readonly string[], serial: () => number): unknown {
  const fresh = new Map(ids.map((id) => [id, freshId(id, String(serial()))]))
  // A body that is a text, like XML, has ids inside.
  if (typeof body === 'string') return [...fresh].reduce((text, [id, other]) => text.replaceAll(id, other), body)
  return replaced(body, fresh)
}

function replaced(value: unknown, fresh: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return fresh.get(value) ?? value
  if (typeof value === 'number') return Number(fresh.get(String(value)) ?? value)
  if (Array.isArray(value)) return value.map((item) => replaced(item, fresh))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaced(inner, fresh)]))
}

/** Changes the last digits: a phone number keeps its country, and an id its prefix and, if it is long, its length. */
function freshId(id: string, serial: string): string {
  const kept = id.replace(/\D/g, '').length - DIGITS
  if (kept < 0) return /\d/.test(id) ? id.replace(/\d+(?=\D*$)/, serial) : `${id}-${serial}`
  let at = 0
  return id.replace(/\d/g, (digit) => serial[at++ - kept] ?? digit)
}
