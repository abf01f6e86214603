import { variablesOf } from '../../../plugins/pms/adapter-settings.ts'
import { type Config, ConfigError } from '../../config/config.ts'
import { credentialStore } from '../../config/credential-store.ts'
import type { Channel } from '../../contract/channel.ts'
import { usableOf } from '../../contract/credentials.ts'
import { webhookUrlOf } from '../../hydration/our-subscriptions.ts'
import type { Vendor } from '../../hydration/vendors.ts'

/** The URL that a vendor is subscribed with: it has today's token, or a login, where the vendor proves itself by its URL. */
export function signedWebhookUrl(vendor: Vendor, channels: readonly Channel[], config: Config): URL {
  const url = webhookUrlOf(vendor, config.publicUrl)
  const path = vendor.endpoint.path.replace(/\/records$/, '')
  const channel = channels.find(({ name }) => name === vendor.channel)
  const endpoint = channel?.endpoints.find((one) => one.path === path)
  const credentials = endpoint?.credentials(credentialStore(config)) ?? []
  const token = usableOf(credentials).find(({ verifier }) => verifier.kind === 'token')
  if (token !== undefined) {
    const [secret = ''] = token.secrets
    const { query = {} } = token.verifier.sign(
      { url: url.href, headers: {}, body: Buffer.alloc(0), receivedAt: 0 },
      secret
    )
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return url
  }
  if (!credentials.some(({ verifier }) => verifier.kind === 'token')) return url
  const variables = variablesOf({ name: vendor.source })
  const login = config.secrets.get(variables.secret)?.[0]
  if (login === undefined || !login.includes(':')) {
    throw new ConfigError([
      `${variables.token} is not set: it stands in the URL that ${vendor.source} posts to. Set it to a random word`
    ])
  }
  url.username = login.slice(0, login.indexOf(':'))
  url.password = login.slice(login.indexOf(':') + 1)
  return url
}
