import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import type { Database } from '../db/connect.ts'
import { addProvider, endLease, type ProviderRow, readProvider, takeLease } from '../db/hydration/providers.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { createBudget } from './budget.ts'
import { type LeadingOptions, lead } from './leading.ts'
import { requestSender } from './send-request.ts'
import type { TokenStore } from './tokens.ts'
import type { TrafficNotes } from './traffic-notes.ts'
import type { Vendor } from './vendors.ts'
import { watchSources } from './watch-sources.ts'

/** Reads whole records from the APIs of connected vendors, and watches the webhooks of all others. */
export interface Hydration {
  close(): Promise<void>
}

interface HydrationOptions extends Pick<LeadingOptions, 'store' | 'sendAlarm' | 'release' | 'log'> {
  vendors: readonly Vendor[]
  config: Pick<Config, 'hydration' | 'limits' | 'publicUrl'>
  database: Database
  outbound: Pick<Outbound, 'request'>
  tokensOf(source: string): TokenStore
  notes: TrafficNotes
}

/** A gateway that does not lead looks this often whether it can. */
const BETWEEN_TRIES_MS = 1_000

/**
 * Of all gateways, one at a time makes the calls of a vendor: it has the lease, and with it the whole budget. If it ends, another one
 * goes on with what is in the database.
 */
export function createHydration(options: HydrationOptions): Hydration {
  const { vendors, config, database, outbound, tokensOf, log } = options
  const me = randomUUID()
  const closing = new AbortController()
  const { leaseSeconds } = config.limits.hydration
  const loops = vendors.map((vendor) => run(vendor).catch((error: unknown) => log.warn({ err: error }, 'a defect')))
  const watching = watchSources({
    connected: new Set(vendors.map(({ source }) => source)),
    everyMs: config.limits.hydration.trafficMs,
    signal: closing.signal,
    ...{ notes: options.notes, database, sendAlarm: options.sendAlarm }
  })

  async function run(vendor: Vendor): Promise<void> {
    while (!closing.signal.aborted) {
      // A database that is away is tried again.
      const lease = await begin(vendor).catch(() => undefined)
      if (lease !== undefined) await leadWithLease(vendor, lease)
      await sleep(BETWEEN_TRIES_MS, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
    }
  }

  async function begin({ source, channel }: Vendor) {
    await addProvider(database.query, source, channel)
    const before = await readProvider(database.query, source)
    const row = await takeLease(database.query, source, { by: me, seconds: leaseSeconds })
    return row && { row, before }
  }

  async function leadWithLease(vendor: Vendor, { row, before }: { row: ProviderRow; before: ProviderRow | undefined }) {
    const { source, records } = vendor
    const losing = new AbortController()
    const signal = AbortSignal.any([closing.signal, losing.signal])
    const budget = createBudget({ buckets: records.budget, isFull: isRested(before, vendor) })
    signal.addEventListener('abort', () => budget.close())
    const renewing = renew(source, losing)
    const send = requestSender(vendor, outbound, { limits: config.limits.hydration, signal })
    const shared = { ...options, vendor, send, tokens: tokensOf(source) }
    await lead(shared, { row, budget, signal })
    await renewing
    await endLease(database.query, source, me).catch(() => undefined)
  }

  /** Renews the lease in time, or stops leading before another gateway begins. */
  async function renew(source: string, losing: AbortController): Promise<void> {
    const signal = AbortSignal.any([closing.signal, losing.signal])
    let safeUntil = performance.now() + leaseSeconds * 700
    while (!signal.aborted) {
      await sleep(leaseSeconds * 200, undefined, { signal, ref: false }).catch(() => undefined)
      if (signal.aborted) return
      const began = performance.now()
      const row = await takeLease(database.query, source, { by: me, seconds: leaseSeconds }).catch(() => null)
      if (row) safeUntil = began + leaseSeconds * 700
      if (row === undefined || performance.now() > safeUntil) losing.abort()
    }
  }

  return {
    async close() {
      closing.abort()
      await Promise.all([...loops, watching])
    }
  }
}

/** True: nobody has made calls for so long that the whole budget is there. */
function isRested(before: ProviderRow | undefined, { records: { budget } }: Vendor): boolean {
  if (before?.leasedUntil == null) return true
  const longest = Math.max(...budget.map(({ capacity, perSecond }) => capacity / perSecond))
  return Date.now() - Date.parse(before.leasedUntil) > longest * 1_000
}
