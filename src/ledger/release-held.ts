import type { Limits } from '../config/limits.ts'
import type { Delivery } from '../contract/delivery.ts'
import type { Database, Session } from '../db/connect.ts'
import { addEvent, type HeldRow, takeHeld } from '../db/hydration/held-events.ts'
import { beginLocked, commit, insertBatch } from '../db/write.ts'
import { draftEvent, isRepetition } from './draft-event.ts'
import { readDraftState, targetOf } from './draft-state.ts'
import { readData } from './reading-data.ts'
import { changedRow } from './stored-state.ts'

/** A writer that waits for the commit lock of a large delivery may wait this long for each statement. */
const PATIENCE = { perStatement: 5_000 }

/** Sends events thin that have waited for a record. Returns their number. */
export async function releaseHeld(
  database: Pick<Database, 'write'>,
  positions: readonly number[],
  limits: Limits['ledger']
): Promise<number> {
  if (positions.length === 0) return 0
  return database.write(async (session) => {
    await beginLocked(session)
    const rows = await takeHeld(session, positions)
    const released = await writeEvents(session, rows, limits)
    await commit(session)
    return released
  }, PATIENCE)
}

async function writeEvents(session: Session, rows: readonly HeldRow[], limits: Limits['ledger']): Promise<number> {
  const targets = rows.map(({ delivery, reading }) => targetOf(delivery, reading))
  // The states of thin events are a few bytes each, but other readings may have reported more of the same entities.
  const draftState = await readDraftState(session, targets, Number.MAX_SAFE_INTEGER)
  const events = rows.flatMap(({ delivery, reading }, at) => {
    const target = targets[at]
    const data = readData(reading, target?.field, 0, limits)
    if (data === undefined || isRepetition(target, draftState)) return []
    // Drafting reads no body.
    const whole: Delivery = { ...delivery, contentType: null, masked: false, body: NO_BODY }
    const { dataBytes } = limits
    const { event } = draftEvent({ delivery: whole, reading, target }, data, draftState, {
      isCrowded: false,
      dataBytes
    })
    return event ?? []
  })
  const entities = [...draftState.entities.values()].filter(({ isChanged }) => isChanged)
  const changed = entities.map((entity) => changedRow(entity, limits.dataBytes))
  const inserted = await insertBatch(session, { deliveries: [], events, entities: changed })
  if (inserted === undefined) throw new Error('an entity was written without the commit lock')
  for (const { id, deliveryId } of events) if (inserted.events.has(id)) await addEvent(session, deliveryId, id)
  return inserted.events.size
}

const NO_BODY = Buffer.alloc(0)
