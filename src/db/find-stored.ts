import { inArray } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { toolsOf } from './session-tools.ts'
import { deliveries } from './tables.ts'
import type { EntityRow } from './written-rows.ts'

/** The ids of deliveries, among these, that are stored already. */
export async function findDeliveries(session: NodePgDatabase, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await session
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(inArray(deliveries.id, [...ids]))
  return new Set(rows.map(({ id }) => id))
}

/** The keys of events in hex, among these, that are stored already. */
export async function findEventKeys(session: NodePgDatabase, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const { findEventKeys, arrays } = toolsOf(session)
  const rows = await findEventKeys.execute({ keys: arrays.bytes(keys, (key) => Buffer.from(key, 'hex')) })
  return new Set(rows.map(({ key }) => key?.toString('hex') ?? ''))
}

/**
 * Entities by their keys. If their states have more than `mostBytes` together, only some are returned, at least one, and `complete` is
 * false.
 */
export async function findEntities(
  session: NodePgDatabase,
  keys: readonly Buffer[],
  mostBytes: number
): Promise<{ rows: EntityRow[]; complete: boolean }> {
  if (keys.length === 0) return { rows: [], complete: true }
  const { findEntities, arrays } = toolsOf(session)
  arrays.reset()
  const found = await findEntities.execute({ keys: arrays.bytes(keys, (key) => key), mostBytes })
  const rows = found.flatMap(({ state, ...row }) => (state === null ? [] : [{ ...row, state }]))
  return { rows, complete: rows.length === found.length }
}
