import { blackHole } from './black-hole.ts'
import { cutAtCommit } from './cut-at-commit.ts'
import { fillDisk } from './fill-disk.ts'
import { freezePostgres } from './freeze-postgres.ts'
import type { Variant } from './gateway.ts'
import { killBoth } from './kill-both.ts'
import { killGateway } from './kill-gateway.ts'
import { killPostgres } from './kill-postgres.ts'
import { killWorker } from './kill-worker.ts'
import type { Fault } from './stage.ts'
import { terminateBackends } from './terminate-backends.ts'
import { terminateGateway } from './terminate-gateway.ts'

export interface Scenario {
  name: string
  fault: Fault
  cycles: number
  seconds: number
  variant?: Variant
  /** WORKERS of the gateway. Undefined: as many as the command says. */
  workers?: number
  onSmallDisk?: boolean
}

/** The long form. */
export const scenarios: readonly Scenario[] = [
  { name: 'kill-gateway', fault: killGateway, cycles: 100, seconds: 0 },
  { name: 'kill-worker', fault: killWorker, cycles: 20, seconds: 0, workers: 2 },
  { name: 'kill-postgres', fault: killPostgres, cycles: 20, seconds: 0 },
  { name: 'kill-both', fault: killBoth, cycles: 20, seconds: 0 },
  { name: 'freeze-postgres', fault: freezePostgres, cycles: 1, seconds: 30 },
  { name: 'black-hole', fault: blackHole, cycles: 1, seconds: 30 },
  { name: 'terminate-backends', fault: terminateBackends, cycles: 1, seconds: 30 },
  { name: 'cut-at-commit', fault: cutAtCommit, cycles: 1, seconds: 30 },
  { name: 'fill-disk', fault: fillDisk, cycles: 2, seconds: 15, onSmallDisk: true },
  { name: 'terminate-gateway', fault: terminateGateway, cycles: 20, seconds: 0 },
  // Controls: what they lose shows that a loss would be seen.
  { name: 'acknowledges-early', fault: killGateway, cycles: 3, seconds: 0, variant: 'acknowledges-early' },
  { name: 'commits-asynchronously', fault: killPostgres, cycles: 3, seconds: 0, variant: 'commits-asynchronously' }
]
