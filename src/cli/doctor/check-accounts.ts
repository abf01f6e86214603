import type { AccountView } from '../../accounts/account-view.ts'
import { listAll } from '../accounts/list-all.ts'
import type { GatewayClient } from '../gateway-client.ts'
import { type Finding, ok, skipped, warning } from './finding.ts'

/** The accounts of the gateway, each with the URLs to paste at its provider. */
export async function checkAccounts(gateway: GatewayClient, answers: boolean): Promise<readonly Finding[]> {
  if (!answers) return [skipped('accounts were not checked: the gateway does not answer')]
  const findings: Finding[] = []
  try {
    for await (const account of listAll<AccountView>(gateway, '/api/accounts', 'accounts')) {
      findings.push(findingOf(account))
    }
  } catch {
    // Why the gateway does not answer is among the findings about the gateway.
    return [skipped('accounts were not checked: the gateway does not list them')]
  }
  return findings.length > 0 ? findings : [skipped('there are no accounts: the environment has all secrets')]
}

function findingOf({ slug, kind, state, secrets, ids, urls }: AccountView): Finding {
  const what = `${slug} (${kind}): ${urls.join(' ')}`
  const good = secrets.filter(({ endsAt }) => endsAt === null || Date.parse(endsAt) > Date.now())
  if (good.length === 0)
    return warning(what, `It has no secret, so it refuses everything: bellhook secrets add ${slug} ...`)
  if (ids.length === 0) return warning(what, 'It has no id, so what names one is not read: see /api/unclaimed.')
  if (state === 'paused') return warning(what, `It is paused. What comes is kept: bellhook accounts resume ${slug}`)
  return ok(what)
}
