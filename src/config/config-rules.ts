import { isAddressRange } from './address.ts'
import { splitList } from './comma-list.ts'
import type { Environment } from './environment.ts'
import { parseNetworkEntry } from './network-entry.ts'

// Rules that the schema of the environment cannot express. Each violation is a sentence.

/** Providers repeat a webhook for up to seven days, and its events are needed to recognize the duplicate. */
const SHORTEST_MEMORY_DAYS = 30

export interface RetainDays {
  deliveries: number
  events: number
  entities: number
}

export function checkLists(settings: Environment, channels: readonly string[]): string[] {
  return [
    ...splitList(settings.ALLOW_UNVERIFIED)
      .filter((name) => !channels.includes(name))
      .map((name) => `ALLOW_UNVERIFIED=${name} is not a channel: use ${channels.join(', ')}`),
    ...splitList(settings.TRUST_PROXY)
      .filter((entry) => !isAddressRange(entry))
      .map((entry) => `TRUST_PROXY=${entry} is invalid: use an address, or a CIDR range like 10.0.0.0/8`),
    ...splitList(settings.DESTINATION_NETWORKS)
      .filter((entry) => parseNetworkEntry(entry) === undefined)
      .map(
        (entry) =>
          `DESTINATION_NETWORKS=${entry} is invalid: use a range like 10.1.0.0/16, an address, a host name, or host:port`
      )
  ]
}

export function checkRetention({ deliveries, events, entities }: RetainDays): string[] {
  const problems: string[] = []
  if (events < Math.max(SHORTEST_MEMORY_DAYS, deliveries)) {
    problems.push(
      `RETAIN_EVENTS_DAYS=${events} is too short: use keep, or at least ${SHORTEST_MEMORY_DAYS} and ` +
        'not less than RETAIN_BODIES_DAYS, because a repeated delivery is recognized by its events'
    )
  }
  if (entities < SHORTEST_MEMORY_DAYS) {
    problems.push(
      `RETAIN_STATE_DAYS=${entities} is too short: use keep, or a number of days from ${SHORTEST_MEMORY_DAYS}, ` +
        'because a repeated webhook would create removed state again'
    )
  }
  return problems
}
