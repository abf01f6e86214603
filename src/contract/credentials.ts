import { either, type SignedRequest, type VerificationResult, type Verifier } from './verifiers.ts'

/** Where the secrets of senders come from. Asked at every request, so that a changed secret needs no restart. */
export interface CredentialStore {
  /** The active values of a secret by the name of its setting. Empty when it is not set. */
  secrets(setting: string): readonly string[]
}

export const NO_SECRETS: CredentialStore = Object.freeze({ secrets: () => [] })

/** A way to prove a sender, with the secrets that count for it at the moment. */
export interface Credential {
  verifier: Verifier
  secrets: readonly string[]
  /** Why these secrets do not open the endpoint although they are set, as a clause for the operator. */
  closed?: string
}

/** The credentials that a sender can be checked against: those with a secret, and address lists, which need none. */
export function usableOf(credentials: readonly Credential[]): readonly Credential[] {
  return credentials.filter(({ verifier, secrets }) => secrets.length > 0 || verifier.kind === 'address')
}

/** Any one credential is enough. */
export function checkSender(request: SignedRequest, credentials: readonly Credential[]): VerificationResult {
  const usable = usableOf(credentials)
  const only = usable[0]
  if (only !== undefined && usable.length === 1) return only.verifier.check(request, only.secrets)
  return either(usable.map(({ verifier, secrets }) => verifier.check(request, secrets)))
}

/** True: a sender that proves nothing is accepted where the operator allows that. */
export function needsNone(credentials: readonly Credential[]): boolean {
  return usableOf(credentials).length === 0 || credentials.some(({ verifier }) => verifier.kind === 'none')
}
