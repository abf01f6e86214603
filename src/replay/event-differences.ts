import type { JsonObject } from '../../schemas/reading.ts'
import { fromDatabase } from '../db/instant.ts'
import type { EventHead } from '../db/replays.ts'
import type { EventRow } from '../db/tables.ts'
import type { NewEvent } from '../db/written-rows.ts'
import { type Difference, differences } from '../ledger/differences.ts'
import type { DraftedEvent } from '../ledger/draft-event.ts'
import { changesOf } from '../ledger/state.ts'
import type { Lineage } from './lineage.ts'

/** The stored event that a reading became, with its data. */
export interface StoredEvent {
  lineage: Lineage
  data: EventRow['data']
}

/** For a state: what it changes in the current state. For a fact: how it differs from its stored event. */
export function differencesOf(
  { event, moved }: DraftedEvent,
  kind: string,
  earlier: StoredEvent | undefined
): Difference[] {
  if (event === undefined) return []
  if (moved !== undefined) {
    return changesOf(moved.before, moved.after).map((one) => ({ ...one, path: `/data/${kind}${one.path}` }))
  }
  return earlier === undefined ? [] : differencesBetween(earlier, event)
}

function differencesBetween({ lineage: { latest }, data }: StoredEvent, event: NewEvent): Difference[] {
  const { before, state, after } = event.data
  const [then, today] = [headOf(latest), headOf(event)]
  const dataToday: JsonObject = JSON.parse(before + (state ?? '') + after)
  const found = differences(data, dataToday) ?? [{ path: '', before: data, after: dataToday }]
  return [...(differences(then, today) ?? []), ...found.map((one) => ({ ...one, path: `/data${one.path}` }))]
}

function headOf({ type, source, subject, property = null, timebasis, time }: EventHead | NewEvent): JsonObject {
  return { type, source, subject, property, timebasis, time: fromDatabase(time) }
}
