import type { Json, JsonObject } from '../../schemas/reading.ts'

/** The parameters that are not read, without empty ones: Twilio adds new ones without notice. */
export function extraOf(parameters: object, isRead: (name: string) => boolean): JsonObject | undefined {
  const extra: [string, Json][] = []
  for (const name of Object.keys(parameters)) {
    if (isRead(name)) continue
    // A form has texts and lists of texts, and the values of a JSON body are JSON.
    const value = Reflect.get(parameters, name) as Json
    if (value !== '') extra.push([name, value])
  }
  return extra.length > 0 ? Object.fromEntries(extra) : undefined
}
