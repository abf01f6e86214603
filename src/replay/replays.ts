import type { Replayed } from '../../schemas/replay.ts'
import type { Limits } from '../config/limits.ts'
import type { Delivery } from '../contract/delivery.ts'
import { errors, notFound } from '../contract/errors.ts'
import type { Database } from '../db/connect.ts'
import { fromDatabase } from '../db/instant.ts'
import {
  findReplayable,
  hasEvents,
  type ReplayFilter,
  readOutcome,
  readStored,
  type StoredDelivery
} from '../db/replays.ts'
import type { Interpreter } from '../ingest/interpreter.ts'
import { boundedResult } from './bounded-result.ts'
import { createReplay, type ReplayWish } from './replay-delivery.ts'

export interface ReplayPage {
  results: Replayed[]
  /** Id of the last delivery that was read. */
  cursor: string | null
  done: boolean
}

interface ReplaysOptions {
  interpreter: Interpreter
  database: Database
  limits: Pick<Limits, 'ledger' | 'reads'>
  onEvents(): void
  log: {
    info(fields: object, message: string): void
    error(fields: object, message: string): void
  }
}

/** A page ends early after this time, because a client waits for the answer. */
const MOST_MS = 3_000

/** Interprets stored deliveries with the current code: load ► interpret ► plan corrections ► write. */
export function createReplays({ interpreter, database, limits, onEvents, log }: ReplaysOptions) {
  const replay = createReplay({ database, limits: limits.ledger, onEvents, log })

  return { one, page }

  /** Throws NOT_FOUND, DELIVERY_REMOVED or NOT_REPLAYABLE. */
  async function one(id: string, wish: ReplayWish): Promise<Replayed> {
    const stored = await readStored(database.query, id)
    const result = stored && (await readAgain(stored, wish))
    if (result) return result
    throw (await hasEvents(database.query, id)) ? new errors.DELIVERY_REMOVED() : notFound('delivery')
  }

  /**
   * One after the other, in the order of arrival. A delivery that cannot be interpreted any more has an error in its result, and
   * the others go on. The page ends early when the bodies, or the results, are large.
   */
  async function page(
    filter: ReplayFilter,
    request: { after: string | undefined; limit: number },
    wish: ReplayWish
  ): Promise<ReplayPage> {
    const ids = await findReplayable(database.query, filter, request)
    const began = performance.now()
    const results: Replayed[] = []
    let cursor = request.after ?? null
    let bodyBytes = 0
    let resultBytes = 0
    for (const id of ids) {
      const isFull = bodyBytes >= limits.reads.pageBytes || resultBytes >= limits.reads.pageBytes
      if (isFull || performance.now() - began > MOST_MS) return { results, cursor, done: false }
      const stored = await readStored(database.query, id)
      const result = stored && (await readAgain(stored, wish).catch((error: unknown) => failed(id, error)))
      if (result) results.push(result)
      bodyBytes += stored?.body.length ?? 0
      resultBytes += result ? JSON.stringify(result).length : 0
      cursor = id
    }
    return { results, cursor, done: ids.length < request.limit }
  }

  async function readAgain(stored: StoredDelivery, wish: ReplayWish): Promise<Replayed | undefined> {
    const entry = await interpreter.interpret(deliveryOf(stored))
    if (entry === undefined) throw new errors.NOT_REPLAYABLE('no channel reads what came to its path')
    const result = await replay(entry, wish)
    if (result?.written) {
      const { channel, id: deliveryId } = stored
      const events = result.changes.filter(({ kind }) => kind === 'new' || kind === 'corrected').length
      log.info({ channel, deliveryId, outcome: result.after.outcome, events }, 'replayed')
    }
    return result && boundedResult(result, limits.reads)
  }

  async function failed(id: string, error: unknown): Promise<Replayed | undefined> {
    if (!(error instanceof errors.NOT_REPLAYABLE)) throw error
    const { code, message } = error
    const outcome = await readOutcome(database.query, id)
    if (outcome === undefined) return undefined
    const unchanged = { delivery: id, before: outcome, after: outcome, changes: [], news: false, written: false }
    return boundedResult({ ...unchanged, error: { code, message } }, limits.reads)
  }
}

function deliveryOf(stored: StoredDelivery): Delivery {
  const { position: _position, receivedAt, traceparent, contentEncoding, proven, ...rest } = stored
  // The current accounts decide these.
  const { account: _account, hotel: _hotel, cause: _cause, waiting: _waiting, ...delivery } = rest
  return {
    ...delivery,
    receivedAt: fromDatabase(receivedAt),
    contentEncoding: contentEncoding ?? undefined,
    proven: proven ?? undefined,
    ...(traceparent === null ? {} : { traceparent })
  }
}
