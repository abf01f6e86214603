import type { SecretSetting } from '../../src/contract/channel.ts'
import { type Credential, type CredentialStore, usableOf } from '../../src/contract/credentials.ts'
import { sharedSecret, type Verifier } from '../../src/verify.ts'
import type { PmsAdapter } from './adapter.ts'

/** Guards the generic routes, and every adapter for which nothing of its own is set. */
export const SHARED = 'PMS_WEBHOOK_SECRET'

/** A slug that is not taken by a generic route, nor by their secret. */
export function isFreeName(name: string): boolean {
  return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && !['guests', 'reservations', 'events', 'pms'].includes(name)
}

/** True for an adapter from before `keyHeaders`: a delivery that was spooled would have lost the headers it needs. */
export function readsUnnamedHeaders({
  duplicateKey,
  keyHeaders
}: Pick<PmsAdapter, 'duplicateKey' | 'keyHeaders'>): boolean {
  return duplicateKey !== undefined && duplicateKey.length > 1 && keyHeaders === undefined
}

export const UNNAMED_HEADERS = 'duplicateKey reads headers: name them in keyHeaders, or leave the parameter out'

/** The names of an adapter's settings follow from its own. */
export function variablesOf({ name }: Pick<PmsAdapter, 'name'>) {
  const prefix = name.toUpperCase().replaceAll('-', '_')
  return {
    secret: `${prefix}_WEBHOOK_SECRET`,
    token: `${prefix}_WEBHOOK_TOKEN`,
    properties: `${prefix}_PROPERTIES`
  }
}

/** The settings that an adapter brings along. */
export function settingsOf(adapter: PmsAdapter): SecretSetting[] {
  const without = `${adapter.title} is guarded by ${SHARED}, if that is set`
  const own = verifiersOf(adapter).map((verifier) => variableOf(adapter, verifier))
  const { properties } = variablesOf(adapter)
  return [
    ...[...new Set(own)]
      .filter((variable) => variable !== undefined)
      .map((variable) => ({ variable, authenticates: true, without })),
    // Not a secret, but a list like one: which hotels are ours. Nobody misses it where there is one hotel.
    ...(adapter.property ? [{ variable: properties, authenticates: false }] : [])
  ]
}

/** Any one is enough. An adapter for which nothing of its own is set is guarded by the shared secret. */
export function credentialsOf(adapter: PmsAdapter, store: CredentialStore): Credential[] {
  const own = verifiersOf(adapter).map((verifier) => {
    const variable = variableOf(adapter, verifier)
    return { verifier, secrets: variable === undefined ? [] : store.secrets(variable) }
  })
  if (usableOf(own).length === 0) return [...own, sharedCredential(store)]
  return own.map((credential) =>
    credential.verifier.kind === 'secret'
      ? { ...credential, secrets: [...credential.secrets, ...store.secrets(SHARED)] }
      : credential
  )
}

export function sharedCredential(store: CredentialStore): Credential {
  return { verifier: sharedSecret(), secrets: store.secrets(SHARED) }
}

export function verifiersOf({ verify }: PmsAdapter): readonly Verifier[] {
  return [verify].flat()
}

function variableOf(adapter: PmsAdapter, { kind }: Verifier): string | undefined {
  const { secret, token } = variablesOf(adapter)
  if (kind === 'token') return token
  return kind === 'signature' || kind === 'secret' ? secret : undefined
}
