import type { Credential, CredentialStore } from '../contract/credentials.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import type { Verifier } from '../contract/verifiers.ts'
import type { AccountKind } from './account-kinds.ts'

/** The secrets of one account, as its endpoints look them up. */
export function storeOf({ purposes }: AccountKind, held: ReadonlyMap<string, readonly string[]>): CredentialStore {
  return {
    secrets(variable) {
      for (const [purpose, setting] of purposes) if (setting.variable === variable) return held.get(purpose) ?? []
      return []
    }
  }
}

/** The credentials that one secret opens an endpoint with. */
export function credentialsWith(
  endpoint: Endpoint,
  kind: AccountKind,
  purpose: string,
  value: string
): readonly Credential[] {
  const credentials = endpoint.credentials(storeOf(kind, new Map([[purpose, [value]]])))
  return credentials.filter(({ secrets }) => secrets.includes(value))
}

interface PurposeVerifier {
  purpose: string
  verifier: Verifier
}

/** How the secrets of each purpose are checked at an endpoint. */
export function verifiersOf(endpoint: Endpoint, kind: AccountKind): readonly PurposeVerifier[] {
  return [...kind.purposes.keys()].flatMap((purpose) =>
    credentialsWith(endpoint, kind, purpose, 'a:placeholder').map(({ verifier }) => ({ purpose, verifier }))
  )
}
