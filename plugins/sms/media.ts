import type { JsonObject, Problem } from '../../schemas/reading.ts'

// Twilio sends ten at most.
const MOST_MEDIA = 100

/**
 * Counted by what is there: `NumMedia` can be missing on some channels, and claims anything. The files need the
 * account's credentials: https://www.twilio.com/docs/messaging/api/media-resource
 */
export function readMedia(parameters: object): { media: JsonObject[]; repeated: Problem[] } {
  const found = places(parameters)
  if (found.length === 0) return { media: [], repeated: [] }
  const values: Readonly<Record<string, unknown>> = { ...parameters }
  const media: JsonObject[] = []
  const repeated: Problem[] = []
  for (const at of found) {
    const url = values[`MediaUrl${at}`]
    const contentType = values[`MediaContentType${at}`]
    if (typeof url === 'string') media.push({ contentType: typeof contentType === 'string' ? contentType : null, url })
    else repeated.push({ path: `MediaUrl${at}`, problem: 'comes more than once' })
  }
  return { media, repeated }
}

function places(values: object): number[] {
  return Object.keys(values)
    .filter((name) => name.startsWith('MediaUrl'))
    .map((name) => Number(/^MediaUrl(\d{1,2})$/.exec(name)?.[1] ?? MOST_MEDIA))
    .filter((at) => at < MOST_MEDIA)
    .sort((one, other) => one - other)
}
