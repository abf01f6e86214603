import type { Limits } from '../config/limits.ts'
import type { Committed, InterpretedDelivery } from '../contract/delivery.ts'
import type { Session } from '../db/connect.ts'
import { completeReads, writeWebhooks } from '../db/hydration/held-events.ts'
import {
  type BatchRows,
  beginLocked,
  commit,
  findDeliveries,
  type Inserted,
  insertBatch,
  insertBatchAndCommit,
  insertBatchLocked,
  type NewDelivery,
  type NewEvent
} from '../db/write.ts'
import { isLarge } from './batch.ts'
import { committedOf, type DeliveryDraft, deliveryRow, type Step, stepsOf } from './draft-delivery.ts'
import { draftEvent, isRepetition } from './draft-event.ts'
import { DraftFailed } from './draft-failed.ts'
import { type DraftState, emptyDraftState, readDraftState, type Target, targetOf } from './draft-state.ts'
import { createPacer, runInTurns, runNow } from './pacer.ts'
import { type ReadingData, readData, readLargeData } from './reading-data.ts'
import { changedRow } from './stored-state.ts'

export interface CommitOptions {
  limits: Limits['ledger']
  /** True if any of the deliveries may be stored already, as after a commit that was not answered. */
  mayBeStored?: boolean | undefined
  /** Called when the transaction gets the commit lock. */
  onLocked?: (() => void) | undefined
}

/**
 * Writes a batch of deliveries, their events, and the resulting entity states, in one transaction.
 *
 * Invariant: no other writer changes the states that drafting has read before the commit. There are two ways to ensure that:
 *
 * - `commitAtOnce` reads the states before it takes the commit lock, and the statement that writes under the lock compares the
 *   version of each row. If one differs, it writes nothing. Other writers wait for one statement only.
 * - `commitInSlices` takes the lock first, and keeps it. Each slice reads its states under the lock, after all slices before
 *   it were written in the same transaction. So other work of the process can run between two slices.
 */
export async function commitBatch(
  session: Session,
  deliveries: readonly InterpretedDelivery[],
  options: CommitOptions
): Promise<Committed[]> {
  const { limits, mayBeStored = false } = options
  if (!mayBeStored && !deliveries.some((interpreted) => isLarge(interpreted, limits) || isOfProvider(interpreted))) {
    const committed = await commitAtOnce(session, stepsOf(deliveries, limits), limits)
    if (committed !== undefined) return committed
  }
  return commitInSlices(session, deliveries, options)
}

/** Returns undefined, and writes nothing, if a state changed since it was read, or the batch is too large for one statement. */
async function commitAtOnce(
  session: Session,
  steps: readonly Step[],
  limits: Limits['ledger']
): Promise<Committed[] | undefined> {
  const targets = targetsOf(steps)
  const hasTargets = targets.some((target) => target !== undefined)
  const draftState = hasTargets ? await readDraftState(session, targets, limits.lookUpBytes) : emptyDraftState()
  if (!draftState.isComplete) return undefined

  const written = createRows(limits)
  let work = 0
  for (const [at, step] of steps.entries()) {
    work += written.add(step, targets[at], draftState) ?? runNow(written.addLarge(step, targets[at], draftState))
    if (work > limits.statementBytes) return undefined
  }
  const rows = written.take(draftState)
  const inserted = hasTargets ? await insertBatchLocked(session, rows) : await insertBatch(session, rows)
  return inserted && written.settle(inserted)
}

async function commitInSlices(
  session: Session,
  deliveries: readonly InterpretedDelivery[],
  { limits, mayBeStored, onLocked }: CommitOptions
): Promise<Committed[]> {
  const ids = mayBeStored ? deliveries.map(({ delivery }) => delivery.id) : []
  // Sent at once. The second statement is answered under the lock.
  const [, stored] = await Promise.all([beginLocked(session).then(onLocked), findDeliveries(session, ids)])
  const missing = deliveries.filter(({ delivery }) => !stored.has(delivery.id))
  const steps = stepsOf(missing, limits)
  await writeProviderRows(session, missing)
  const committed: Committed[] = []
  const written = createRows(limits)
  const pacer = createPacer(limits.sliceBytes)
  let size = limits.sliceReadings
  for (let at = 0; at < steps.length; ) {
    const slice = steps.slice(at, at + size)
    const targets = targetsOf(slice)
    const draftState = await readDraftState(session, targets, limits.lookUpBytes)
    if (!draftState.isComplete) {
      size = Math.max(1, draftState.entities.size)
      continue
    }
    for (const [index, step] of slice.entries()) {
      const work = written.add(step, targets[index], draftState)
      await pacer.pause(work ?? (await runInTurns(written.addLarge(step, targets[index], draftState))))
      if (written.isEnough()) await write(insertBatch, draftState)
    }
    at += slice.length
    await write(at < steps.length ? insertBatch : insertBatchAndCommit, draftState)
  }
  if (steps.length === 0) await commit(session)
  return committed

  async function write(insert: typeof insertBatch, draftState: DraftState): Promise<void> {
    const inserted = await insert(session, written.take(draftState))
    if (inserted === undefined) throw new Error('an entity was written without the commit lock')
    committed.push(...written.settle(inserted))
    for (const entity of draftState.entities.values()) {
      if (!entity.isChanged) continue
      entity.isChanged = false
      entity.row = { ...entity.row, version: inserted.version }
    }
  }
}

