import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Replayed } from '../../schemas/replay.ts'
import type { Database } from '../db/connect.ts'
import { isPoison } from '../db/errors.ts'
import { insertReplay, updateDelivery } from '../db/replays.ts'
import { beginTurn, commit, insertGroup } from '../db/write.ts'
import { errors } from '../errors.ts'
import { isSame } from './differences.ts'
import type { Entry } from './entry.ts'
import { changedRow } from './known.ts'
import { newId } from './new-id.ts'
import { type Plan, planReplay } from './plan-replay.ts'

export interface ReplayWish {
  /** The name that the caller gives, which nothing proves. */
  by: string
  /** Tells which API token the caller has. */
  tokenFingerprint: string
  /** Only show what would change. */
  dryRun: boolean
}

interface ReplayOptions {
  database: Pick<Database, 'write'>
  onEvents(): void
  log: { error(fields: object, message: string): void }
}

/** As long as a delivery that arrives meanwhile may wait for its turn. */
const PATIENCE_MS = 2_000

/**
 * Returns a function that brings a stored delivery up to date with what is read in it today. It looks without the turn
 * first, because most have nothing to write. Idempotent. Undefined: the delivery is no longer there.
 */
export function createReplay({ database, onEvents, log }: ReplayOptions) {
  // Deliveries that arrive need the other connections of writers.
  let last: Promise<unknown> = Promise.resolve()

  return function replay(entry: Entry, wish: ReplayWish): Promise<Replayed | undefined> {
    const next = last.then(() => replayNow(entry, wish))
    last = next.catch(() => undefined)
    return next
  }

  async function replayNow(entry: Entry, wish: ReplayWish): Promise<Replayed | undefined> {
    try {
      const plan = await database.write((session) => planReplay(session, entry), PATIENCE_MS)
      if (plan === undefined) return undefined
      if (wish.dryRun || !hasNews(plan)) return replayed(entry, plan, { written: false })
      return await database.write((session) => write(session, entry, wish), PATIENCE_MS)
    } catch (error) {
      if (!isPoison(error)) throw error
      log.error({ err: error, deliveryId: entry.delivery.id }, 'a delivery could not be stored as it is read today')
      throw new errors.NOT_REPLAYABLE('what is read in it cannot be stored')
    }
  }

  /** Under the turn nobody else writes, so what is planned then is what happens. */
  async function write(
    session: NodePgDatabase,
    entry: Entry,
    { by, tokenFingerprint }: ReplayWish
  ): Promise<Replayed | undefined> {
    const [, plan] = await Promise.all([beginTurn(session), planReplay(session, entry)])
    if (plan === undefined || !hasNews(plan)) {
      await commit(session)
      return plan && replayed(entry, plan, { written: false })
    }
    const { id } = entry.delivery
    const ids = await insertGroup(
      session,
      [],
      plan.events,
      plan.entities.map((row) => changedRow({ row }))
    )
    if (ids === undefined) throw new Error('an entity was written by somebody who had not waited for the turn')
    const eventIds = plan.events.map((event) => event.id).filter((one) => ids.has(one))
    const count = (kind: string) => plan.changes.filter((change) => change.kind === kind).length
    const row = {
      id: newId(),
      deliveryId: id,
      requestedBy: by,
      tokenFingerprint,
      at: new Date().toISOString(),
      outcomeBefore: plan.before.outcome,
      outcomeAfter: plan.after.outcome,
      added: count('new'),
      corrected: count('corrected'),
      vanished: count('vanished'),
      eventIds
    }
    // Sent in one breath, because all other writers wait.
    await Promise.all([updateDelivery(session, id, plan.after, eventIds), insertReplay(session, row), commit(session)])
    if (eventIds.length > 0) onEvents()
    return replayed(entry, plan, { written: true })
  }
}

function hasNews({ before, after, events, entities }: Plan): boolean {
  return events.length > 0 || entities.length > 0 || !isSame({ ...before }, { ...after })
}

function replayed({ delivery }: Entry, plan: Plan, { written }: { written: boolean }): Replayed {
  const { before, after } = plan
  const changes = written ? plan.changes : plan.changes.map(unwritten)
  return { delivery: delivery.id, before, after, changes, news: hasNews(plan), written }
}

/** An event that has not been written has no id. */
function unwritten(change: Replayed['changes'][number]): Replayed['changes'][number] {
  if (change.kind !== 'new' && change.kind !== 'corrected') return change
  const { id: _id, ...event } = change.event
  return { ...change, event }
}
