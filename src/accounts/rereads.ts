import { setTimeout as sleep } from 'node:timers/promises'
import { findWaiting, readWaiting } from '../db/accounts/waiting.ts'
import type { Database } from '../db/connect.ts'
import type { AccountIndex } from './account-index.ts'
import { hasHappened } from './waiting.ts'

/** Reads deliveries again when their account is resumed, or their id is given to an account. */
export interface Rereads {
  /** Something has changed: look for deliveries now. */
  wake(): void
  close(): Promise<void>
}

interface RereadsOptions {
  database: Pick<Database, 'query'>
  accounts: AccountIndex
  /** Reads a delivery again, and writes what it becomes. */
  replay(deliveryId: string): Promise<unknown>
  log: { error(fields: object, message: string): void }
}

const MARKS_AT_ONCE = 10_000
const DELIVERIES_AT_ONCE = 50
/** What another gateway stored with older settings is found this soon. */
const BETWEEN_ROUNDS_MS = 10_000
/** Deliveries that cannot be read are not tried again before the next start. */
const MOST_FAILED = 10_000
const FIRST = '00000000-0000-0000-0000-000000000000'

/**
 * A round compares what deliveries wait for with the accounts of now, so nothing has to be remembered of a change, and a gateway that
 * ends in the middle loses nothing. Two gateways may read the same delivery again: a replay is idempotent.
 */
export function createRereads({ database, accounts, replay, log }: RereadsOptions): Rereads {
  const closing = new AbortController()
  const failed = new Set<string>()
  let waking = new AbortController()
  const loop = run()

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const signal = AbortSignal.any([closing.signal, waking.signal])
      await sleep(BETWEEN_ROUNDS_MS, undefined, { signal, ref: false }).catch(() => undefined)
      if (closing.signal.aborted) return
      waking = new AbortController()
      // A database that is away is tried again in the next round.
      if (accounts.size() > 0) await round().catch((error: unknown) => report(error, undefined))
    }
  }

  async function round(): Promise<void> {
    const marks = (await readWaiting(database.query, MARKS_AT_ONCE)).filter((mark) => hasHappened(mark, accounts))
    if (marks.length === 0) return
    let after = FIRST
    for (;;) {
      const ids = await findWaiting(database.query, marks, { after, limit: DELIVERIES_AT_ONCE })
      for (const id of ids) {
        if (closing.signal.aborted) return
        after = id
        if (!failed.has(id)) await replay(id).catch((error: unknown) => report(error, id))
      }
      if (ids.length < DELIVERIES_AT_ONCE) return
    }
  }

  function report(error: unknown, deliveryId: string | undefined): void {
    if (closing.signal.aborted) return
    if (deliveryId !== undefined && failed.size < MOST_FAILED) failed.add(deliveryId)
    log.error({ err: error, deliveryId }, 'deliveries that waited for an account could not be read again')
  }

  return {
    wake: () => waking.abort(),
    async close() {
      closing.abort()
      await loop
    }
  }
}
