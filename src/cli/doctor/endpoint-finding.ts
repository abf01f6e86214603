import { withoutUserInfo } from '../../config/address.ts'
import type { Config } from '../../config/config.ts'
import { pathOf } from '../simulate/send.ts'
import type { Endpoint } from './endpoints.ts'
import { type Finding, ok, skipped, warning, wrong } from './finding.ts'
import type { ProbeResult } from './probe-endpoint.ts'

interface Context {
  /** The URL that providers call. */
  base: string
  config: Config
  /** Straight at the gateway. */
  direct?: ProbeResult
  /** Through the public URL. */
  viaPublicUrl?: ProbeResult | undefined
}

/** The URL to paste at the provider, and whether the gateway accepts a signed request there. */
export function endpointFinding(endpoint: Endpoint, { base, config, direct, viaPublicUrl }: Context): Finding {
  const { name, variables, set, parameter, byAddress, open, closed } = endpoint
  const query = parameter === undefined ? '' : `?${parameter}=…`
  const what = `${name.padEnd(18)} ${withoutUserInfo(base)}${pathOf(endpoint)}${query}`
  const choice = variables.join(' or ')
  if (direct !== undefined && direct.answer === undefined) {
    return wrong(what, 'The running gateway does not have this endpoint. Restart it with these settings.')
  }
  const holder = set.join(' or ')
  if (closed !== undefined) {
    const others = variables.filter((variable) => !set.includes(variable)).join(' or ')
    return skipped(what, `Refuses ${holder}: ${closed}. Change that, or set ${others}.`)
  }
  if (byAddress) {
    const credential = holder === '' ? 'the address of the sender' : `the address of the sender and ${holder}`
    return ok(what, `Verified by ${credential}, so it was not tried from here.`)
  }
  if (set.length === 0 && open) {
    const why = config.development ? 'development mode' : 'ALLOW_UNVERIFIED'
    return warning(what, `Accepts requests from anyone (${why}). Set ${choice}.`)
  }
  if (set.length === 0) return skipped(what, `Not set up: it answers 401 until ${choice} is set.`)

  const credential = parameter === undefined ? `Verified by ${holder}` : `Replace … with the value of ${holder}`
  if (direct?.answer === undefined) return ok(what, `${credential}.`)
  if (direct.answer.verdict === 'stale')
    return wrong(what, 'A signed request is refused as too old. Compare the clocks.')
  if (direct.answer.verdict !== 'ok') {
    const why = `A request signed with ${holder} is refused (${direct.answer.verdict}).`
    return wrong(what, `${why} The gateway has another value. Restart it with these settings.`)
  }
  if (viaPublicUrl?.answer === undefined) return ok(what, `${credential}. A signed request is accepted.`)
  if (viaPublicUrl.answer.verdict === 'ok')
    return ok(what, `${credential}. A signed request is accepted, also through the public URL.`)
  return wrong(
    what,
    `A signed request is accepted directly, but refused (${viaPublicUrl.answer.verdict}) through the public URL. ` +
      'The proxy must not change path, query, headers, or body. See docs/operations/proxies.md.'
  )
}
