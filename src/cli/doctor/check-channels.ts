import type { Config } from '../../config/config.ts'
import { credentialStore } from '../../config/credential-store.ts'
import type { Letter, Way } from '../simulate/send.ts'
import { checkPublicUrl, isLocal, notSet, shown } from './check-public-url.ts'
import { endpointFinding } from './endpoint-finding.ts'
import { type Endpoint, missingOf, pathOf } from './endpoints.ts'
import { type Finding, skipped, warning } from './finding.ts'
import { reach } from './probe-endpoint.ts'

interface Look {
  endpoints: readonly Endpoint[]
  config: Config
  /** Whether PUBLIC_URL is set. */
  isPublic: boolean
  /** Where a gateway answers that knows this token. Undefined: nothing can be asked. */
  gateway: { url: string; token: string } | undefined
}

export interface ChannelCheck {
  publicUrl: readonly Finding[]
  channels: readonly Finding[]
  /** The clock of what answers at the public URL, in milliseconds since 1970. */
  date?: number | undefined
}

/**
 * Signs for each endpoint as its provider would, and asks the gateway what it thinks of it: straight, and by the way that
 * the provider takes.
 */
export async function checkChannels({ endpoints, config, isPublic, gateway }: Look): Promise<ChannelCheck> {
  const [first] = endpoints
  if (gateway === undefined || first === undefined) {
    return {
      publicUrl: [
        isPublic ? skipped(`${shown(config.publicUrl)} was not tried: that takes a gateway that runs`) : notSet()
      ],
      channels: [
        ...endpoints.map((endpoint) => endpointFinding(endpoint, { base: config.publicUrl, config })),
        ...lacking(endpoints, config)
      ]
    }
  }

  const { url, token } = gateway
  const credentials = credentialStore(config)
  // Providers have to sign what the gateway takes for its own URL.
  const seen = await reach(first.letter, { url, publicUrl: url, credentials }, token)
  const own = seen.answer?.url.slice(0, -pathOf(first).length) ?? config.publicUrl
  const base = isPublic ? config.publicUrl : own
  const straight: Way = { url, publicUrl: own, credentials }
  const around: Way = { url: shown(base), publicUrl: own, credentials }
  const asked = await Promise.all(
    endpoints.map(async (endpoint) => ({
      endpoint,
      here: await reach(endpoint.letter, straight, token),
      outside: !isPublic && isLocal(base) ? undefined : await reach(withUserInfo(endpoint.letter, base), around, token)
    }))
  )
  return {
    publicUrl: checkPublicUrl({ own, base, isPublic, asked }),
    channels: [
      ...asked.map(({ endpoint, ...reached }) => endpointFinding(endpoint, { base, config, ...reached })),
      ...lacking(endpoints, config)
    ],
    date: asked.find(({ outside }) => outside?.date !== undefined)?.outside?.date
  }
}

function lacking(endpoints: readonly Endpoint[], config: Config): Finding[] {
  const channels = [...new Set(endpoints.map(({ channel }) => channel))]
  return channels
    .flatMap((channel) => missingOf(channel, config))
    .map(({ variable, without }) => warning(`${variable} is not set: ${without}`, `Set ${variable}.`))
}

/** fetch wants the user-info of a URL as a header. */
function withUserInfo(letter: Letter, url: string): Letter {
  const { username, password } = new URL(url)
  if (username === '') return letter
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { ...letter, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}`, ...letter.headers } }
}
