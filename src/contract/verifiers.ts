/** Every way in which a sender can prove itself, as `bellhook/verify`. Build one from the vendor's own text only. */
export { addressList } from './verifiers/address-list.ts'
export { basic } from './verifiers/basic.ts'
export { bearerToken } from './verifiers/bearer-token.ts'
export { bodyCredential } from './verifiers/body-credential.ts'
export { bodyChallenge, challenge, type Handshake, headerChallenge, ping } from './verifiers/handshake.ts'
export { hmac } from './verifiers/hmac.ts'
export { jwt } from './verifiers/jwt.ts'
export { none } from './verifiers/none.ts'
export { ed25519, rsa } from './verifiers/public-key-signature.ts'
export { bearer, secretHeader, sharedSecret } from './verifiers/shared-secret.ts'
export { snsSignature } from './verifiers/sns.ts'
export { standardWebhooks } from './verifiers/standard-webhooks.ts'
export { urlToken } from './verifiers/url-token.ts'
export { usernameToken } from './verifiers/username-token.ts'
export {
  either,
  matches,
  matchesDigest,
  type Signed,
  type SignedRequest,
  single,
  type ToSign,
  type VerificationResult,
  type Verifier
} from './verifiers/verifier.ts'
