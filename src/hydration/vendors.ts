import type { Config } from '../config/config.ts'
import type { Secrets } from '../contract/api-credential.ts'
import type { ApiRequest } from '../contract/api-request.ts'
import { apiUrlVariable } from '../contract/api-settings.ts'
import type { Channel } from '../contract/channel.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import type { RecordSource } from '../contract/records.ts'

/** A vendor whose credentials are set. */
export interface Vendor {
  source: string
  channel: string
  records: RecordSource
  /** Reads stored records. */
  endpoint: Endpoint
  /** URL path of the endpoint. */
  path: string
  secrets: Secrets
  /** Credentials that are no secrets, and options. */
  settings: Readonly<Record<string, string | undefined>>
  /** Origin that replaces those of the vendor. */
  apiUrl: string | undefined
  lagSeconds: number
}

/** The vendors whose credentials are set. */
export function connectedVendors(
  channels: readonly Channel[],
  { secrets, hydration }: Pick<Config, 'secrets' | 'hydration'>
): Vendor[] {
  return channels.flatMap((channel) =>
    (channel.records ?? []).flatMap(({ source, records, endpoint }) => {
      const { settings, open = [] } = records.credential
      const values = settings.map((name) => [name, secrets.get(name)?.[0]] as const)
      const given = values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
      if (given.length < settings.length) return []
      const options = channel.secrets.flatMap(({ variable, option }) =>
        option === undefined ? [] : [[variable, secrets.get(variable)?.[0] ?? option.fallback] as const]
      )
      return {
        ...{ source, channel: channel.name, records, endpoint },
        path: `/webhooks/${channel.name}${endpoint.path}`,
        secrets: Object.fromEntries(given),
        settings: Object.fromEntries([...given.filter(([name]) => open.includes(name)), ...options]),
        apiUrl: secrets.get(apiUrlVariable(source))?.[0],
        lagSeconds: hydration.lagSeconds ?? records.lagSeconds
      }
    })
  )
}

/** The URL of a call. */
export function urlOf({ records: { hosts }, apiUrl }: Vendor, { host = 'api', path }: ApiRequest): string {
  const origin = apiUrl ?? hosts[host]
  if (origin === undefined) throw new Error(`the adapter has no host ${host}`)
  return `${origin.replace(/\/$/, '')}${path}`
}

/** Kinds of records that can be read by their ids. */
export function readableKinds({ records }: Vendor): ReadonlySet<string> {
  return new Set(records.kinds.filter(({ byIds }) => byIds !== undefined).map(({ kind }) => kind))
}
