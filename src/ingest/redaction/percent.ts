import { decode, encode } from './lossless.ts'

const [PERCENT, PLUS, SPACE] = [0x25, 0x2b, 0x20]

const HEX = '0123456789ABCDEF'
const UNESCAPED = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789*-._'

/** The value of each byte that is a hexadecimal digit. */
const VALUES = Int8Array.from({ length: 256 }, (_, byte) => HEX.indexOf(String.fromCharCode(byte).toUpperCase()))

/** The encoding of each byte in a form (application/x-www-form-urlencoded). */
const SPELLINGS = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  if (character === ' ') return '+'
  return UNESCAPED.includes(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
})

/** Decodes a text of a form. Invalid escapes stay. */
export function decodePercent(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text
  const bytes = encode(text)
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    const escaped = byte === PERCENT ? byteOf(bytes, at) : -1
    if (escaped >= 0) at += 2
    bytes[length++] = escaped >= 0 ? escaped : byte === PLUS ? SPACE : byte
  }
  return decode(bytes.subarray(0, length))
}

/** The byte that the two digits behind a percent sign stand for; negative if they are no digits. */
function byteOf(bytes: Buffer, percent: number): number {
  const high = VALUES[bytes[percent + 1] ?? 0] ?? -1
  const low = VALUES[bytes[percent + 2] ?? 0] ?? -1
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

/** Encodes a text for a form. */
export function encodePercent(text: string): string {
  if (/^[\w*.-]*$/.test(text)) return text
  let escaped = ''
  for (const byte of encode(text)) escaped += SPELLINGS[byte]
  return escaped
}
