import type { Json, JsonObject } from '../../schemas/reading.ts'

/** The parameters that have no place of their own, but for empty ones: Twilio adds new ones without notice. */
export function extraOf(parameters: object, known: ReadonlySet<string>): JsonObject | undefined {
  if (!Object.keys(parameters).some(isExtra)) return undefined
  const extra = Object.entries(parameters).filter(([name, value]) => value !== '' && isExtra(name))
  // A form has texts and lists of texts, and what a JSON body has is JSON.
  return extra.length > 0 ? (Object.fromEntries(extra) as Record<string, Json>) : undefined

  function isExtra(name: string): boolean {
    return !known.has(name) && !isMedia(name)
  }
}

function isMedia(name: string): boolean {
  return name.startsWith('Media') && /^Media(Url|ContentType)\d+$/.test(name)
}
