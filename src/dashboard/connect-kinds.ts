import { randomBytes } from 'node:crypto'
import { verifiersOf } from '../accounts/account-credentials.ts'
import type { AccountKind } from '../accounts/account-kinds.ts'
import type { Channel } from '../contract/channel.ts'

/** A secret that Bellhook has made begins like this, so that pages may show it until it was used. */
const MADE = 'bhw_'

/** What a person enters to connect a provider. */
export interface ConnectKind {
  /** In the address of the page: `whatsapp`, `sms`, `mews`. */
  slug: string
  kind: AccountKind
  /** Types of ids. */
  ids: readonly string[]
  /** Purposes of the secrets that the provider gives. */
  given: readonly string[]
  /** Purpose of the secret that Bellhook makes. Undefined: the provider gives all. */
  made: string | undefined
  /** False: Bellhook makes the secret where none of `given` is entered. */
  isRequired: boolean
}

/** Every channel and adapter that an account can be connected to. */
export function connectKinds(
  kinds: ReadonlyMap<string, AccountKind>,
  channels: readonly Channel[]
): readonly ConnectKind[] {
  return [...kinds.values()].map((kind) => {
    const slug = kind.name === 'twilio' ? 'sms' : kind.name
    const about = { slug, kind, ids: [...kind.idTypes] }
    if (kind.name === 'whatsapp') return { ...about, given: ['app_secret'], made: 'verify_token', isRequired: true }
    if (kind.name === 'twilio') {
      return { ...about, ids: [...kind.idTypes].reverse(), given: ['auth_token'], made: undefined, isRequired: true }
    }
    const used = usedPurposes(kind, channels)
    const made = used.includes('webhook_token') ? 'webhook_token' : used[0]
    return { ...about, given: used, made, isRequired: false }
  })
}

/** A secret that nobody has seen before, in the form that the purpose needs. */
export function makeSecret(kind: AccountKind, purpose: string): string {
  const value = `${MADE}${randomBytes(24).toString('base64url')}`
  const form = kind.purposes.get(purpose)?.form
  return form === undefined || form.accepts(value) ? value : `bellhook:${value}`
}

export function isMade(value: string): boolean {
  return value.startsWith(MADE) || value.startsWith(`bellhook:${MADE}`)
}

/** Purposes that some endpoint of the kind checks. */
function usedPurposes(kind: AccountKind, channels: readonly Channel[]): readonly string[] {
  const channel = channels.find(({ name }) => name === kind.channel)
  const endpoints =
    channel?.endpoints.filter(({ path }) => kind.paths.includes(`/webhooks/${channel.name}${path}`)) ?? []
  const purposes = endpoints.flatMap((endpoint) => verifiersOf(endpoint, kind).map(({ purpose }) => purpose))
  return [...new Set(purposes)]
}
