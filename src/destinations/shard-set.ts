import { setTimeout as sleep } from 'node:timers/promises'
import type { Limits } from '../config/limits.ts'
import type { Database } from '../db/connect.ts'
import { readConsumers } from '../db/consumers/consumers.ts'
import { readParked, writeCheckpoint } from '../db/consumers/exceptions.ts'
import {
  deleteShard,
  leaseShards,
  readShards,
  releaseShards,
  renewShards,
  type ShardRow
} from '../db/consumers/shards.ts'
import { createdAt } from '../feed/created-at.ts'
import { type Destination, destinationOf } from './destination.ts'
import type { Sender, SendResult } from './sender.ts'
import { createShardRunner, type ShardRunner } from './shard-runner.ts'
import type { SharedPages } from './shared-pages.ts'
import { writeCheckpoints } from './write-checkpoints.ts'

export interface DestinationMeter {
  attempt(destination: string, result: SendResult, firstAttemptSeconds: number | undefined): void
  dead(destination: string): void
}

interface ShardSetOptions {
  query: Database['query']
  /** Id of this gateway. */
  owner: string
  pages: SharedPages
  limits: Limits['destinations']
  senderOf(destination: Destination): Sender
  /** Pauses a destination for a reason. */
  pause(destination: Destination, reason: string): Promise<void>
  meter: DestinationMeter
  log: { warn(fields: object, message: string): void }
}

/** The shards that this gateway has leased, each with its runner. */
export function createShardSet({ query, owner, pages, limits, senderOf, pause, meter, log }: ShardSetOptions) {
  const runners = new Map<string, ShardRunner>()

  async function readDestinations(): Promise<Destination[]> {
    return (await readConsumers(query, 'webhook')).map(destinationOf)
  }

  async function own(row: ShardRow, destination: Destination, leasedUntil: number): Promise<void> {
    const { name } = destination
    // All of them: a lane must not go on past a parked event that was not read.
    const parked = await readParked(query, row, 2 * (limits.parkedEvents + limits.windowEvents))
    const runner = createShardRunner({
      ...{ row, parked, destination, sender: senderOf(destination), pages, leasedUntil, limits, log },
      onResult(result, event, isDead) {
        const waited = event && Math.max(0, Date.now() - result.ms - createdAt(event)) / 1_000
        meter.attempt(name, result, waited)
        if (isDead) meter.dead(name)
      },
      onGone: () => void pause(destination, '410 Gone')
    })
    runners.set(keyOf(row), runner)
  }

  function drop(key: string): void {
    runners.get(key)?.stop()
    runners.delete(key)
  }

  /** Stores what a shard has settled, and gives back its lease. */
  async function retire(key: string, runner: ShardRunner): Promise<void> {
    drop(key)
    const changes = runner.takeCheckpoint(true)
    // Its configuration has changed, so its failures say nothing any more.
    const forgotten = { openUntil: null, failingSince: null, problem: null }
    if (changes !== undefined) await writeCheckpoint(query, runner.row, { ...changes, ...forgotten })
    await releaseShards(query, [runner.row])
  }

  /** Stops shards that another gateway holds, or whose destination changed or is paused. */
  async function stopChanged(byId: ReadonlyMap<number, Destination>): Promise<void> {
    if (runners.size === 0) return
    const rows = new Map((await readShards(query, 'webhook')).map((row) => [keyOf(row), row]))
    for (const [key, runner] of runners) {
      const destination = byId.get(runner.row.consumerId)
      const row = rows.get(key)
      const isMine = row !== undefined && row.epoch - runner.row.epoch <= limits.laterLeases
      if (destination === undefined || !isMine) drop(key)
      else if (destination.version !== runner.destination.version) await retire(key, runner)
    }
  }

  return {
    /** Takes changes of destinations, and leases what is free. */
    async refresh(): Promise<readonly Destination[]> {
      const known = await readDestinations()
      const byId = new Map(known.map((destination) => [destination.id, destination]))
      await stopChanged(byId)
      if (!known.some(({ state }) => state === 'active')) return known
      const began = performance.now()
      const leased = await leaseShards(query, owner, limits.leaseSeconds)
      if (leased.length === 0) return known
      // A destination may have changed before its lease began. A change of its ordering after that ends the lease.
      const current = await readDestinations()
      for (const row of leased) {
        const destination = current.find(({ id }) => id === row.consumerId)
        drop(keyOf(row))
        if (destination?.state === 'active') await own(row, destination, began + limits.leaseSeconds * 1_000)
        else await releaseShards(query, [row])
      }
      return current
    },

    async renew(): Promise<void> {
      const held = [...runners.values()]
      if (held.length === 0) return
      const began = performance.now()
      const rows = held.map(({ row }) => row)
      const kept = new Set((await renewShards(query, rows, limits.leaseSeconds)).map(keyOf))
      for (const runner of held) {
        if (kept.has(keyOf(runner.row))) runner.leasedUntil = began + limits.leaseSeconds * 1_000
        else if (limits.laterLeases === 0) drop(keyOf(runner.row))
      }
      for (const { failingSince = Date.now(), problem, destination } of held) {
        const days = Math.round(limits.longestFailureMs / 86_400_000)
        if (Date.now() - failingSince <= limits.longestFailureMs) continue
        await pause(destination, `failing for ${days} days: ${problem}`)
      }
    },

    async checkpoint(): Promise<void> {
      await writeCheckpoints(query, runners, { laterLeases: limits.laterLeases, onLost: drop })
      for (const [key, runner] of runners) {
        if (!runner.isFinished()) continue
        drop(key)
        await deleteShard(query, runner.row)
      }
    },

    /** There may be new events. */
    wake(): void {
      pages.wake()
      for (const runner of runners.values()) runner.wake()
    },

    runners: () => [...runners.values()],

    /** Starts no more requests, and waits a moment for the answers to those that run. */
    async drain(): Promise<void> {
      const held = [...runners.values()]
      for (const runner of held) runner.drain()
      const deadline = performance.now() + limits.drainMs
      while (held.some(({ inFlight }) => inFlight > 0) && performance.now() < deadline) await sleep(5)
      for (const runner of held) runner.stop()
    },

    /** Gives back all leases, so that another gateway takes over at once. */
    async release(): Promise<void> {
      const rows = [...runners.values()].map(({ row }) => row)
      runners.clear()
      if (rows.length > 0) await releaseShards(query, rows)
    }
  }
}

function keyOf({ consumerId, shard }: Pick<ShardRow, 'consumerId' | 'shard'>): string {
  return `${consumerId}/${shard}`
}
