import type { Replayed } from '../../schemas/replay.ts'
import type { Limits } from '../config/limits.ts'
import type { InterpretedDelivery } from '../contract/delivery.ts'
import { errors } from '../contract/errors.ts'
import { newId } from '../contract/new-id.ts'
import type { Database, Patience, Session } from '../db/connect.ts'
import { isPoison } from '../db/errors.ts'
import { insertReplay, updateDelivery } from '../db/replays.ts'
import { beginLocked, commit, insertBatch } from '../db/write.ts'
import { isSame } from '../ledger/differences.ts'
import { type Plan, planReplay } from './plan-replay.ts'

export interface ReplayWish {
  /** The name that the caller gave, which is not verified. */
  by: string
  /** Fingerprint of the API token of the caller. */
  tokenFingerprint: string
  /** True: only return what would change. */
  dryRun: boolean
}

interface ReplayOptions {
  database: Pick<Database, 'write'>
  limits: Limits['ledger']
  onEvents(): void
  log: { error(fields: object, message: string): void }
}

const PATIENCE: Patience = { perStatement: 2_000 }

/**
 * Returns a function that replays a stored delivery: it writes the events that the current code reads differently. It first plans without
 * the commit lock, because most deliveries have nothing to write. Idempotent. Undefined: the delivery is no longer stored.
 */
export function createReplay({ database, limits, onEvents, log }: ReplayOptions) {
  // New deliveries need the other connections of writers.
  let last: Promise<unknown> = Promise.resolve()

  return function replay(interpreted: InterpretedDelivery, wish: ReplayWish): Promise<Replayed | undefined> {
    const next = last.then(() => replayNow(interpreted, wish))
    last = next.catch(() => undefined)
    return next
  }

  async function replayNow(interpreted: InterpretedDelivery, wish: ReplayWish): Promise<Replayed | undefined> {
    try {
      const plan = await database.write((session) => planReplay(session, interpreted, limits), PATIENCE)
      if (plan === undefined) return undefined
      if (wish.dryRun || !hasNews(plan)) return replayed(interpreted, plan, { isWritten: false })
      return await database.write((session) => write(session, interpreted, wish), PATIENCE)
    } catch (error) {
      if (!isPoison(error)) throw error
      log.error(
        { err: error, deliveryId: interpreted.delivery.id },
        'a delivery could not be stored as it is read today'
      )
      throw new errors.NOT_REPLAYABLE('its events cannot be stored')
    }
  }

  /** Plans and writes under the commit lock, so that no other writer changes the rows meanwhile. */
  async function write(
    session: Session,
    interpreted: InterpretedDelivery,
    { by, tokenFingerprint }: ReplayWish
  ): Promise<Replayed | undefined> {
    await beginLocked(session)
    const plan = await planReplay(session, interpreted, limits)
    if (plan === undefined || !hasNews(plan)) {
      await commit(session)
      return plan && replayed(interpreted, plan, { isWritten: false })
    }
    const { id } = interpreted.delivery
    const eventIds = await insert(session, plan)
    const { account, hotel, waiting } = interpreted.delivery
    const more = plan.cause === undefined ? {} : { cause: plan.cause, account: account ?? null, hotel: hotel ?? null }
    const stillWaiting = plan.cause === undefined ? {} : { waiting: waiting === undefined ? null : [...waiting] }
    await updateDelivery(session, id, { ...plan.after, ...more, ...stillWaiting }, eventIds)
    await insertReplay(session, {
      id: newId(),
      deliveryId: id,
      requestedBy: by,
      tokenFingerprint,
      at: new Date().toISOString(),
      outcomeBefore: plan.before.outcome,
      outcomeAfter: plan.after.outcome,
      added: plan.changes.counts.new,
      corrected: plan.changes.counts.corrected,
      vanished: plan.changes.counts.vanished,
      eventIds
    })
    await commit(session)
    if (eventIds.length > 0) onEvents()
    return replayed(interpreted, plan, { isWritten: true })
  }

  /** Inserts events and states in statements of bounded size. Returns the ids of the new events. */
  async function insert(session: Session, { events, entities }: Plan): Promise<string[]> {
    const ids: string[] = []
    for (const some of chunksOf(events, ({ data }) => data.before.length + (data.state?.length ?? 0), limits)) {
      const inserted = await insertBatch(session, { deliveries: [], events: some, entities: [] })
      ids.push(...some.map((event) => event.id).filter((id) => inserted?.events.has(id)))
    }
    for (const some of chunksOf(entities, ({ state }) => JSON.stringify(state).length, limits)) {
      const rows = some.map((row) => ({
        ...row,
        state: { json: JSON.stringify(row.state) },
        clock: JSON.stringify(row.clock)
      }))
      const inserted = await insertBatch(session, { deliveries: [], events: [], entities: rows })
      if (inserted === undefined) throw new Error('an entity was written without the commit lock')
    }
    return ids
  }
}

/** The rows of each statement. */
function* chunksOf<Row>(
  rows: readonly Row[],
  bytesOf: (row: Row) => number,
  { sliceReadings, statementBytes }: Limits['ledger']
): Generator<Row[]> {
  let chunk: Row[] = []
  let bytes = 0
  for (const row of rows) {
    chunk.push(row)
    bytes += bytesOf(row)
    if (chunk.length < sliceReadings && bytes < statementBytes) continue
    yield chunk
    chunk = []
    bytes = 0
  }
  if (chunk.length > 0) yield chunk
}

function hasNews({ before, after, events, entities }: Plan): boolean {
  return events.length > 0 || entities.length > 0 || !isSame({ ...before }, { ...after })
}

function replayed({ delivery }: InterpretedDelivery, plan: Plan, { isWritten }: { isWritten: boolean }): Replayed {
  const { before, after, changes } = plan
  return {
    delivery: delivery.id,
    before,
    after,
    changes: isWritten ? [...changes.listed] : changes.listed.map(unwritten),
    ...(Object.values(changes.omitted).some((count) => count > 0) && { omittedChanges: changes.omitted }),
    news: hasNews(plan),
    written: isWritten
  }
}

/** An event that has not been written has no id. */
function unwritten(change: Replayed['changes'][number]): Replayed['changes'][number] {
  if (change.kind !== 'new' && change.kind !== 'corrected') return change
  const { id: _id, ...event } = change.event
  return { ...change, event }
}