/** True: rows of the queue of records are written with it, in the same transaction. */
function isOfProvider({ webhook, read }: InterpretedDelivery): boolean {
  return webhook !== undefined || read !== undefined
}

async function writeProviderRows(session: Session, deliveries: readonly InterpretedDelivery[]): Promise<void> {
  const webhooks = deliveries.flatMap(({ delivery, webhook }) => {
    if (webhook === undefined) return []
    const { id, channel, source, endpoint, receivedAt, verified, traceparent } = delivery
    return { delivery: { id, channel, source, endpoint, receivedAt, verified, traceparent }, ...webhook }
  })
  await writeWebhooks(session, webhooks)
  await completeReads(
    session,
    deliveries.flatMap(({ read }) => read ?? [])
  )
}

function targetsOf(steps: readonly Step[]): (Target | undefined)[] {
  try {
    return steps.map(({ draft, reading }) => reading && targetOf(draft.delivery, reading))
  } catch (error) {
    throw new DraftFailed(error)
  }
}

/** Collects the rows of one statement after the other. */
function createRows(limits: Limits['ledger']) {
  const { deliveryDataBytes, statementBytes, dataBytes } = limits
  let events: NewEvent[] = []
  let owners: DeliveryDraft[] = []
  let ended: DeliveryDraft[] = []
  let bytes = 0
  let work = 0
  let sent: { events: NewEvent[]; owners: DeliveryDraft[]; ended: DeliveryDraft[]; rows: NewDelivery[] }

  /** Drafts the reading of a step. Returns the work that it took. */
  function draft(
    { draft, reading }: Step,
    target: Target | undefined,
    draftState: DraftState,
    data: ReadingData
  ): number {
    if (reading === undefined) return 0
    const isCrowded = draft.spent > deliveryDataBytes
    const drafted = draftEvent({ delivery: draft.delivery, reading, target }, data, draftState, {
      isCrowded,
      dataBytes
    })
    const { event } = drafted
    work += drafted.work
    draft.spent += drafted.cost
    draft.isStale ||= drafted.isStale
    if (event === undefined) return drafted.work
    draft.drafted++
    events.push(event)
    owners.push(draft)
    const { before, state, after } = event.data
    bytes += before.length + (state?.length ?? 0) + after.length
    return drafted.work
  }

  function end({ draft, isLast }: Step): void {
    if (!isLast) return
    ended.push(draft)
    bytes += draft.delivery.body.length
  }

  return {
    /** Drafts a step. Returns the work that it took. Undefined: its data is large, use `addLarge`. */
    add(step: Step, target: Target | undefined, draftState: DraftState): number | undefined {
      const { reading } = step
      let taken = 0
      try {
        if (reading !== undefined && !isRepetition(target, draftState)) {
          const data = readData(reading, target?.field, step.draft.spent, limits)
          if (data === undefined) return undefined
          taken = draft(step, target, draftState, data)
        }
      } catch (error) {
        throw new DraftFailed(error)
      }
      end(step)
      return taken
    },

    /** The same for a step with large data. It yields between parts of the work. */
    *addLarge(step: Step, target: Target | undefined, draftState: DraftState): Generator<undefined, number> {
      let taken = 0
      try {
        const { reading } = step
        const data = reading && (yield* readLargeData(reading.data, target?.field, limits))
        if (data !== undefined) taken = draft(step, target, draftState, data)
      } catch (error) {
        throw new DraftFailed(error)
      }
      end(step)
      return taken
    },

    /** True: the rows should be written now, because there are enough, or PostgreSQL has waited long enough. */
    isEnough: () => bytes > statementBytes || work > statementBytes,

    take(draftState: DraftState): BatchRows {
      const rows = ended.map(deliveryRow)
      const entities = [...draftState.entities.values()].filter(({ isChanged }) => isChanged)
      sent = { events, owners, ended, rows }
      events = []
      owners = []
      ended = []
      bytes = 0
      work = 0
      return {
        deliveries: rows,
        events: sent.events,
        entities: entities.map((entity) => changedRow(entity, dataBytes))
      }
    },

    /** The results of the deliveries whose rows were inserted. */
    settle({ events: isNew }: Inserted): Committed[] {
      const { events, owners, ended, rows } = sent
      for (const [at, { id }] of events.entries()) if (isNew.has(id)) owners[at]?.eventIds.push(id)
      return rows.flatMap((row, at) => {
        const draft = ended[at]
        return draft === undefined ? [] : [committedOf(draft, row)]
      })
    }
  }
}
