import { availableParallelism } from 'node:os'
import type { Config } from '../../config/config.ts'
import { recommendedWorkers } from '../../config/workers.ts'
import { numberOf } from '../number-of.ts'
import { type Finding, ok, warning } from './finding.ts'

/** Compares WORKERS with the processors of this machine. */
export function checkWorkers({ workers }: Pick<Config, 'workers'>, processors = availableParallelism()): Finding {
  const recommended = recommendedWorkers(processors)
  const text = `${numberOf(workers, 'worker')} on ${numberOf(processors, 'processor')}`
  if (workers > processors) return warning(`${text}: they take turns`, `Set WORKERS=${recommended}, or auto.`)
  if (workers >= recommended) return ok(text)
  return ok(text, `For more throughput set WORKERS=${recommended}, or auto. See docs/operations/scaling.md.`)
}
