import type { ListSetting, SecretSetting } from '../contract/channel.ts'
import type { SecretForm } from '../contract/secret-form.ts'
import type { Environ } from './environment.ts'
import { OIDC_CLIENT_SECRET } from './oidc.ts'
import { readSecret } from './secret.ts'
import type { FoundSecret } from './weak-secrets.ts'

/** The part of a channel that matters for the settings. */
export interface SecretHolder {
  name: string
  secrets: readonly SecretSetting[]
}

export const API_TOKEN: SecretSetting = {
  variable: 'API_TOKEN',
  authenticates: true,
  without: 'development mode generates a token, in DATA_DIR/api-token'
}

/** Seals secrets in the database. It is here, and not in src/accounts/, because a wrong one stops the start. */
export const SECRETS_KEY: SecretSetting = {
  variable: 'SECRETS_KEY',
  authenticates: false,
  form: {
    accepts: (value) => /^[A-Za-z0-9+/_-]{43}=?$/.test(value),
    expected: '32 bytes in base64, as from `openssl rand -base64 32`'
  },
  without: 'development mode generates a key, in DATA_DIR/secrets-key'
}

/** The secrets of the gateway and of its channels. */
export function secretSettings(channels: readonly Pick<SecretHolder, 'secrets'>[]): readonly SecretSetting[] {
  return [API_TOKEN, SECRETS_KEY, OIDC_CLIENT_SECRET, ...channels.flatMap((channel) => channel.secrets)]
}

/** Reads all secrets. `found` leaves out lists, whose items are public. */
export function readSecrets(environ: Environ, channels: readonly SecretHolder[]) {
  const secrets = new Map<string, readonly string[]>()
  const found: FoundSecret[] = []
  const problems: string[] = []
  for (const setting of secretSettings(channels)) {
    const { values, hasGap } = readSecret(environ, setting.variable, problems)
    secrets.set(setting.variable, values)
    if (setting.list === undefined) found.push({ setting, values, hasGap })
    else problems.push(...wrongItems(setting.variable, setting.list, values))
    if (setting.form !== undefined) problems.push(...wrongForm(setting.variable, setting.form, values))
  }
  return { secrets, found, problems }
}

/** Such a value would refuse every request. One sentence for each, without the value. */
function wrongForm(variable: string, { accepts, expected }: SecretForm, values: readonly string[]): string[] {
  return values.flatMap((value, at) => {
    if (accepts(value)) return []
    const which = values.length > 1 ? ` (value ${at + 1} of ${values.length})` : ''
    return [`${variable}${which} ${WRONG_FORM[variable] ?? 'has a form that no request can match'}: use ${expected}`]
  })
}

const WRONG_FORM: Readonly<Record<string, string>> = { [SECRETS_KEY.variable]: 'is no key' }

function wrongItems(variable: string, { accepts, expected }: ListSetting, items: readonly string[]): string[] {
  return items.filter((item) => !accepts(item)).map((item) => `${variable}=${item} is invalid: use ${expected}`)
}

/** A sentence for each channel without the secret that it needs, and for a missing API_TOKEN. */
export function missingSecrets(
  channels: readonly SecretHolder[],
  secrets: ReadonlyMap<string, readonly string[]>,
  allowed: readonly string[]
): string[] {
  // With SECRETS_KEY, accounts can bring the secrets of a channel. Until then it answers as to a wrong credential.
  const hasAccounts = (secrets.get(SECRETS_KEY.variable) ?? []).length > 0
  const open = channels.filter((channel) => !hasSecret(channel, secrets) && !allowed.includes(channel.name))
  const problems = hasAccounts ? [] : open.map(missingSecret)
  if (secrets.get(API_TOKEN.variable)?.length === 0) {
    problems.push(
      'API_TOKEN is not set: outside development mode, /api needs a token. Generate one: openssl rand -hex 32'
    )
  }
  return problems
}

/** True if a secret is set that authenticates senders of the channel. */
export function hasSecret(channel: SecretHolder, secrets: ReadonlyMap<string, readonly string[]>): boolean {
  return channel.secrets.some(({ variable, authenticates }) => authenticates && secrets.get(variable)?.length)
}

function missingSecret({ name, secrets }: SecretHolder): string {
  const [first, ...others] = secrets.filter(({ authenticates }) => authenticates).map(({ variable }) => variable)
  const choice = others.length > 0 ? `Set it (or ${others.join(', ')})` : 'Set it'
  return (
    `${first} is not set, so requests to /webhooks/${name} could not be verified. ` +
    `${choice}, or set ALLOW_UNVERIFIED=${name}`
  )
}
