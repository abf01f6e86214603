import { hash } from 'node:crypto'
import { createSigner, createVerifier } from 'fast-jwt'
import { bearerToken } from './bearer-token.ts'
import { publicKeyOf } from './public-key.ts'
import { newKeyPair, publicKeyForm } from './public-key-signature.ts'
import { matchesDigest, type SignedRequest, single, type VerificationResult, type Verifier } from './verifier.ts'

interface JwtOptions {
  /** HS256: the secret is shared. RS256: the public key is configured. A token with any other algorithm is refused. */
  algorithm: 'HS256' | 'RS256'
  /** Default: the bearer token of `Authorization`. */
  header?: string
  issuer?: string
  audience?: string
  /** The claim that holds the SHA-256 of the body. Without one the token proves who sent the request, and not what. */
  bodyHash?: { claim: string; encoding?: 'hex' | 'base64' | 'base64url' }
}

/** Seconds that a token without an end (`exp`) is good for after it was issued. */
const TOLERANCE_SECONDS = 5 * 60

/** Longer tokens are not looked at. */
const LONGEST_TOKEN = 8 * 1024

/** A JSON Web Token (RFC 7519). It has to have an end (`exp`), or a time of issue (`iat`) of the last five minutes. */
export function jwt({ algorithm, header, issuer, audience, bodyHash }: JwtOptions): Verifier {
  const isShared = algorithm === 'HS256'

  return {
    isConstantTime: true,
    coversBody: bodyHash !== undefined,
    kind: isShared ? (bodyHash === undefined ? 'secret' : 'signature') : 'publicKey',
    ...(isShared ? {} : { secretForm: publicKeyForm('rsa'), keyPair: () => newKeyPair('rsa') }),
    check(request, secrets) {
      const token = tokenOf(request)
      if (!token) return 'missing'
      if (token.length > LONGEST_TOKEN) return 'mismatch'
      let result: VerificationResult = 'mismatch'
      for (const secret of secrets) {
        const found = checkToken(token, secret, request)
        if (result !== 'ok' && found !== 'mismatch') result = found
      }
      return result
    },
    sign(request, secret) {
      const name = header ?? 'authorization'
      const issued = Math.floor((request.receivedAt ?? Date.now()) / 1000)
      const claims = {
        iat: issued,
        exp: issued + TOLERANCE_SECONDS,
        ...(issuer === undefined ? {} : { iss: issuer }),
        ...(audience === undefined ? {} : { aud: audience }),
        ...(bodyHash === undefined ? {} : { [bodyHash.claim]: digestOf(request.body) })
      }
      const token = signToken(claims, secret)
      return { headers: { [name]: header === undefined ? `Bearer ${token}` : token } }
    }
  }

  function tokenOf({ headers }: SignedRequest): string | undefined {
    const value = single(headers[(header ?? 'authorization').toLowerCase()])
    return header === undefined ? bearerToken(value) : (bearerToken(value) ?? value)
  }

  function checkToken(token: string, secret: string, { body, receivedAt }: SignedRequest): VerificationResult {
    if (receivedAt === undefined || secret === '') return 'mismatch'
    if (!isShared && publicKeyOf(secret)?.asymmetricKeyType !== 'rsa') return 'mismatch'
    let claims: unknown
    try {
      const verify = createVerifier({
        key: isShared ? secret : (publicKeyOf(secret)?.export({ type: 'spki', format: 'pem' }).toString() ?? ''),
        algorithms: [algorithm],
        cache: false,
        clockTimestamp: receivedAt,
        clockTolerance: TOLERANCE_SECONDS * 1000,
        ...(issuer === undefined ? {} : { allowedIss: issuer, requiredClaims: ['iss'] }),
        ...(audience === undefined ? {} : { allowedAud: audience })
      })
      claims = verify(token)
    } catch (error) {
      return isExpired(error) ? 'stale' : 'mismatch'
    }
    return resultOf(claims, body, receivedAt)
  }

  /** The token is signed with the secret. */
  function resultOf(claims: unknown, body: Buffer, receivedAt: number): VerificationResult {
    const known = Object(claims)
    const { iat, exp, aud } = known
    if (audience !== undefined && aud === undefined) return 'mismatch'
    const digest = bodyHash && String(known[bodyHash.claim] ?? '')
    if (bodyHash !== undefined && matchesDigest(digest, [digestOf(body)]) !== 'ok') return 'mismatch'
    if (typeof exp === 'number') return 'ok'
    const isRecent = typeof iat === 'number' && Math.abs(receivedAt / 1000 - iat) <= TOLERANCE_SECONDS
    return isRecent ? 'ok' : 'stale'
  }

  function digestOf(body: Buffer): string {
    return hash('sha256', body, bodyHash?.encoding ?? 'hex')
  }

  function signToken(claims: object, secret: string): string {
    try {
      return createSigner({ key: secret, algorithm })(claims)
    } catch {
      // It is no key for this algorithm, so nothing can be signed with it.
      return ''
    }
  }
}

function isExpired(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'FAST_JWT_EXPIRED'
}
