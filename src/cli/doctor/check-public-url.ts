import { withoutCredentials } from '../../startup/start-banner.ts'
import { type Endpoint, pathOf } from './endpoints.ts'
import { type Finding, ok, warning, wrong } from './finding.ts'
import type { Reached } from './probe-endpoint.ts'

export interface Asked {
  endpoint: Endpoint
  /** Straight at the gateway. */
  here: Reached
  /** Through the public URL, where that is another way. */
  outside: Reached | undefined
}

interface Look {
  /** What the gateway takes for its public URL. */
  own: string
  /** What providers call. */
  base: string
  isPublic: boolean
  asked: readonly Asked[]
}

const PROXIES = 'See docs/operations/proxies.md.'

/** Whether providers reach the gateway by its public URL, and as it expects. Each trouble once, however many endpoints have it. */
export function checkPublicUrl({ own, base, isPublic, asked }: Look): Finding[] {
  if (!isPublic && isLocal(base)) return [notSet()]
  const found = new Map<string, Finding>()
  if (isPublic && own !== base) {
    const text = `the gateway was started with PUBLIC_URL=${shown(own)}, and here it is ${shown(base)}`
    found.set(
      '',
      wrong(text, 'Start the gateway anew with these settings, or call the doctor with those of the gateway.')
    )
  }
  if (isLocal(base)) {
    const text = `PUBLIC_URL is ${shown(base)}, which only this machine reaches`
    found.set(text, warning(text, 'Set it to the URL that providers call.'))
  }
  for (const finding of asked.flatMap((one) => troublesOf(one, own, base))) {
    if (found.get(finding.text)?.level !== 'wrong') found.set(finding.text, finding)
  }
  const isReached = asked.some(({ outside }) => outside?.answer !== undefined)
  return [...(isReached ? [ok(`${shown(base)} leads to this gateway`)] : []), ...found.values()]
}

export function notSet(): Finding {
  return warning(
    'PUBLIC_URL is not set, and providers cannot call this machine by a loopback address',
    'Set it to the URL of your proxy or tunnel, like https://hooks.example.com. To try things out here it is not needed.'
  )
}

function troublesOf({ endpoint, outside }: Asked, own: string, base: string): Finding[] {
  if (outside?.trouble) return [wrong(`${shown(base)}: ${outside.trouble.text}`, outside.trouble.advice)]
  if (outside?.answer === undefined) return []
  const { url, unknownProxy } = outside.answer
  const findings: Finding[] = []
  if (url !== own + pathOf(endpoint)) {
    const text = `the gateway is called as ${shown(url)}, and the provider calls ${shown(base)}${pathOf(endpoint)}`
    findings.push(wrong(text, `The proxy must not change the path, but for a prefix that it takes off. ${PROXIES}`))
  }
  if (unknownProxy !== undefined) {
    const advice = `Set TRUST_PROXY=${unknownProxy}, and let the proxy set X-Forwarded-For itself. ${PROXIES}`
    const taken = `the gateway takes the proxy's address, ${unknownProxy}, for that of every sender`
    // Where addresses are looked at, every sender is refused. Elsewhere all share the bounds of one client.
    findings.push(endpoint.byAddress ? wrong(taken, advice) : warning(taken, advice))
  }
  return findings
}

/** Without its user-info, which may be a password. */
export function shown(url: string): string {
  return withoutCredentials(url)
}

export function isLocal(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
}
