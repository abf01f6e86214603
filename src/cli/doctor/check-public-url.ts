import { withoutUserInfo } from '../../config/address.ts'
import { pathOf } from '../simulate/send.ts'
import type { Endpoint } from './endpoints.ts'
import { type Finding, ok, warning, wrong } from './finding.ts'
import type { ProbeResult } from './probe-endpoint.ts'

interface ProbedEndpoint {
  endpoint: Endpoint
  /** Straight at the gateway. */
  direct: ProbeResult
  /** Through the public URL. Undefined: there is no other way than the direct one. */
  viaPublicUrl: ProbeResult | undefined
}

interface PublicUrlCheck {
  /** The public URL in the settings of the gateway. */
  own: string
  /** The URL that providers call. */
  base: string
  isPublic: boolean
  probed: readonly ProbedEndpoint[]
}

const PROXIES = 'See docs/operations/proxies.md.'

/** Checks that providers reach the gateway by its public URL. A finding that several endpoints share is reported once. */
export function checkPublicUrl({ own, base, isPublic, probed }: PublicUrlCheck): Finding[] {
  if (!isPublic && isLocal(base)) return [notSet()]
  const found = new Map<string, Finding>()
  if (isPublic && own !== base) {
    const text = `the gateway was started with PUBLIC_URL=${withoutUserInfo(own)}, but here it is ${withoutUserInfo(base)}`
    found.set(
      '',
      wrong(text, 'Restart the gateway with these settings, or run the doctor with the settings of the gateway.')
    )
  }
  if (isLocal(base)) {
    const text = `PUBLIC_URL is ${withoutUserInfo(base)}, which only this machine can reach`
    found.set(text, warning(text, 'Set it to the URL that providers call.'))
  }
  for (const finding of probed.flatMap((one) => failuresOf(one, own, base))) {
    if (found.get(finding.text)?.level !== 'wrong') found.set(finding.text, finding)
  }
  const isReached = probed.some(({ viaPublicUrl }) => viaPublicUrl?.answer !== undefined)
  return [...(isReached ? [ok(`${withoutUserInfo(base)} leads to this gateway`)] : []), ...found.values()]
}

export function notSet(): Finding {
  return warning(
    'PUBLIC_URL is not set, and providers cannot call a loopback address',
    'Set it to the URL of your proxy or tunnel, like https://hooks.example.com. Local tests do not need it.'
  )
}

function failuresOf({ endpoint, viaPublicUrl }: ProbedEndpoint, own: string, base: string): Finding[] {
  const failure = viaPublicUrl?.failure
  if (failure !== undefined) return [wrong(`${withoutUserInfo(base)}: ${failure.text}`, failure.advice)]
  if (viaPublicUrl?.answer === undefined) return []
  const { url, unknownProxy } = viaPublicUrl.answer
  const findings: Finding[] = []
  if (url !== own + pathOf(endpoint)) {
    const text = `the provider calls ${withoutUserInfo(base)}${pathOf(endpoint)}, but the gateway receives ${withoutUserInfo(url)}`
    findings.push(wrong(text, `The proxy may remove a prefix, but must not change the path otherwise. ${PROXIES}`))
  }
  if (unknownProxy !== undefined) {
    const advice = `Set TRUST_PROXY=${unknownProxy}, and make the proxy set X-Forwarded-For itself. ${PROXIES}`
    const text = `the gateway takes the address of the proxy, ${unknownProxy}, as the address of every sender`
    // An endpoint that checks addresses refuses every sender. Elsewhere all senders share the limits of one client.
    findings.push(endpoint.byAddress ? wrong(text, advice) : warning(text, advice))
  }
  return findings
}

export function isLocal(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
}
