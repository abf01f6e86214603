import { isUtf8 } from 'node:buffer'

// A byte that is not UTF-8 becomes this code unit plus its value. Valid text never has such a code unit alone.
const LONE = 0xdc00
const FIRST_LONE = 0xdc80
const LAST_LONE = 0xdcff

/** Number of code units that are converted at once. */
const CHUNK = 8192

/** Decodes bytes. Bytes that are not UTF-8 are kept, so that `encode` returns the original bytes. */
export function decode(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  let text = ''
  let codes: number[] = []
  for (let at = 0; at < bytes.length; ) {
    const code = codeAt(bytes, at)
    codes.push(code)
    at += sizeOf(code)
    if (codes.length < CHUNK && at < bytes.length) continue
    text += String.fromCodePoint(...codes)
    codes = []
  }
  return text
}

function codeAt(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0
  if (first < 0x80) return first
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  let code = first & (0xff >> (size + 1))
  for (let next = 1; next < size; next++) {
    const byte = bytes[at + next] ?? 0
    if (byte >> 6 !== 0b10) return LONE + first
    code = (code << 6) | (byte & 0x3f)
  }
  const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) && first >= 0xc2 && sizeOf(code) === size
  return isCharacter ? code : LONE + first
}

function sizeOf(code: number): number {
  if (code < 0x80 || isLone(code)) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}

function isLone(code: number): boolean {
  return code >= FIRST_LONE && code <= LAST_LONE
}

/** The bytes of a text that `decode` returned. */
export function encode(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text)
  // Each code unit on its own becomes the three bytes of U+FFFD.
  const bytes = Buffer.from(text)
  let from = 0
  let to = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (isLone(code)) {
      bytes[to++] = code - LONE
      from += 3
    } else {
      for (let left = sizeOf(code); left > 0; left--) bytes[to++] = bytes[from++] ?? 0
    }
  }
  return bytes.subarray(0, to)
}
