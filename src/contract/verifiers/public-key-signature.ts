import { constants, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import type { SecretForm } from '../secret-form.ts'
import { valueAt } from './place.ts'
import { placed } from './placed.ts'
import { publicKeyOf } from './public-key.ts'
import { type SignatureOptions, signedText } from './signed-text.ts'
import type { VerificationResult, Verifier } from './verifier.ts'

interface RsaOptions extends SignatureOptions {
  hash?: 'sha256' | 'sha1' | 'sha512'
  /** Default: PKCS #1 v1.5. */
  padding?: 'pkcs1' | 'pss'
}

/** An RSA signature. Its public key, or the certificate, is the setting `<ADAPTER>_PUBLIC_KEY`. */
export function rsa({ hash = 'sha256', padding = 'pkcs1', ...options }: RsaOptions): Verifier {
  const scheme = padding === 'pkcs1' ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_PSS_PADDING
  return withPublicKey(options, 'rsa', {
    isSigned: (data, key, signature) => verify(hash, data, { key, padding: scheme }, signature),
    sign: (data, key) => sign(hash, data, { key, padding: scheme })
  })
}

/** An ed25519 signature (RFC 8032). Its public key is the setting `<ADAPTER>_PUBLIC_KEY`. */
export function ed25519(options: SignatureOptions): Verifier {
  return withPublicKey(options, 'ed25519', {
    isSigned: (data, key, signature) => verify(null, data, key, signature),
    sign: (data, key) => sign(null, data, key)
  })
}

interface Scheme {
  isSigned(data: Buffer, key: KeyObject, signature: Buffer): boolean
  /** `key`: a private key in PEM. */
  sign(data: Buffer, key: string): Buffer
}

function withPublicKey(options: SignatureOptions, type: 'rsa' | 'ed25519', scheme: Scheme): Verifier {
  const { encoding = 'base64', prefix = '' } = options
  const text = signedText(options)

  return {
    kind: 'publicKey',
    secretForm: publicKeyForm(type),
    keyPair: () => newKeyPair(type),
    check(request, keys): VerificationResult {
      const given = valueAt(text.signature, request)
      const time = text.timeOf(request)
      const pieces = time === undefined ? undefined : text.piecesOf(request, time)
      if (given === undefined || given === '' || time === undefined || pieces === undefined) return 'missing'
      if (!given.startsWith(prefix)) return 'mismatch'
      const signature = Buffer.from(given.slice(prefix.length), encoding)
      if (!isWritten(signature, given.slice(prefix.length), encoding)) return 'mismatch'
      const data = joined(pieces)
      const isSigned = keys.some((each) => isSignedWith(publicKeyOf(each), data, signature))
      return isSigned ? text.resultOf(request, time) : 'mismatch'
    },
    sign: (request, privateKey) =>
      placed(request, text, (pieces) => {
        const signature = signWith(joined(pieces), privateKey)
        return signature === undefined ? '' : prefix + signature.toString(encoding)
      })
  }

  function isSignedWith(key: KeyObject | undefined, data: Buffer, signature: Buffer): boolean {
    return key?.asymmetricKeyType === type && scheme.isSigned(data, key, signature)
  }

  function signWith(data: Buffer, privateKey: string): Buffer | undefined {
    try {
      return scheme.sign(data, privateKey)
    } catch {
      // A receiver has no private key, and `bellhook simulate` has what the receiver has.
      return undefined
    }
  }
}

export function publicKeyForm(type: 'rsa' | 'ed25519'): SecretForm {
  return {
    accepts: (text) => publicKeyOf(text)?.asymmetricKeyType === type,
    expected:
      type === 'rsa' ? 'an RSA public key or certificate in PEM' : 'an ed25519 public key in PEM, hex, or base64'
  }
}

/** A short key is safe where nothing but a test uses it. It is made in 15 ms, and one of 2048 bits in 150 to 800 ms. */
const TEST_KEY_BITS = 1024

export function newKeyPair(type: 'rsa' | 'ed25519'): { secret: string; signWith: string } {
  const publicKeyEncoding = { type: 'spki', format: 'pem' } as const
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const
  const { publicKey, privateKey } =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: TEST_KEY_BITS, publicKeyEncoding, privateKeyEncoding })
      : generateKeyPairSync('ed25519', { publicKeyEncoding, privateKeyEncoding })
  return { secret: publicKey, signWith: privateKey }
}

/** True: the text is the signature and nothing else. Decoders stop at the first character that is none of theirs. */
function isWritten(signature: Buffer, text: string, encoding: 'hex' | 'base64' | 'base64url'): boolean {
  const written = signature.toString(encoding).replace(/={1,2}$/, '')
  return written === (encoding === 'hex' ? text.toLowerCase() : text.replace(/={1,2}$/, ''))
}

function joined(pieces: readonly (string | Buffer)[]): Buffer {
  const [first] = pieces
  if (pieces.length === 1 && Buffer.isBuffer(first)) return first
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)))
}
