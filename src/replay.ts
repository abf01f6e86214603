import type { Replayed } from '../schemas/replay.ts'
import type { Limits } from './config/limits.ts'
import type { Database } from './db/connect.ts'
import { fromDatabase } from './db/instant.ts'
import { findReplayable, hasLeftEvents, type ReplayFilter, readStored, type StoredDelivery } from './db/replays.ts'
import { errors } from './errors.ts'
import type { Interpreter } from './ingest/interpreter.ts'
import type { Delivery } from './ledger/entry.ts'
import { createReplay, type ReplayWish } from './ledger/replay.ts'

export interface ReplayPage {
  results: Replayed[]
  /** Id of the last delivery that was looked at. */
  cursor: string | null
  done: boolean
}

interface ReplaysOptions {
  interpreter: Interpreter
  database: Database
  limits: Limits['ledger']
  onEvents(): void
  log: {
    info(fields: object, message: string): void
    error(fields: object, message: string): void
  }
}

/** A page ends early behind so many bytes of bodies, or after such a time: nobody should wait for long. */
const MOST_BYTES = 4 * 1024 * 1024
const MOST_MS = 3_000

/** Reads stored deliveries again, with the code of today: load ► interpret ► plan corrections ► write. */
export function createReplays({ interpreter, database, limits, onEvents, log }: ReplaysOptions) {
  const replay = createReplay({ database, limits, onEvents, log })

  return { one, page }

  /** Throws NOT_FOUND, DELIVERY_REMOVED or NOT_REPLAYABLE. */
  async function one(id: string, wish: ReplayWish): Promise<Replayed> {
    const stored = await readStored(database.query, id)
    const result = stored && (await readAgain(stored, wish))
    if (result) return result
    throw (await hasLeftEvents(database.query, id)) ? new errors.DELIVERY_REMOVED() : new errors.NOT_FOUND()
  }

  /** One after the other, in the order of arrival. What cannot be read again says so, and holds up nobody. */
  async function page(
    filter: ReplayFilter,
    request: { after: string | undefined; limit: number },
    wish: ReplayWish
  ): Promise<ReplayPage> {
    const ids = await findReplayable(database.query, filter, request)
    const began = performance.now()
    const results: Replayed[] = []
    let cursor = request.after ?? null
    let bytes = 0
    for (const id of ids) {
      if (bytes >= MOST_BYTES || performance.now() - began > MOST_MS) return { results, cursor, done: false }
      const stored = await readStored(database.query, id)
      const result = stored && (await readAgain(stored, wish).catch((error: unknown) => left(stored, error)))
      if (result) results.push(result)
      bytes += stored?.body.length ?? 0
      cursor = id
    }
    return { results, cursor, done: ids.length < request.limit }
  }

  async function readAgain(stored: StoredDelivery, wish: ReplayWish): Promise<Replayed | undefined> {
    const entry = interpreter.interpret(deliveryOf(stored))
    if (entry === undefined) throw new errors.NOT_REPLAYABLE('no channel reads what came to its path')
    const result = await replay(entry, wish)
    if (result?.written) {
      const { channel, id: deliveryId } = stored
      const events = result.changes.filter(({ kind }) => kind === 'new' || kind === 'corrected').length
      log.info({ channel, deliveryId, outcome: result.after.outcome, events }, 'replayed')
    }
    return result
  }
}

function deliveryOf(stored: StoredDelivery): Delivery {
  const { id, channel, source, endpoint, contentType, receivedAt, verified, masked, body, traceparent } = stored
  const delivery = { id, channel, source, endpoint, contentType, verified, masked, body }
  return { ...delivery, receivedAt: fromDatabase(receivedAt), ...(traceparent === null ? {} : { traceparent }) }
}

function left({ id, outcome, reason, problems }: StoredDelivery, error: unknown): Replayed {
  if (!(error instanceof errors.NOT_REPLAYABLE)) throw error
  const standing = { outcome, reason, problems }
  const { code, message } = error
  return {
    delivery: id,
    before: standing,
    after: standing,
    changes: [],
    news: false,
    written: false,
    error: { code, message }
  }
}
