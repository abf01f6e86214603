import { hash, randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const RANDOM = 32
const CHECKSUM = 6
const FORM = /^(bh_(?:live|dev)_[0-9A-Za-z]{32})([0-9A-Za-z]{6})$/

/** A new API key: a prefix that secret scanners know, 32 random characters, and a checksum. */
export function newApiKey(development: boolean): string {
  const random = Array.from({ length: RANDOM }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  const text = `bh_${development ? 'dev' : 'live'}_${random}`
  return text + checksum(text)
}

/** True for a text with the form and the checksum of a key. A typing mistake costs no look-up. */
export function isApiKey(text: string): boolean {
  const [, start, end] = FORM.exec(text) ?? []
  return start !== undefined && checksum(start) === end
}

/** What is stored of a key. */
export function hashOf(key: string): Buffer {
  return hash('sha256', key, 'buffer')
}

function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let at = 0; at < CHECKSUM; at++) {
    digits = LETTERS[rest % LETTERS.length] + digits
    rest = Math.floor(rest / LETTERS.length)
  }
  return digits
}
