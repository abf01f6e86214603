import type { Violation } from '../../schemas/check.ts'
import type { ConsumerKind, ConsumerRow } from '../db/consumers/consumers.ts'
import { positionOf } from './consumer-options.ts'

const OTHER_KIND = { webhook: 'is the name of a named consumer', pull: 'is the name of a destination' }

/** Faults of a consumer or destination beside what is stored. `row`: what has its name. `position`: where a new one begins. */
export function storedFaults(
  kind: ConsumerKind,
  row: ConsumerRow | undefined,
  { from, shards }: { from?: string | undefined; shards?: number | undefined },
  bounds: { head: number; removed: number }
): { faults: Violation[]; position: number } {
  const faults: Violation[] = []
  if (row !== undefined && row.kind !== kind) faults.push({ path: '/name', message: OTHER_KIND[kind] })
  // It counts at creation only, but a cursor from the future is always a mistake.
  const start = positionOf(from, row === undefined ? bounds : { ...bounds, removed: 0 }, '/from')
  if ('violation' in start) faults.push(start.violation)
  if (row?.kind === kind && shards !== undefined && shards !== row.shards) {
    faults.push({ path: '/shards', message: `is fixed at creation: it is ${row.shards}` })
  }
  return { faults, position: 'position' in start ? start.position : bounds.head }
}
