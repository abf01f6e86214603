import { createHmac } from 'node:crypto'
import { isFresh, timestampOf } from './fresh.ts'
import { matchesDigest, single, type Verifier } from './verifier.ts'

interface HmacOptions {
  header: string
  algorithm?: 'sha256' | 'sha1' | 'sha512'
  encoding?: 'hex' | 'base64'
  /** Text before the digest, e.g. `sha256=`. */
  prefix?: string
  /** A header with Unix seconds that is part of what is signed. */
  timestamp?: {
    header: string
    /** What is signed, `{timestamp}.{body}` unless the vendor says otherwise. */
    text?: `${string}{timestamp}${string}{body}`
    /** Seconds it may be off, either way; five minutes by default. */
    tolerance?: number
  }
}

/** An HMAC over the exact bytes of the body, in a header. */
export function hmac(options: HmacOptions): Verifier {
  const { algorithm = 'sha256', encoding = 'hex', prefix = '', timestamp } = options
  const [header, timeHeader] = [options.header.toLowerCase(), timestamp?.header.toLowerCase() ?? '']
  const before = timestamp === undefined ? '' : (timestamp.text ?? '{timestamp}.{body}').replace(/\{body\}$/, '')
  const digest = (time: string, body: Buffer, secret: string) =>
    prefix + createHmac(algorithm, secret).update(before.replace('{timestamp}', time)).update(body).digest(encoding)

  return {
    kind: 'signature',
    check({ headers, body, receivedAt }, secrets) {
      const time = timestamp === undefined ? '' : single(headers[timeHeader])
      if (time === undefined) return 'missing'
      const expected = secrets.map((secret) => digest(time, body, secret))
      const verdict = matchesDigest(single(headers[header]), expected)
      const isStale = timestamp !== undefined && !isFresh(time, receivedAt, timestamp.tolerance)
      return verdict === 'ok' && isStale ? 'stale' : verdict
    },
    sign(request, secret) {
      const time = timestamp === undefined ? '' : timestampOf(request)
      const sent = { [header]: digest(time, request.body, secret) }
      return { headers: timestamp === undefined ? sent : { ...sent, [timeHeader]: time } }
    }
  }
}
