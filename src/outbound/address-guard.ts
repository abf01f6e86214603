import { BlockList, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { familyOf, plainAddress } from '../config/network-entry.ts'
import type { Networks } from './networks.ts'
import { OutboundError } from './outbound-error.ts'

/** Where a connection is to go, as a URL names it. */
export interface Target {
  /** Host without brackets. */
  host: string
  port: number
  /** Plain `http:` is allowed to listed networks only. */
  encrypted: boolean
}

export interface AddressGuard {
  /** Throws OutboundError if this address must not be connected to. */
  checkAddress(address: string, target: Target): void
  /** The same for a name that a proxy resolves: plain `http:` needs the name to be listed. */
  checkName(target: Target): void
}

interface GuardOptions {
  networks: Networks
  /** Development mode reaches loopback. */
  development: boolean
  /** Where the gateway itself listens. */
  own: () => { host: string; port: number }
}

// https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry
const PRIVATE_IPV4 = ranges(
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 ' +
    '192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4'
)
const PUBLIC_IPV6 = ranges('2000::/3')
const SPECIAL_IPV6 = ranges('2001::/23 2001:db8::/32 2002::/16 3fff::/20')
const LOOPBACK = ranges('127.0.0.0/8 ::1/128')
/** Metadata services of clouds answer here. A range never opens them, also not one that leads from IPv6 to IPv4. */
const NEVER_BY_RANGE = ranges(
  '169.254.0.0/16 fe80::/10 fd00:ec2::/32 64:ff9b::a9fe:0/112 2002:a9fe::/32 ::a9fe:0/112 ::ffff:0:a9fe:0/112'
)

/** Decides which addresses outgoing connections may use. */
export function createAddressGuard({ networks, development, own }: GuardOptions): AddressGuard {
  return {
    checkAddress(given, target) {
      const address = plainAddress(given)
      if (isIP(address) === 0) throw refused(given, target, 'is not an address')
      if (contains(NEVER_BY_RANGE, address) && !networks.names(address)) {
        throw refused(
          address,
          target,
          'is link-local. Only an entry for this single address in DESTINATION_NETWORKS opens it'
        )
      }
      if (isOwn(address, target.port, own()) && !isEndpointListed(address, target)) {
        throw refused(address, target, 'is the gateway itself')
      }
      const isListed = networks.hasHost(target.host) || networks.covers(address) || isEndpointListed(address, target)
      if (isListed || (development && contains(LOOPBACK, address))) return
      if (!isPublic(address))
        throw refused(address, target, 'is not public. List it in DESTINATION_NETWORKS to allow it')
      if (!target.encrypted) throw plainHttp(target)
    },
    checkName(target) {
      if (target.encrypted || networks.hasHost(target.host) || networks.hasEndpoint(target.host, target.port)) return
      throw plainHttp(target)
    }
  }

  function isEndpointListed(address: string, { host, port }: Target): boolean {
    return networks.hasEndpoint(address, port) || networks.hasEndpoint(host, port)
  }
}

function isOwn(address: string, port: number, own: { host: string; port: number }): boolean {
  if (port !== own.port) return false
  if (isIP(own.host) !== 0 && own.host !== '0.0.0.0' && own.host !== '::') return address === plainAddress(own.host)
  if (contains(LOOPBACK, address)) return true
  if (own.host === 'localhost') return false
  const local = Object.values(networkInterfaces()).flatMap((entries) => entries ?? [])
  return local.some((entry) => plainAddress(entry.address) === address)
}

function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !contains(PRIVATE_IPV4, address)
  return contains(PUBLIC_IPV6, address) && !contains(SPECIAL_IPV6, address)
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, familyOf(address))
}

function ranges(list: string): BlockList {
  const block = new BlockList()
  for (const range of list.split(' ')) {
    const [address = '', bits] = range.split('/')
    block.addSubnet(address, Number(bits), familyOf(address))
  }
  return block
}

function refused(address: string, { host }: Target, why: string): OutboundError {
  const subject = address === host ? address : `${host} has the address ${address}, which`
  return new OutboundError('ADDRESS_REFUSED', `${subject} ${why}`)
}

function plainHttp({ host }: Target): OutboundError {
  return new OutboundError(
    'URL_REFUSED',
    `http: is allowed only to what DESTINATION_NETWORKS lists, and ${host} is not: use https:`
  )
}
