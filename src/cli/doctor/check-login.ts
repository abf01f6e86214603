import { localUrl } from '../../config/address.ts'
import type { Config } from '../../config/config.ts'
import { discover } from '../../oidc/discover.ts'
import { guardedFetch } from '../../oidc/guarded-fetch.ts'
import { CALLBACK_PATH } from '../../oidc/oidc-login.ts'
import { networkError } from '../../oidc/provider-failure.ts'
import { createOutbound } from '../../outbound/outbound.ts'
import { describe } from '../../outbound/outbound-error.ts'
import { printable } from '../printable.ts'
import { type Finding, ok, skipped, wrong } from './finding.ts'

const LONGEST_REASON = 300

/** The login of operators: whether the provider of OpenID Connect answers, and is the one of the settings. */
export async function checkLogin(config: Config): Promise<readonly Finding[]> {
  const { oidc, dashboard, dashboardUrl, host, port, limits } = config
  if (!dashboard) return [skipped('nobody logs in: DASHBOARD is off')]
  if (oidc === undefined) {
    return [skipped('operators log in with passwords: OIDC_ISSUER is not set, or not complete, see docs/operators.md')]
  }
  const redirectUri = (dashboardUrl ?? localUrl(host, port)) + CALLBACK_PATH
  const toPaste = ok(`redirect URI: ${redirectUri}`, 'Paste it at the provider, to the letter.')
  const outbound = createOutbound({
    networks: config.destinationNetworks,
    proxy: config.destinationProxy,
    development: config.development,
    own: () => ({ host, port }),
    limits: limits.outbound
  })
  try {
    await discover({ settings: oidc, fetch: guardedFetch(outbound, limits.oidc), callMs: limits.oidc.callMs })
    return [ok(`${oidc.issuer} answers, and is the issuer`), toPaste]
  } catch (error) {
    return [failureOf(error, oidc.issuer), toPaste]
  } finally {
    outbound.close()
  }
}

function failureOf(error: unknown, issuer: string): Finding {
  const network = networkError(error)
  if (network !== undefined) {
    const advice =
      'Check OIDC_ISSUER, DNS, and the firewall. A provider inside your network needs its address in DESTINATION_NETWORKS. Passwords work meanwhile.'
    return wrong(`${issuer} cannot be reached (${describe(network)})`, advice)
  }
  const named = issuerIn(error)
  if (named !== undefined) {
    return wrong(
      `the provider calls its issuer ${named}, but OIDC_ISSUER is ${issuer}`,
      'Set OIDC_ISSUER to the issuer of the provider, to the letter.'
    )
  }
  return wrong(
    `${issuer} does not answer as an OpenID Connect provider (${shown(Object(error).message)})`,
    'Set OIDC_ISSUER to what stands before /.well-known/openid-configuration in the URL of its settings.'
  )
}

/** The issuer in the answer of a provider that is another one. */
function issuerIn(error: unknown): string | undefined {
  const { attribute, body } = Object(Object(error).cause)
  return attribute === 'issuer' ? shown(Object(body).issuer) : undefined
}

function shown(text: unknown): string {
  return printable(String(text)).slice(0, LONGEST_REASON)
}
