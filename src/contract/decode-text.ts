import { Undecodable } from './undecodable.ts'
import { decodeWindows1252 } from './windows-1252.ts'

const UTF8 = /^utf-?8$/
// Charsets in which ASCII characters are the same bytes as in UTF-8, and no other character has such a byte. The redaction of card
// numbers and credentials depends on that.
const SINGLE_BYTE = /^(us-ascii|ascii|iso-?8859-?\d{1,2}|iso_8859-\d{1,2}|latin\d|l\d|windows-125\d|cp125\d|koi8-[ru])$/

/** The text of verified bytes, as the content type declares it (RFC 9110, 8.3.2); UTF-8 where it declares nothing. */
export function decodeText(body: Buffer, contentType: string | undefined): string {
  const charset = charsetOf(contentType)?.replace(/^latin-/, 'latin')
  if (charset === undefined || UTF8.test(charset)) return withoutMark(body.toString('utf8'))
  if (!SINGLE_BYTE.test(charset)) throw unsupported()
  try {
    const decoder = new TextDecoder(charset)
    return decoder.encoding === 'windows-1252' ? decodeWindows1252(body) : decoder.decode(body)
  } catch {
    throw unsupported()
  }
}

/** The text without its byte order mark. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/** True: the content type declares UTF-8, a part of it, or nothing. */
export function isUtf8(contentType: string | undefined): boolean {
  const charset = charsetOf(contentType)
  return charset === undefined || UTF8.test(charset) || charset === 'us-ascii' || charset === 'ascii'
}

function unsupported(): Undecodable {
  return new Undecodable('its charset is not supported: use UTF-8, ISO-8859, or windows-125x', 415)
}

function charsetOf(contentType: string | undefined): string | undefined {
  const [, quoted, plain] = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]*))/i.exec(contentType ?? '') ?? []
  return (quoted ?? plain)?.trim().replaceAll("'", '').toLowerCase() || undefined
}
