import type { Channel, SecretSetting } from '../contract/channel.ts'
import type { Endpoint } from '../contract/endpoint.ts'

/** A kind of account: `whatsapp`, `twilio`, `pms`, or the name of an adapter. */
export interface AccountKind {
  name: string
  channel: string
  /** URL paths that its provider calls. */
  paths: readonly string[]
  /** The variable of the environment that means the same as a purpose of secrets. */
  purposes: ReadonlyMap<string, SecretSetting>
  /** Purposes whose secrets arrive as they are: each belongs to one account. */
  tokens: ReadonlySet<string>
  /** Types of ids, most specific first. */
  idTypes: readonly string[]
}

const TOKENS = new Set(['verify_token', 'webhook_secret', 'webhook_token'])
const GENERIC = ['/guests', '/reservations', '/events']

/** Every kind of account that the channels of this gateway take. */
export function accountKinds(channels: readonly Channel[]): ReadonlyMap<string, AccountKind> {
  const kinds: AccountKind[] = []
  for (const channel of channels) {
    const { name, endpoints, secrets } = channel
    const setting = (variable: string) => secrets.find((one) => one.variable === variable)
    if (name === 'whatsapp') {
      const purposes = { app_secret: setting('WHATSAPP_APP_SECRET'), verify_token: setting('WHATSAPP_VERIFY_TOKEN') }
      kinds.push(kind(name, channel, endpoints, purposes, ['phone_number_id', 'waba_id']))
    } else if (name === 'sms') {
      const purposes = { auth_token: accountToken(setting('TWILIO_AUTH_TOKEN')) }
      kinds.push(kind('twilio', channel, endpoints, purposes, ['number', 'messaging_service_sid', 'account_sid']))
    } else {
      const shared = setting('PMS_WEBHOOK_SECRET')
      const generic = endpoints.filter(({ path }) => GENERIC.includes(path))
      kinds.push(kind('pms', channel, generic, { webhook_secret: shared }, ['property']))
      for (const endpoint of endpoints.filter(({ path }) => !GENERIC.includes(path))) {
        const adapter = endpoint.path.slice(1)
        const prefix = adapter.toUpperCase().replaceAll('-', '_')
        const purposes = {
          webhook_secret: setting(`${prefix}_WEBHOOK_SECRET`) ?? shared,
          webhook_token: setting(`${prefix}_WEBHOOK_TOKEN`) ?? {
            variable: `${prefix}_WEBHOOK_TOKEN`,
            authenticates: true
          }
        }
        kinds.push(kind(adapter, channel, [endpoint], purposes, ['property']))
      }
    }
  }
  return new Map(kinds.map((one) => [one.name, one]))
}

/** Kinds by the URL paths of their endpoints, and by those of records that are read from the provider's API. */
export function kindsByPath(kinds: ReadonlyMap<string, AccountKind>): ReadonlyMap<string, AccountKind> {
  return new Map(
    [...kinds.values()].flatMap((kind) =>
      kind.paths.flatMap((path) => [path, `${path}/records`].map((one) => [one, kind] as const))
    )
  )
}

function kind(
  name: string,
  channel: Channel,
  endpoints: readonly Endpoint[],
  purposes: Readonly<Record<string, SecretSetting | undefined>>,
  idTypes: readonly string[]
): AccountKind {
  const settings = Object.entries(purposes).flatMap(([purpose, one]) =>
    one === undefined ? [] : [[purpose, one] as const]
  )
  const names = settings.map(([purpose]) => purpose).filter((purpose) => TOKENS.has(purpose))
  return {
    name,
    channel: channel.name,
    paths: endpoints.map(({ path }) => `/webhooks/${channel.name}${path}`),
    purposes: new Map(settings),
    tokens: new Set(names),
    idTypes
  }
}

/** An account names its AccountSid as an id, and its secret is the token alone. */
function accountToken(setting: SecretSetting | undefined): SecretSetting | undefined {
  if (setting === undefined) return undefined
  const form = { accepts: (value: string) => !/^AC\w+:/.test(value), expected: 'the token alone, without AccountSid' }
  return { ...setting, form }
}
