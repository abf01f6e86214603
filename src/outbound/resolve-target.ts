import dns, { type LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import type { AddressGuard, Target } from './address-guard.ts'
import { OutboundError } from './outbound-error.ts'

/** Where a URL leads. Throws OutboundError if it is not one that requests may go to. */
export function targetOf(url: URL): Target {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new OutboundError('URL_REFUSED', `${url.protocol} is not supported: use https:`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutboundError('URL_REFUSED', 'the URL has user-info: use `authorization`')
  }
  const encrypted = url.protocol === 'https:'
  const port = url.port === '' ? (encrypted ? 443 : 80) : Number(url.port)
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port, encrypted }
}

/** The addresses of a target. Every one of them passed the guard, so that a mixed answer of a name server is refused. */
export async function resolveTarget(target: Target, guard: AddressGuard): Promise<readonly string[]> {
  const addresses = isIP(target.host) === 0 ? await lookup(target.host) : [target.host]
  for (const address of addresses) guard.checkAddress(address, target)
  return addresses
}

function lookup(host: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    // Each call asks anew. The address that was checked is the address that is connected to.
    dns.lookup(host, { all: true, verbatim: true }, (error: Error | null, found: LookupAddress[]) => {
      if (error) return reject(error)
      if (found.length === 0) return reject(new OutboundError('ENOTFOUND', 'the name has no address'))
      resolve(found.map(({ address }) => address))
    })
  })
}
