/** Every way in which a sender can prove itself, as `bellhook/verify`. Build one from the vendor's own text only. */
export { addressList } from './verify/address-list.ts'
export { basic } from './verify/basic.ts'
export { bearerToken } from './verify/bearer-token.ts'
export { bodyCredential } from './verify/body-credential.ts'
export { challenge, type Handshake, ping } from './verify/handshake.ts'
export { hmac } from './verify/hmac.ts'
export { none } from './verify/none.ts'
export { bearer, secretHeader, sharedSecret } from './verify/shared-secret.ts'
export { standardWebhooks } from './verify/standard-webhooks.ts'
export { urlToken } from './verify/url-token.ts'
export {
  either,
  matches,
  type Signed,
  type SignedRequest,
  single,
  type Verdict,
  type Verifier
} from './verify/verifier.ts'
