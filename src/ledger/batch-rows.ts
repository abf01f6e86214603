import type { Limits } from '../config/limits.ts'
import type { Committed } from '../contract/delivery.ts'
import type { Inserted } from '../db/write.ts'
import type { BatchRows, NewDelivery, NewEvent } from '../db/written-rows.ts'
import { committedOf, type DeliveryDraft, deliveryRow, type Step } from './draft-delivery.ts'
import { draftEvent, isRepetition } from './draft-event.ts'
import { DraftFailed } from './draft-failed.ts'
import type { DraftState, Target } from './draft-state.ts'
import { type ReadingData, readData, readLargeData } from './reading-data.ts'
import { changedRow } from './stored-state.ts'

/** Drafts the steps of a batch, and collects the rows for each of its statements. */
export function createBatchRows(limits: Limits['ledger']) {
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
