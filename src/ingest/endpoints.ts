import type { Channel } from '../contract/channel.ts'
import type { Endpoint } from '../contract/endpoint.ts'

/** All endpoints, by URL path. */
export function endpointsOf(channels: readonly Channel[]): ReadonlyMap<string, Endpoint> {
  const endpoints = new Map<string, Endpoint>()
  for (const channel of channels) {
    for (const endpoint of channel.endpoints) endpoints.set(pathOf(channel, endpoint), endpoint)
    for (const { endpoint } of channel.records ?? []) endpoints.set(pathOf(channel, endpoint), endpoint)
  }
  return endpoints
}

/** The URL path of an endpoint. */
export function pathOf(channel: Pick<Channel, 'name'>, { path }: Pick<Endpoint, 'path'>): string {
  return `/webhooks/${channel.name}${path}`
}
