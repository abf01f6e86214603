import { unescapedName } from '../../schemas/json-pointer.ts'
import type { Omitted } from '../../schemas/omitted.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import type { ChangedEntity, EntityRow } from '../db/written-rows.ts'
import type { Entity } from './draft-state.ts'
import { fitData, MOST_MEMBERS, named } from './fit-data.ts'
import { mergeOmitted, omittedOf } from './omitted.ts'
import { runNow } from './pacer.ts'
import { isWithin } from './reading-data.ts'

/** The state of an entity within bounds, with its JSON. `omitted` names the parts that were left out. */
export function storedState(state: JsonObject, mostBytes: number): { state: JsonObject; text: string } {
  const text = JSON.stringify(state)
  if (isWithin(text, '', mostBytes) && Object.keys(state).length <= MOST_MEMBERS) return { state, text }
  const { omitted: _omitted, ...fields } = state
  const fitted = runNow(fitData(fields, mostBytes - mostBytes / 8))
  const omitted = named(mergeOmitted(omittedOf(state), fitted.omitted), mostBytes / 8)
  const smaller: JsonObject = { ...fitted.data, omitted }
  return { state: smaller, text: JSON.stringify(smaller) }
}

/**
 * True: the state must be bounded before the next reading, which visits all fields. The threshold is twice the bound, so that this
 * does not happen for each reading.
 */
export function isOverfull(state: JsonObject): boolean {
  return Object.keys(state).length > 2 * MOST_MEMBERS
}

/** Lists the parts that a reading omitted in the state, and removes from the list the parts that it reports. */
export function withOmitted(
  state: JsonObject,
  reported: JsonObject,
  { omitted, field }: { omitted: readonly Omitted[]; field: string }
): JsonObject {
  const before = omittedOf(state)
  const inside = omitted.filter(({ path }) => path.startsWith(`/${field}/`))
  const still = before.filter(({ path }) => !Object.hasOwn(reported, fieldOf(path)))
  if (still.length === before.length && inside.length === 0) return state
  const now = inside.map(({ path, bytes }) => ({ path: path.slice(field.length + 1), bytes }))
  const { omitted: _omitted, ...fields } = state
  const all = mergeOmitted(still, now)
  return all.length === 0 ? fields : { ...fields, omitted: all }
}

/** The row to write, with the state within bounds. */
export function changedRow({ row, statuses, text }: Entity, mostBytes: number): ChangedEntity {
  const clock = JSON.stringify(row.clock)
  if (text !== undefined) return { ...row, state: text, clock }
  const { text: json } = storedState(statuses?.state() ?? row.state, mostBytes)
  return { ...row, state: { json }, clock }
}

/** The row with the state that `changedRow` writes. */
export function finalRow({ row, statuses, text }: Entity, mostBytes: number): EntityRow {
  if (text !== undefined) return row
  return { ...row, state: storedState(statuses?.state() ?? row.state, mostBytes).state }
}

function fieldOf(path: string): string {
  const [, name = ''] = path.split('/', 2)
  return unescapedName(name)
}
