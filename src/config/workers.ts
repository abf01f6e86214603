import { availableParallelism } from 'node:os'

/** More workers wait for the commit lock, which lets one batch through at a time: docs/operations/scaling.md. */
const MOST_WORTH = 3

/** What `WORKERS=auto` means. Half of the processors are left to PostgreSQL and to the system. */
export function recommendedWorkers(processors = availableParallelism()): number {
  return Math.min(MOST_WORTH, Math.max(1, Math.floor(processors / 2)))
}
