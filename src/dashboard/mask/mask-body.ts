import { harmlessInBody } from './harmless.ts'
import { maskJson } from './mask-json.ts'

interface StoredBody {
  channel: string
  contentType: string | null
  contentEncoding: string | null
  /** The beginning of the body. */
  slice: Buffer
  /** Size of the whole body. */
  bytes: number
}

/** Bytes of a body that a page shows. */
export const SHOWN_BYTES = 256 * 1024

/** A body as text, without data of guests. */
export function maskedBody(body: StoredBody): string {
  const whole = wholeText(body)
  if (whole === undefined) return unreadable(body)
  const parsed = parse(whole, body.contentType)
  if (parsed === undefined) return `•••••• (${whole.length} characters)`
  return JSON.stringify(maskJson(parsed.value, harmlessInBody(body.channel)), null, 2)
}

/** A body as text, as it was sent. */
export function plainBody(body: StoredBody): string {
  if (body.contentEncoding !== null) return unreadable(body)
  const text = body.slice.toString('utf8')
  return body.bytes > body.slice.length ? `${text}\n… ${body.bytes - body.slice.length} more bytes` : text
}

function wholeText({ contentEncoding, slice, bytes }: StoredBody): string | undefined {
  return contentEncoding !== null || bytes > slice.length ? undefined : slice.toString('utf8')
}

function unreadable({ contentEncoding, bytes }: StoredBody): string {
  const why = contentEncoding === null ? 'It is too large for a page.' : 'It is compressed.'
  return `${why} Download the exact bytes to see all ${bytes.toLocaleString('en')} bytes.`
}

/** Undefined: it is neither JSON nor a form. */
function parse(text: string, contentType: string | null): { value: unknown } | undefined {
  if (contentType?.includes('x-www-form-urlencoded')) return { value: Object.fromEntries(new URLSearchParams(text)) }
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return { value: JSON.parse(text) }
  } catch {
    // It only looked like JSON, and is masked as text.
    return undefined
  }
}
