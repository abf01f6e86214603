import { withoutUserInfo } from '../../config/address.ts'
import type { Config } from '../../config/config.ts'
import { credentialStore } from '../../config/credential-store.ts'
import { type Outgoing, pathOf, type SendOptions } from '../simulate/send.ts'
import { checkPublicUrl, isLocal, notSet } from './check-public-url.ts'
import { endpointFinding } from './endpoint-finding.ts'
import { type Endpoint, missingOf } from './endpoints.ts'
import { type Finding, skipped, warning } from './finding.ts'
import { probeEndpoint } from './probe-endpoint.ts'

interface ChannelCheckOptions {
  endpoints: readonly Endpoint[]
  config: Config
  /** Whether PUBLIC_URL is set. */
  isPublic: boolean
  /** A gateway that accepts this token. Undefined: no endpoint can be probed. */
  gateway: { url: string; token: string } | undefined
}

interface ChannelCheck {
  publicUrl: readonly Finding[]
  channels: readonly Finding[]
  /** The Date header of the public URL, in milliseconds since 1970. */
  date?: number | undefined
}

/** Probes each endpoint with a delivery signed as its provider would: directly, and through the public URL. */
export async function checkChannels({
  endpoints,
  config,
  isPublic,
  gateway
}: ChannelCheckOptions): Promise<ChannelCheck> {
  const [first] = endpoints
  if (gateway === undefined || first === undefined) {
    return {
      publicUrl: [
        isPublic
          ? skipped(`${withoutUserInfo(config.publicUrl)} was not tried, because no gateway is running`)
          : notSet()
      ],
      channels: [
        ...endpoints.map((endpoint) => endpointFinding(endpoint, { base: config.publicUrl, config })),
        ...missingSettings(endpoints, config)
      ]
    }
  }

  const { url, token } = gateway
  const credentials = credentialStore(config)
  // Providers must sign the URL that the gateway has in its settings.
  const seen = await probeEndpoint(first.sample, { url, publicUrl: url, credentials }, token)
  const own = seen.answer?.url.slice(0, -pathOf(first).length) ?? config.publicUrl
  const base = isPublic ? config.publicUrl : own
  const direct: SendOptions = { url, publicUrl: own, credentials }
  const viaPublicUrl: SendOptions = { url: withoutUserInfo(base), publicUrl: own, credentials }
  const probed = await Promise.all(
    endpoints.map(async (endpoint) => ({
      endpoint,
      direct: await probeEndpoint(endpoint.sample, direct, token),
      viaPublicUrl:
        !isPublic && isLocal(base)
          ? undefined
          : await probeEndpoint(withUserInfo(endpoint.sample, base), viaPublicUrl, token)
    }))
  )
  return {
    publicUrl: checkPublicUrl({ own, base, isPublic, probed }),
    channels: [
      ...probed.map(({ endpoint, ...results }) => endpointFinding(endpoint, { base, config, ...results })),
      ...missingSettings(endpoints, config)
    ],
    date: probed.find(({ viaPublicUrl }) => viaPublicUrl?.date !== undefined)?.viaPublicUrl?.date
  }
}

function missingSettings(endpoints: readonly Endpoint[], config: Config): Finding[] {
  const channels = [...new Set(endpoints.map(({ channel }) => channel))]
  return channels
    .flatMap((channel) => missingOf(channel, config))
    .map(({ variable, without }) => warning(`${variable} is not set: ${without}`, `Set ${variable}.`))
}

/** fetch accepts the user-info of a URL only as a header. */
function withUserInfo(sample: Outgoing, url: string): Outgoing {
  const { username, password } = new URL(url)
  if (username === '') return sample
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { ...sample, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}`, ...sample.headers } }
}
