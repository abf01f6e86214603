import type { Config } from '../../config/config.ts'
import { shown } from './check-public-url.ts'
import { type Endpoint, pathOf } from './endpoints.ts'
import { type Finding, ok, skipped, warning, wrong } from './finding.ts'
import type { Reached } from './probe-endpoint.ts'

interface Told {
  /** What providers call. */
  base: string
  config: Config
  here?: Reached
  outside?: Reached | undefined
}

/** The URL to paste at the provider, and whether what it sends would be let in. */
export function endpointFinding(endpoint: Endpoint, { base, config, here, outside }: Told): Finding {
  const { name, variables, set, parameter, byAddress, open, closed } = endpoint
  const query = parameter === undefined ? '' : `?${parameter}=…`
  const what = `${name.padEnd(18)} ${shown(base)}${pathOf(endpoint)}${query}`
  const choice = variables.join(' or ')
  if (here !== undefined && here.answer === undefined) {
    return wrong(what, 'The gateway that runs does not have it. Start it anew with these settings.')
  }
  const holder = set.join(' or ')
  if (closed !== undefined) {
    const others = variables.filter((variable) => !set.includes(variable)).join(' or ')
    return skipped(what, `Closed for ${holder}: ${closed}. Change that, or set ${others}.`)
  }
  if (byAddress) {
    const proof = holder === '' ? 'the address of the sender' : `the address of the sender and ${holder}`
    return ok(what, `Proven by ${proof}, so it was not tried from here.`)
  }
  if (set.length === 0 && open) {
    const why = config.development ? 'development mode' : 'ALLOW_UNVERIFIED'
    return warning(what, `Nobody is asked for a proof (${why}). Set ${choice}.`)
  }
  if (set.length === 0) return skipped(what, `Not set up: it answers 401 until you set ${choice}.`)

  const proof = parameter === undefined ? `Proven by ${holder}` : `In place of … belongs the value of ${holder}`
  if (here?.answer === undefined) return ok(what, `${proof}.`)
  if (here.answer.verdict === 'stale') return wrong(what, 'A signed request is refused as too old: compare the clocks.')
  if (here.answer.verdict !== 'ok') {
    const why = `A request signed with ${holder} is refused (${here.answer.verdict}).`
    return wrong(what, `${why} The gateway has another value: start it anew with these settings.`)
  }
  if (outside?.answer === undefined) return ok(what, `${proof}; a signed request is let in.`)
  if (outside.answer.verdict === 'ok')
    return ok(what, `${proof}; a signed request is let in, through the public URL as well.`)
  return wrong(
    what,
    `Through the public URL a signed request is refused (${outside.answer.verdict}), straight it is let in. ` +
      'The proxy must leave path, query, headers and body as they are. See docs/operations/proxies.md.'
  )
}
