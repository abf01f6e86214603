import { isFresh, type TimeUnit, timestampOf } from './fresh.ts'
import { type Place, valueAt } from './place.ts'
import type { SignedRequest, VerificationResult } from './verifier.ts'

/** A signed timestamp: the time at which the sender signed. */
export interface SignedTime {
  /** A header with the time. */
  header?: string
  /** The field of the body with the time, in place of `header`. */
  body?: readonly [string, ...string[]]
  /** Default: seconds since 1970. */
  unit?: TimeUnit
  /** What is signed: see `SignatureOptions.text`. Default: `{timestamp}.{body}`. */
  text?: string
  /** Seconds it may be off, either way. Default: five minutes. */
  tolerance?: number
}

export interface SignatureOptions {
  /** The header with the signature. */
  header?: string
  /** The field of the body with the signature, in place of `header`. */
  body?: readonly [string, ...string[]]
  encoding?: 'hex' | 'base64' | 'base64url'
  /** Text before the signature, e.g. `sha256=`. */
  prefix?: string
  timestamp?: SignedTime
  /**
   * What is signed, with placeholders: `{body}`, `{timestamp}`, `{url}`, `{method}`, `{header:x-id}`, and `{body:data/id}` for
   * a field of the body. Default: `{body}`, or `{timestamp}.{body}` if there is a timestamp.
   */
  text?: string
}

/** The part of a request that a signature covers. */
export interface SignedText {
  /** Where the signature is. */
  signature: Place
  time: Place | undefined
  /** The signed bytes, piece by piece; undefined if one of them is missing. */
  piecesOf(request: Covered, time: string): readonly (string | Buffer)[] | undefined
  /** The result of a signature that matches: `stale` if its time is too far from the arrival. */
  resultOf(request: Covered, time: string): VerificationResult
  timeOf(request: Covered): string | undefined
  timestampFor(request: { receivedAt?: number }): string
}

type Covered = Pick<SignedRequest, 'url' | 'headers' | 'body'> & { method?: string; receivedAt?: number }

const PLACEHOLDER = /\{(body|timestamp|url|method|header:[^{}]+|body:[^{}]+)\}/

export function signedText({ header, body, timestamp, ...options }: SignatureOptions): SignedText {
  const time = timestamp && placeOf(timestamp)
  const text = options.text ?? timestamp?.text ?? (timestamp === undefined ? '{body}' : '{timestamp}.{body}')
  // Every second part is a placeholder.
  const parts = text.split(PLACEHOLDER)
  const isWholeBody = text === '{body}'
  const unit = timestamp?.unit ?? 'seconds'

  return {
    signature: placeOf({ header, body }),
    time,
    piecesOf(request, at) {
      if (isWholeBody) return [request.body]
      const pieces: (string | Buffer)[] = []
      for (const [index, part] of parts.entries()) {
        const piece = index % 2 === 0 ? part : pieceOf(part, request, at)
        if (piece === undefined) return undefined
        pieces.push(piece)
      }
      return pieces
    },
    resultOf: ({ receivedAt }, at) =>
      timestamp === undefined || isFresh(at, receivedAt, timestamp.tolerance, unit) ? 'ok' : 'stale',
    timeOf: (request) => (time === undefined ? '' : valueAt(time, request)),
    timestampFor: (request) => (time === undefined ? '' : timestampOf(request, unit))
  }
}

function placeOf({
  header,
  body
}: {
  header?: string | undefined
  body?: Extract<Place, { body: unknown }>['body'] | undefined
}): Place {
  if (header !== undefined) return { header }
  if (body !== undefined) return { body }
  throw new TypeError('a signature or a timestamp needs a place: use `header` or `body`')
}

function pieceOf(placeholder: string, request: Covered, time: string): string | Buffer | undefined {
  if (placeholder === 'body') return request.body
  if (placeholder === 'timestamp') return time
  if (placeholder === 'url') return request.url
  if (placeholder === 'method') return request.method ?? 'POST'
  if (placeholder.startsWith('header:')) return valueAt({ header: placeholder.slice(7) }, request)
  const [first = '', ...inner] = placeholder.slice(5).split('/')
  return valueAt({ body: [first, ...inner] }, request)
}
