import type { JsonObject, Problem } from '../../schemas/reading.ts'

// Twilio sends ten at most.
const MOST_MEDIA = 100

export interface Media {
  media: JsonObject[]
  repeated: Problem[]
  /** Names of the parameters that were read. */
  read: string[]
}

/**
 * Reads media by the parameters that are there: `NumMedia` is missing on some channels, and can be wrong. The files need the
 * account's credentials: https://www.twilio.com/docs/messaging/api/media-resource
 */
export function readMedia(parameters: object): Media {
  const result: Media = { media: [], repeated: [], read: [] }
  const found = places(parameters)
  if (found.length === 0) return result
  const values: Readonly<Record<string, unknown>> = { ...parameters }
  for (const at of found) {
    const [urlName, typeName] = [`MediaUrl${at}`, `MediaContentType${at}`]
    const [url, contentType] = [values[urlName], values[typeName]]
    if (url === '') continue
    result.read.push(urlName)
    if (typeof contentType === 'string') result.read.push(typeName)
    if (typeof url === 'string') {
      result.media.push({ contentType: typeof contentType === 'string' ? contentType : null, url })
    } else result.repeated.push({ path: urlName, problem: 'has several different values' })
  }
  return result
}

function places(values: object): number[] {
  return Object.keys(values)
    .filter((name) => name.startsWith('MediaUrl'))
    .map((name) => Number(/^MediaUrl(0|[1-9]\d?)$/.exec(name)?.[1] ?? MOST_MEDIA))
    .filter((at) => at < MOST_MEDIA)
    .sort((one, other) => one - other)
}
