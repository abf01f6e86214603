import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import type { Database } from '../db/connect.ts'
import { findOverdue } from '../db/hydration/held-events.ts'
import { changeProvider, type ProviderRow, readProvider } from '../db/hydration/providers.ts'
import { hasFoundRecords, releaseWaiting } from '../db/hydration/queue.ts'
import type { Budget } from './budget.ts'
import { createCaller } from './caller.ts'
import { createCircuit } from './circuit.ts'
import { createCredentialWatch } from './credential-watch.ts'
import { createFoundChanges } from './found-changes.ts'
import { createKnownProperty } from './known-property.ts'
import { createLookups } from './lookups.ts'
import { createPasses } from './passes.ts'
import type { SendAlarm } from './provider-events.ts'
import { createReadWanted } from './read-wanted.ts'
import { repeat } from './repeat.ts'
import type { SendRequest } from './send-request.ts'
import { createSilenceWatch } from './silence-watch.ts'
import type { StoreRecord } from './store-record.ts'
import { createSubscriptionWatch } from './subscription-watch.ts'
import { createTokens, type TokenStore } from './tokens.ts'
import { createVendorClock } from './vendor-clock.ts'
import type { Vendor } from './vendors.ts'

export interface LeadingOptions {
  vendor: Vendor
  config: Pick<Config, 'hydration' | 'limits' | 'publicUrl'>
  database: Pick<Database, 'query' | 'pool'>
  send: SendRequest
  store: StoreRecord
  tokens: TokenStore
  sendAlarm: SendAlarm
  /** Sends events thin. */
  release(positions: readonly number[]): Promise<number>
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void }
}

/** Between two looks at the queue. */
const SHORTEST_WAIT_MS = 10
/** Between two looks at what is overdue, and at silence. */
const LOOK_MS = 1_000
/** After a pass that failed, if nothing else says when the vendor can be asked again. */
const BETWEEN_FAILED_PASSES_MS = 5_000
/** A probe waits this long for the records that it has found. */
const LONGEST_JUDGMENT_MS = 30_000
/** Kinds of records with the pace `slow` are read with every fourth pass. */
const SLOW = 4

/** All work for one vendor, while this gateway has its lease. Ends when the signal is aborted, and never throws. */
export async function lead(
  options: LeadingOptions,
  { row, budget, signal }: { row: ProviderRow; budget: Budget; signal: AbortSignal }
): Promise<void> {
  const { vendor, config, database, send, sendAlarm, release, log } = options
  const { query } = database
  const { source } = vendor
  const { limits, hydration } = config
  const circuit = createCircuit()
  const property = createKnownProperty(vendor, database, row)
  const onCredential = createCredentialWatch({ vendor, database, property, sendAlarm }, row)
  let passAt = 0
  let isProbing = false

  const clock = createVendorClock()
  const caller = createCaller({
    ...{ vendor, send, budget, circuit, clock, signal, onCredential },
    tokens: createTokens(vendor, send, { store: options.tokens }),
    onRecovered: () => releaseWaiting(query, source)
  })
  const lookups = createLookups(vendor, caller)
  const since = () => new Date(Date.parse(row.connectedAt) + clock.offset()).toISOString()
  const found = createFoundChanges()
  const shared = { vendor, caller, lookups, store, database, found, clock, limits: limits.hydration, signal, since }
  const readWanted = createReadWanted({ ...shared, release })
  const passes = createPasses(shared)
  const subscription = createSubscriptionWatch({ ...shared, publicUrl: config.publicUrl }, row)
  const silence = createSilenceWatch({ vendor, database, probeSeconds: hydration.probeSeconds, sendAlarm })

  async function store(...[one, record, about]: Parameters<StoreRecord>): ReturnType<StoreRecord> {
    await property.note(record.property)
    return options.store(one, record, about)
  }

  async function passOnce(): Promise<number> {
    const current = (await readProvider(query, source)) ?? row
    if (current.baselineCompletedAt === null) {
      await passes.baseline()
      await changeProvider(query, source, { reconciledAt: new Date().toISOString() })
      await subscription.check()
      log.info({ source }, 'the records of a vendor were read for the first time')
      // It has read all changes until now.
      return hydration.reconcileSeconds * 1_000
    }
    if (isProbing) await subscription.check()
    const wasProbing = isProbing
    await passes.changes(current.passes % SLOW === 0)
    await changeProvider(query, source, { passes: current.passes + 1, reconciledAt: new Date().toISOString() })
    if (wasProbing) await judge(current)
    return hydration.reconcileSeconds * 1_000
  }

  /** Some vendors list only the ids of what changed. What was missed is known once these records are read. */
  async function judge(current: ProviderRow): Promise<void> {
    const end = Date.now() + LONGEST_JUDGMENT_MS
    while (Date.now() < end && !signal.aborted && (await hasFoundRecords(query, source))) {
      await sleep(LOOK_MS, undefined, { signal, ref: false }).catch(() => undefined)
    }
    await silence.judge(current)
    isProbing = false
  }

  const again = (work: () => Promise<number>, pauseAfterFailure: () => number) =>
    repeat(work, pauseAfterFailure, {
      signal,
      onFailure: (error) => log.warn({ source, reason: reasonOf(error) }, 'the API of a vendor could not be used')
    })
  const { pollMs, releasedAtOnce } = limits.hydration
  await Promise.all([
    again(
      async () => {
        const next = (await readWanted()) ?? pollMs
        return Math.min(pollMs, Math.max(SHORTEST_WAIT_MS, next))
      },
      () => Math.max(pollMs, Math.min(circuit.wait(), LOOK_MS))
    ),
    again(
      async () => {
        if (subscription.isDue()) await subscription.check()
        if (Date.now() < passAt && !isProbing) return LOOK_MS
        passAt = Date.now() + (await passOnce())
        return LOOK_MS
      },
      () => Math.max(LOOK_MS, Math.min(circuit.wait() || BETWEEN_FAILED_PASSES_MS, BETWEEN_FAILED_PASSES_MS))
    ),
    again(
      async () => {
        const overdue = { seconds: hydration.waitSeconds, limit: releasedAtOnce }
        await release(await findOverdue(query, source, overdue))
        return LOOK_MS
      },
      () => LOOK_MS
    ),
    again(
      async () => {
        const current = (await readProvider(query, source)) ?? row
        if (await silence.look(current)) isProbing = true
        return LOOK_MS
      },
      () => LOOK_MS
    )
  ])
}

/** Names of errors only: a text can have data of guests or a URL. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return error.name === 'Unavailable'
    ? error.message
    : `${error.name}${'code' in error ? ` ${String(error.code)}` : ''}`
}
