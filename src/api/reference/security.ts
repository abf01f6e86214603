import type { Channel } from '../../contract/channel.ts'
import { NO_SECRETS } from '../../contract/credentials.ts'
import type { Verifier } from '../../contract/verifiers.ts'

type Scheme =
  | { type: 'http'; scheme: 'basic' | 'bearer'; description: string }
  | { type: 'apiKey'; in: 'header' | 'query'; name: string; description: string }

/** The names of schemes that a caller needs together. */
export type Requirement = Record<string, string[]>

export interface Security {
  schemes: Record<string, Scheme>
  /** By path. A caller needs to satisfy one of the requirements. */
  ofEndpoint: ReadonlyMap<string, readonly Requirement[]>
}

export const API_TOKEN = 'api-token'

/**
 * Describes the credentials of all channels. Each verifier signs a sample request, and the headers and query parameters of that
 * request are what the verifier requires. So adapters of other packages are described, too. OpenAPI cannot express a credential in
 * the body or a list of addresses.
 */
export function securityOf(channels: readonly Channel[]): Security {
  const schemes: Record<string, Scheme> = {
    [API_TOKEN]: { type: 'http', scheme: 'bearer', description: 'The gateway’s `API_TOKEN`.' }
  }
  const ofEndpoint = new Map<string, readonly Requirement[]>()
  for (const channel of channels) {
    for (const endpoint of channel.endpoints) {
      const verifiers = endpoint.credentials(NO_SECRETS).flatMap(({ verifier }) => verifier.ways ?? verifier)
      const found = verifiers.map(schemesOf).filter((needed) => Object.keys(needed).length > 0)
      Object.assign(schemes, ...found)
      const requirements = found.map((needed) => Object.fromEntries(Object.keys(needed).map((name) => [name, []])))
      ofEndpoint.set(`/webhooks/${channel.name}${endpoint.path}`, distinct(requirements))
    }
  }
  return { schemes, ofEndpoint }
}

function schemesOf(verifier: Verifier): Record<string, Scheme> {
  const url = 'https://gateway.example/'
  const { headers = {}, query = {} } = verifier.sign({ url, body: Buffer.from('{}'), receivedAt: 0 }, 'user:password')
  return Object.fromEntries([
    ...Object.entries(headers).map(([name, value]) => ofHeader(name.toLowerCase(), value, verifier)),
    ...Object.keys(query).map((name) => [name, { type: 'apiKey', in: 'query', name, description: ABOUT.token }])
  ])
}

const ABOUT = {
  signature: 'Part of a signature over the request, made with the shared secret.',
  publicKey: 'A signature with the private key of the sender.',
  secret: 'The shared secret.',
  token: 'A token in the URL.',
  address: '',
  none: ''
}

function ofHeader(name: string, value: string, { kind }: Verifier): [string, Scheme] {
  const description = ABOUT[kind]
  if (name !== 'authorization') return [name, { type: 'apiKey', in: 'header', name, description }]
  if (value.startsWith('Basic ')) return ['basic', { type: 'http', scheme: 'basic', description }]
  return ['bearer', { type: 'http', scheme: 'bearer', description }]
}

function distinct(requirements: readonly Requirement[]): readonly Requirement[] {
  return [...new Map(requirements.map((one) => [JSON.stringify(one), one])).values()]
}
