import { isIPv4, isIPv6 } from 'node:net'

const MAPPED = '::ffff:'

/**
 * Returns the key under which a client is counted. An IPv6 network gives a whole /64 to one client, so IPv6 is counted
 * by /64. An IPv4-mapped IPv6 address is the IPv4 client. Anything that is not an address shares the key `unknown`.
 */
export function addressKey(ip: string): string {
  if (isIPv4(ip)) return ip
  if (ip.startsWith(MAPPED) && isIPv4(ip.slice(MAPPED.length))) return ip.slice(MAPPED.length)
  if (!isIPv6(ip)) return 'unknown'
  const groups = groupsOf(ip.split('%', 1)[0] ?? '')
  const [high = 0, low = 0] = groups.slice(6)
  if (groups.slice(0, 6).join() === '0,0,0,0,0,65535') return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}

/** The eight groups of an IPv6 address. */
function groupsOf(ip: string): number[] {
  const [left, right] = ip.split('::', 2).map(parseGroups)
  if (left === undefined || right === undefined) return left ?? []
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right]
}

function parseGroups(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)]
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
    return [a * 256 + b, c * 256 + d]
  })
}
