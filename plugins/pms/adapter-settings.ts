import { apiSettings } from '../../src/contract/api-settings.ts'
import type { SecretSetting } from '../../src/contract/channel.ts'
import { type Credential, type CredentialStore, usableOf } from '../../src/contract/credentials.ts'
import type { SecretForm } from '../../src/contract/secret-form.ts'
import { sharedSecret, type Verifier } from '../../src/contract/verifiers.ts'
import type { PmsAdapter } from './adapter.ts'
import { variableOfOption } from './options.ts'

/** The secret of the generic routes, and of each adapter that has no credential of its own. */
export const SHARED = 'PMS_WEBHOOK_SECRET'

/** The sources that the shared secret may speak for. Unset: every source but those of adapters with a credential of their own. */
export const SOURCES: SecretSetting = {
  variable: 'PMS_SOURCES',
  authenticates: false,
  list: {
    accepts: (source) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(source),
    expected: 'a source like mews or front-desk (letters, digits, ".", "_", and "-", at most 64)'
  }
}

/** A slug that is not taken by a generic route, nor by their secret. */
export function isFreeName(name: string): boolean {
  return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && !['guests', 'reservations', 'events', 'pms'].includes(name)
}

/** Names of the contract of Bellhook 0.1, with what replaces them. */
const REPLACED: Readonly<Record<string, string>> = {
  proof: 'evidence',
  duplicateKey: 'key, which also guards states and gets (payload, { headers, fields })',
  keyHeaders: 'headers'
}

/** What an adapter for an earlier contract has to change, as a clause; undefined for one of today. */
export function outdatedIn(adapter: object): string | undefined {
  const changes = Object.entries(REPLACED).flatMap(([old, today]) => (old in adapter ? [`${old} is now ${today}`] : []))
  return changes.length === 0 ? undefined : `it uses an earlier contract: ${changes.join('; ')}`
}

/** The names of an adapter's settings follow from its own. */
export function variablesOf({ name }: Pick<PmsAdapter, 'name'>) {
  const prefix = name.toUpperCase().replaceAll('-', '_')
  return {
    secret: `${prefix}_WEBHOOK_SECRET`,
    token: `${prefix}_WEBHOOK_TOKEN`,
    publicKey: `${prefix}_PUBLIC_KEY`,
    properties: `${prefix}_PROPERTIES`
  }
}

/** The settings that an adapter brings along. */
export function settingsOf(adapter: PmsAdapter): SecretSetting[] {
  const own = new Set(verifiersOf(adapter).map((verifier) => variableOf(adapter, verifier)))
  const { properties } = variablesOf(adapter)
  const variables = [...own].filter((variable) => variable !== undefined)
  return [
    ...variables.map((variable) => {
      const others = variables.filter((other) => other !== variable)
      const isPair = verifiersOf(adapter).some((one) => variableOf(adapter, one) === variable && isBasic(one))
      const without = `${adapter.title} is opened by ${[...others, SHARED].join(', or else by ')}`
      return {
        variable,
        authenticates: true,
        without,
        ...(isPair && { secretOf: passwordOf }),
        ...formOf(adapter, variable)
      }
    }),
    // Which hotels are ours. With one hotel, nobody sets it.
    { variable: properties, authenticates: false, list: { accepts: () => true, expected: 'an id of a hotel' } },
    ...optionSettings(adapter),
    ...recordSettings(adapter)
  ]
}

/** The settings with which records are read from the vendor's API. */
function recordSettings({ name, title, records }: PmsAdapter): SecretSetting[] {
  return records === undefined ? [] : apiSettings({ name, title, credential: records.credential })
}

/** The settings of an adapter that are no secrets and no lists. */
function optionSettings(adapter: PmsAdapter): SecretSetting[] {
  const { name, options = {} } = adapter
  const { secret, token, publicKey } = variablesOf(adapter)
  return Object.entries(options).map(([option, { accepts, expected, about, fallback }]) => ({
    variable: variableOfOption(name, option),
    authenticates: false,
    list: { accepts, expected },
    option: {
      about,
      fallback: fallback === undefined ? undefined : String(fallback),
      credentials: [secret, token, publicKey]
    }
  }))
}

/**
 * The credentials that open an adapter's route; any one is enough. The shared secret is one of them only while the adapter
 * has no credential of its own, and only if PMS_SOURCES, where it is set, names the adapter.
 */
export function credentialsOf(adapter: PmsAdapter, store: CredentialStore): Credential[] {
  const own = ownCredentials(adapter, store)
  if (usableOf(own).length > 0) return own
  const named = store.secrets(SOURCES.variable)
  const isAllowed = named.length === 0 || named.includes(adapter.name)
  return [...own, isAllowed ? sharedCredential(store) : closedCredential(store)]
}

const SHARED_SECRET = sharedSecret()

export function sharedCredential(store: CredentialStore): Credential {
  return { verifier: SHARED_SECRET, secrets: store.secrets(SHARED) }
}

/**
 * Stands for a shared secret that may not speak for the adapter. It matches nothing, and it keeps the route closed also
 * where senders without any credential are let in, as the shared secret itself would.
 */
function closedCredential(store: CredentialStore): Credential {
  const verifier: Verifier = { kind: 'secret', check: () => 'missing', sign: () => ({}) }
  return { verifier, secrets: store.secrets(SHARED), closed: `${SOURCES.variable} does not name it` }
}

/** True: an adapter has a credential that belongs to no other source. */
export function hasOwnCredential(adapter: PmsAdapter, store: CredentialStore): boolean {
  return usableOf(ownCredentials(adapter, store)).length > 0
}

function ownCredentials(adapter: PmsAdapter, store: CredentialStore): Credential[] {
  return verifiersOf(adapter).map((verifier) => {
    const variable = variableOf(adapter, verifier)
    return { verifier, secrets: variable === undefined ? [] : store.secrets(variable) }
  })
}

export function verifiersOf({ verify }: PmsAdapter): readonly Verifier[] {
  return [verify].flat()
}

/** The form of an adapter's secret, unless one of the verifiers that it is for takes any. */
function formOf(adapter: PmsAdapter, variable: string): { form?: SecretForm } {
  const forms = verifiersOf(adapter)
    .filter((verifier) => variableOf(adapter, verifier) === variable)
    .map(({ secretForm }) => secretForm)
  const known = forms.filter((form) => form !== undefined)
  if (known.length === 0 || known.length < forms.length) return {}
  const accepts = (value: string) => known.some((form) => form.accepts(value))
  return { form: { accepts, expected: known.map(({ expected }) => expected).join(' or ') } }
}

function isBasic(verifier: Verifier): boolean {
  const { headers = {} } = verifier.sign({ url: '', body: Buffer.from('{}'), receivedAt: 0 }, 'user:password')
  return headers['authorization']?.startsWith('Basic ') === true
}

/** HTTP Basic takes `user:password`. */
function passwordOf(value: string): string {
  return value.slice(value.indexOf(':') + 1)
}

function variableOf(adapter: PmsAdapter, { kind }: Verifier): string | undefined {
  const { secret, token, publicKey } = variablesOf(adapter)
  if (kind === 'token') return token
  if (kind === 'publicKey') return publicKey
  return kind === 'signature' || kind === 'secret' ? secret : undefined
}
