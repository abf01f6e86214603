import type { Limits } from '../config/limits.ts'
import type { Committed, InterpretedDelivery } from '../contract/delivery.ts'
import type { Session } from '../db/connect.ts'
import { findDeliveries } from '../db/find-stored.ts'
import { providerStatements } from '../db/hydration/held-events.ts'
import { beginLocked, commit, insertBatch, insertBatchAndCommit, insertBatchLocked, runAll } from '../db/write.ts'
import { isLarge } from './batch.ts'
import { createBatchRows } from './batch-rows.ts'
import { type Step, stepsOf } from './draft-delivery.ts'
import { DraftFailed } from './draft-failed.ts'
import { type DraftState, emptyDraftState, readDraftState, type Target, targetOf } from './draft-state.ts'
import { createPacer, runInTurns, runNow } from './pacer.ts'
import { providerRowsOf } from './provider-rows.ts'

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
  if (!mayBeStored && !deliveries.some((interpreted) => isLarge(interpreted, limits))) {
    const committed = await commitAtOnce(session, deliveries, limits)
    if (committed !== undefined) return committed
  }
  return commitInSlices(session, deliveries, options)
}

/** Returns undefined, and writes nothing, if a state changed since it was read, or the batch is too large for one statement. */
async function commitAtOnce(
  session: Session,
  deliveries: readonly InterpretedDelivery[],
  limits: Limits['ledger']
): Promise<Committed[] | undefined> {
  const steps = stepsOf(deliveries, limits)
  const targets = targetsOf(steps)
  const hasTargets = targets.some((target) => target !== undefined)
  const draftState = hasTargets ? await readDraftState(session, targets, limits.lookUpBytes) : emptyDraftState()
  if (!draftState.isComplete) return undefined

  const written = createBatchRows(limits)
  let work = 0
  for (const [at, step] of steps.entries()) {
    work += written.add(step, targets[at], draftState) ?? runNow(written.addLarge(step, targets[at], draftState))
    if (work > limits.statementBytes) return undefined
  }
  const rows = written.take(draftState)
  // The deliveries are stored all, or none of them is.
  const also = providerStatements({ ...providerRowsOf(deliveries), ifStored: rows.deliveries[0]?.id })
  const needsLock = hasTargets || also.length > 0
  const inserted = needsLock ? await insertBatchLocked(session, rows, also) : await insertBatch(session, rows)
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
  await runAll(session, providerStatements(providerRowsOf(missing)))
  const committed: Committed[] = []
  const written = createBatchRows(limits)
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

function targetsOf(steps: readonly Step[]): (Target | undefined)[] {
  try {
    return steps.map(({ draft, reading }) => reading && targetOf(draft.delivery, reading))
  } catch (error) {
    throw new DraftFailed(error)
  }
}
