import { BlockList, isIP } from 'node:net'
import type { Verifier } from './verifier.ts'

/**
 * The vendor's addresses, single ones or CIDR ranges. An address proves little, so a list belongs in front of another
 * verifier: then both are needed. Behind a reverse proxy it needs TRUST_PROXY, or all addresses are the proxy's.
 */
export function addressList(ranges: readonly [string, ...string[]], verifier?: Verifier): Verifier {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    const isV6 = isIP(address) === 6
    list.addSubnet(address, bits === undefined ? (isV6 ? 128 : 32) : Number(bits), isV6 ? 'ipv6' : 'ipv4')
  }
  const [known = ''] = ranges[0].split('/')

  return {
    kind: verifier?.kind ?? 'address',
    ...(verifier?.credentials ? { credentials: verifier.credentials } : {}),
    ...(verifier?.given ? { given: (request) => verifier.given?.(request) ?? [] } : {}),
    check(request, secrets) {
      if (request.address === undefined) return 'missing'
      if (!isListed(list, request.address)) return 'mismatch'
      return verifier === undefined ? 'ok' : verifier.check(request, secrets)
    },
    sign: (request, secret) => ({ ...verifier?.sign(request, secret), address: known })
  }
}

function isListed(list: BlockList, address: string): boolean {
  // A socket that takes both families shows IPv4 as ::ffff:192.0.2.1.
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  const family = isIP(plain)
  return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4')
}
