import type { DestinationView } from '../../destinations/destination-view.ts'
import type { GatewayClient } from '../gateway-client.ts'
import { type Finding, ok, skipped, warning, wrong } from './finding.ts'

/** Destinations: whether events reach them. */
export async function checkDestinations(gateway: GatewayClient, answers: boolean): Promise<readonly Finding[]> {
  if (!answers) return [skipped('destinations were not checked: the gateway does not answer')]
  try {
    const { destinations } = await gateway.get<{ destinations: readonly DestinationView[] }>('/api/destinations')
    if (destinations.length > 0) return destinations.map(findingOf)
  } catch {
    // Why the gateway does not answer is among the findings about the gateway.
    return [skipped('destinations were not checked: the gateway does not list them')]
  }
  return [skipped('no destination: events are not sent anywhere, see docs/operations/delivery.md')]
}

function findingOf({
  name,
  state,
  reason,
  breaker,
  problem,
  failingSince,
  lag,
  deadLetters
}: DestinationView): Finding {
  if (state === 'paused') {
    const advice = `After the repair: bellhook destinations resume ${name}`
    return warning(`${name} is paused (${reason ?? 'no reason given'}), ${lag.events} events wait`, advice)
  }
  if (breaker !== 'closed') {
    const advice = `Repair the receiver, then: bellhook destinations test ${name}. Nothing is lost meanwhile.`
    return wrong(`${name} fails since ${failingSince}: ${problem}; ${lag.events} events wait`, advice)
  }
  if (deadLetters > 0) {
    const advice = `See bellhook destinations dead-letters ${name}, then: bellhook destinations replay ${name} --dead-letters`
    return warning(`${name} has refused ${deadLetters} events for good`, advice)
  }
  return ok(`${name}: ${lag.events} events wait, the oldest for ${lag.seconds} s`)
}
