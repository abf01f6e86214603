import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, type Zlib } from 'node:zlib'
import type { Limits } from '../config/limits.ts'
import { errors } from '../contract/errors.ts'
import { Undecodable } from '../contract/undecodable.ts'

/** The codings that are decoded, as an Accept-Encoding header. */
export const CODINGS = 'gzip, deflate, br'

/** More than one is legal and useless: each is as much work as the first. */
const MOST_CODINGS = 2

type Bounds = Limits['decoding'] & { bodyLimit: number }

/** True: the header names a coding (RFC 9110, 8.4). `identity` is none. */
export function isCoded(contentEncoding: string | undefined): contentEncoding is string {
  return contentEncoding !== undefined && codingsOf(contentEncoding).length > 0
}

/**
 * Decodes a body within bounds. Output is counted as it comes, in pieces of 16 KiB that other threads make, so neither memory nor the
 * event loop depends on what the body would become. Rejects with Undecodable, or with BODY_TOO_LARGE beyond the bounds.
 */
export async function decodeContent(body: Buffer, contentEncoding: string, bounds: Bounds): Promise<Buffer> {
  const codings = codingsOf(contentEncoding)
  const isKnown = codings.length <= MOST_CODINGS && codings.every((coding) => Object.hasOwn(DECODERS, coding))
  if (!isKnown) throw new Undecodable(`its content encoding is not supported: use ${CODINGS}`, 415)
  const most = mostBytes(body.length, bounds)
  let decoded = body
  // The last one named was applied last.
  for (const coding of codings.reverse()) {
    const decoder = DECODERS[coding]?.(decoded)
    if (decoder !== undefined) decoded = await runDecoder(decoder, decoded, most)
  }
  return decoded
}

/** Bytes that a body may decode to. */
export function mostBytes(length: number, { ratio, freeBytes, bodyLimit }: Bounds): number {
  return Math.min(bodyLimit, Math.max(freeBytes, length * ratio))
}

type Decompressor = Transform & Zlib

const DECODERS: Readonly<Record<string, (body: Buffer) => Decompressor>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  // Some senders leave out the header of zlib, which RFC 9110 asks for.
  deflate: (body) => (hasZlibHeader(body) ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress()
}

function codingsOf(contentEncoding: string): string[] {
  const names = contentEncoding.split(',', MOST_CODINGS + 8).map((name) => name.trim().toLowerCase())
  return names.filter((name) => name !== '' && name !== 'identity')
}

/** RFC 1950, 2.2: the method is 8, and both bytes together are a multiple of 31. */
function hasZlibHeader(body: Buffer): boolean {
  const [method = 0, flags = 0] = body
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0
}

function runDecoder(decoder: Decompressor, body: Buffer, most: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let length = 0
    decoder.on('data', (piece: Buffer) => {
      length += piece.length
      if (length > most) fail(new errors.BODY_TOO_LARGE())
      else pieces.push(piece)
    })
    decoder.on('end', () => {
      // zlib ignores what follows the end of its stream. It would be stored unread, and with card numbers that nobody redacts.
      if (decoder.bytesWritten < body.length) failCoding()
      else resolve(Buffer.concat(pieces, length))
    })
    decoder.on('error', failCoding)
    decoder.end(body)

    /** zlib's own message may quote the body. */
    function failCoding(): void {
      fail(new Undecodable('its content does not have the encoding that Content-Encoding names'))
    }

    function fail(error: Error): void {
      pieces.length = 0
      decoder.destroy()
      reject(error)
    }
  })
}
