import { createHmac } from 'node:crypto'
import { valueAt } from './place.ts'
import { placed } from './placed.ts'
import { type SignatureOptions, signedText } from './signed-text.ts'
import { matchesDigest, type Verifier } from './verifier.ts'

interface HmacOptions extends SignatureOptions {
  algorithm?: 'sha256' | 'sha1' | 'sha512'
}

/** An HMAC, over the exact bytes of the body unless `text` says otherwise. */
export function hmac(options: HmacOptions): Verifier {
  const { algorithm = 'sha256', encoding = 'hex', prefix = '' } = options
  const text = signedText(options)

  function digest(pieces: readonly (string | Buffer)[], secret: string): string {
    const mac = createHmac(algorithm, secret)
    for (const piece of pieces) mac.update(piece)
    return prefix + mac.digest(encoding)
  }

  return {
    kind: 'signature',
    check(request, secrets) {
      const time = text.timeOf(request)
      const pieces = time === undefined ? undefined : text.piecesOf(request, time)
      if (time === undefined || pieces === undefined) return 'missing'
      const expected = secrets.map((secret) => digest(pieces, secret))
      const result = matchesDigest(valueAt(text.signature, request), expected)
      return result === 'ok' ? text.resultOf(request, time) : result
    },
    sign: (request, secret) => placed(request, text, (pieces) => digest(pieces, secret))
  }
}
