import { Undecodable } from './undecodable.ts'
import { decodeWindows1252 } from './windows-1252.ts'

/** Text that is declared as ASCII and is none is UTF-8, of which ASCII is a part. */
const UTF8 = /^(utf-?8|us-ascii|ascii)$/
// Charsets in which ASCII characters are the same bytes as in UTF-8, and no other character has such a byte. The redaction of card
// numbers and credentials depends on that.
const SINGLE_BYTE = /^(iso-?8859-?\d{1,2}|iso_8859-\d{1,2}|latin\d|l\d|windows-125\d|cp125\d|koi8-[ru])$/

/**
 * The text of verified bytes, as the content type declares it (RFC 9110, 8.3.2). `inside`: the charset that the text declares for
 * itself, which counts where the content type declares nothing: programs that write XML often declare a UTF-16 that it is not, so only
 * a charset with one byte for each character counts. UTF-8 where neither does.
 */
export function decodeText(body: Buffer, contentType: string | undefined, inside?: string): string {
  const own = inside !== undefined && SINGLE_BYTE.test(inside) ? inside : undefined
  const charset = (charsetOf(contentType) ?? own)?.replace(/^latin-/, 'latin')
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
  return charset === undefined || UTF8.test(charset)
}

function unsupported(): Undecodable {
  return new Undecodable('its charset is not supported: use UTF-8, ISO-8859, or windows-125x', 415)
}

function charsetOf(contentType: string | undefined): string | undefined {
  const [, quoted, plain] = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]*))/i.exec(contentType ?? '') ?? []
  return (quoted ?? plain)?.trim().replaceAll("'", '').toLowerCase() || undefined
}
