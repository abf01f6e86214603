/** Every way in which a sender can prove itself, as `bellhook/verify`. Build one from the vendor's own text only. */
export { addressList } from './verifiers/address-list.ts'
export { basic } from './verifiers/basic.ts'
export { bearerToken } from './verifiers/bearer-token.ts'
export { bodyCredential } from './verifiers/body-credential.ts'
export { challenge, type Handshake, ping } from './verifiers/handshake.ts'
export { hmac } from './verifiers/hmac.ts'
export { none } from './verifiers/none.ts'
export { bearer, secretHeader, sharedSecret } from './verifiers/shared-secret.ts'
export { standardWebhooks } from './verifiers/standard-webhooks.ts'
export { urlToken } from './verifiers/url-token.ts'
export {
  either,
  matches,
  matchesDigest,
  type Signed,
  type SignedRequest,
  single,
  type Verdict,
  type Verifier
} from './verifiers/verifier.ts'
