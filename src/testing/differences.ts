import { isDeepStrictEqual } from 'node:util'

export interface Difference {
  /** JSON pointer into what is expected. */
  pointer: string
  text: string
}

/** Where a value is not what is expected. Fields that are not expected may have any value. */
export function* differences(found: unknown, expected: unknown, pointer: string): Generator<Difference> {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected)) {
    if (!isDeepStrictEqual(found, expected))
      yield { pointer, text: `${nameOf(pointer)} is ${show(found)} instead of ${show(expected)}` }
    return
  }
  if (typeof found !== 'object' || found === null) {
    yield { pointer, text: `${nameOf(pointer)} is ${show(found)}` }
    return
  }
  const fields = new Map<string, unknown>(Object.entries(found))
  for (const [name, value] of Object.entries(expected))
    yield* differences(fields.get(name), value, `${pointer}/${name}`)
}

function nameOf(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf('/') + 1)
}

/** A value for a sentence. */
export function show(value: unknown): string {
  if (value === undefined) return 'missing'
  const text = JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}
