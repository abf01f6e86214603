import type { Gateway } from '../torture/gateway.ts'
import type { Addresses } from './addresses.ts'
import type { Bounds } from './bounds.ts'
import { followFeed } from './feed-follower.ts'
import { probeHealth } from './health-probe.ts'
import { watchMemory } from './memory-watch.ts'
import { startOrdinaryTraffic } from './ordinary-traffic.ts'
import { until } from './until.ts'
import type { Figures } from './violations.ts'

/** Ordinary senders, a consumer of the feed, a health probe, and the figures they measure. */
export interface Bystanders {
  figures(): Figures
  /** Number of acknowledged events. */
  acked(): number
  /** Number of acknowledged events that are not on the feed yet. */
  missing(): number
  /** Number of acknowledged events that were on the feed more than once. */
  doubled(): number
  /** Ends the ordinary traffic. Resolves when all its events are on the feed, or when that takes too long. */
  finish(bounds: Bounds): Promise<void>
  stop(): Promise<void>
}

export function startBystanders(gateway: Gateway, addresses: Addresses): Bystanders {
  const { port, crashes } = gateway
  const traffic = startOrdinaryTraffic(port, addresses)
  const feed = followFeed({ port, address: addresses.consumer })
  const health = probeHealth(port, addresses.probe)
  const memory = watchMemory(gateway.pid() ?? 0)
  const missing = () => feed.missing(traffic.acked)

  return {
    figures: () => ({
      rssMb: memory.worst(),
      healthMs: health.worst(),
      ackMs: traffic.worst(),
      feedMs: feed.worst(traffic.acked),
      healthFailures: health.failures,
      ackFailures: traffic.failures,
      crashes
    }),
    acked: () => traffic.acked.size,
    missing,
    doubled: () => [...traffic.acked.keys()].filter((subject) => (feed.seen.get(subject) ?? 0) > 1).length,
    async finish(bounds) {
      await traffic.stop()
      await until(() => missing() === 0, bounds.feedMs)
      health.stop()
      memory.stop()
    },
    async stop() {
      health.stop()
      memory.stop()
      await feed.stop()
      // Requests to a gateway that hangs would be waited for.
      await gateway.kill()
      await traffic.stop()
    }
  }
}
