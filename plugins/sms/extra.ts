import type { Json, JsonObject } from '../../schemas/reading.ts'

/** The parameters that have no place of their own, but for empty ones: Twilio adds new ones without notice. */
export function extraOf(parameters: object, known: ReadonlySet<string>): JsonObject | undefined {
  const extra: [string, Json][] = []
  for (const name of Object.keys(parameters)) {
    if (known.has(name) || isMedia(name)) continue
    // A form has texts and lists of texts, and what a JSON body has is JSON.
    const value = Reflect.get(parameters, name) as Json
    if (value !== '') extra.push([name, value])
  }
  return extra.length > 0 ? Object.fromEntries(extra) : undefined
}

function isMedia(name: string): boolean {
  return name.startsWith('Media') && /^Media(Url|ContentType)\d+$/.test(name)
}
