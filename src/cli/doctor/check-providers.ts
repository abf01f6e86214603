import type { ProviderView } from '../../api/providers.ts'
import type { GatewayClient } from '../gateway-client.ts'
import { type Finding, ok, skipped, warning, wrong } from './finding.ts'

type Provider = typeof ProviderView.static

/** The vendors whose API the gateway calls. */
export async function checkProviders(gateway: GatewayClient, answers: boolean): Promise<readonly Finding[]> {
  if (!answers) return [skipped('connected vendors were not checked: the gateway does not answer')]
  try {
    const { providers } = await gateway.get<{ providers: readonly Provider[] }>('/api/providers')
    if (providers.length > 0) return providers.map(findingOf)
  } catch {
    // Why the gateway does not answer is among the findings about the gateway.
    return [skipped('connected vendors were not checked: the gateway does not list them')]
  }
  return [skipped('no vendor is connected: events that carry only an id stay as they are, see docs/records.md')]
}

function findingOf({ source, credential, subscription, silence, baseline, queue }: Provider): Finding {
  if (credential.state === 'refused') {
    return wrong(
      `${source}: the vendor refuses the credential (${credential.reason ?? 'no reason given'})`,
      'Set the credential anew, and restart the gateway. Reads wait until then.'
    )
  }
  if (subscription.state === 'missing') {
    return wrong(`${source}: a webhook subscription is missing`, `Create it: bellhook connect ${source}`)
  }
  if (silence.state === 'silent') {
    return wrong(
      `${source}: webhooks do not come since ${silence.since ?? 'the start'}`,
      'Check the webhooks at the vendor. Changes are read with every pass meanwhile.'
    )
  }
  if (queue.aside > 0) {
    return warning(
      `${source}: the vendor refuses to show ${queue.aside} records`,
      'Check what the credential may read.'
    )
  }
  if (baseline.completedAt === null) return ok(`${source}: its records are read for the first time`)
  return ok(`${source}: ${queue.waiting} reads wait, the oldest for ${queue.oldestSeconds} s`)
}
