import { BlockList } from 'node:net'
import { familyOf, parseNetworkEntry } from '../config/network-entry.ts'

export interface Networks {
  /** True for an address in a listed range. */
  covers(address: string): boolean
  /** True for an address that is listed by itself. */
  names(address: string): boolean
  /** True for a host name that is listed. */
  hasHost(host: string): boolean
  /** True for `host:port` that is listed. */
  hasEndpoint(host: string, port: number): boolean
}

export function readNetworks(entries: readonly string[]): Networks {
  const ranges = new BlockList()
  const hosts = new Set<string>()
  const endpoints = new Set<string>()
  for (const { host, bits, port } of entries.flatMap((entry) => parseNetworkEntry(entry) ?? [])) {
    if (port !== undefined) endpoints.add(`${host} ${port}`)
    else if (bits !== undefined) ranges.addSubnet(host, bits, familyOf(host))
    else hosts.add(host)
  }
  return {
    covers: (address) => hosts.has(address) || ranges.check(address, familyOf(address)),
    names: (address) => hosts.has(address),
    hasHost: (host) => hosts.has(host.toLowerCase()),
    hasEndpoint: (host, port) => endpoints.has(`${host.toLowerCase()} ${port}`)
  }
}
