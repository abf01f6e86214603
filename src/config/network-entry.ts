import { isIP } from 'node:net'

/** An entry of DESTINATION_NETWORKS. */
interface NetworkEntry {
  host: string
  /** Length of the prefix of a range. */
  bits?: number
  port?: number
}

/** Undefined for an entry that is no range, address, host name, or one of the latter two with a port. */
export function parseNetworkEntry(entry: string): NetworkEntry | undefined {
  const range = /^([^/]+)\/([1-9]\d{0,2})$/.exec(entry)
  if (range) {
    const [, address = '', bits] = range
    const family = isIP(address)
    if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return undefined
    return { host: address, bits: Number(bits) }
  }
  if (isIP(entry) !== 0) return { host: plainAddress(entry) }
  const parts = /^(\[[^\]]+\]|[^:/[\]]+)(?::(\d{1,5}))?$/.exec(entry)
  const host = parts && canonicalHost(parts[1] ?? '')
  if (!host) return undefined
  const port = parts[2] === undefined ? undefined : Number(parts[2])
  return port === undefined ? { host } : port <= 65_535 ? { host, port } : undefined
}

/** The host as `new URL` writes it, without brackets. Undefined: it is not written in that form. */
function canonicalHost(text: string): string | undefined {
  if (!URL.canParse(`http://${text}`)) return undefined
  const { hostname, username, pathname, search, hash } = new URL(`http://${text}`)
  if (username !== '' || pathname !== '/' || search !== '' || hash !== '') return undefined
  const host = hostname.replace(/^\[|\]$/g, '')
  return isIP(host) === 6 || hostname === text.toLowerCase() ? plainAddress(host) : undefined
}

export function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6'
}

/** One spelling for each address, without a zone. IPv4 that is mapped into IPv6 is IPv4. */
export function plainAddress(address: string): string {
  if (isIP(address) !== 6) return address
  const unscoped = address.replace(/%.*$/, '')
  const short = new URL(`http://[${unscoped}]`).hostname.slice(1, -1)
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short)
  if (!mapped) return short
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
