import type { Problem } from '../../schemas/reading.ts'
import { isProblem } from '../../schemas/reading.ts'
import { NO_SECRETS } from '../contract/credentials.ts'
import { oddMutants } from './mutants.ts'
import type { Sample, TestedAdapter } from './tested-adapter.ts'

/** What an adapter makes of a delivery with one odd value. */
export interface OddRead {
  /** Where the odd value is. */
  path: string
  problems: readonly Problem[]
  /** What the adapter threw. */
  thrown?: unknown
}

const made = new WeakMap<Sample, readonly OddRead[]>()

/** All odd mutants of a delivery that the schema accepts. Several checks look at them, and reading them is most of what the kit does. */
export function oddReads(tested: TestedAdapter, sample: Sample): readonly OddRead[] {
  const known = made.get(sample)
  if (known !== undefined) return known
  const reads = [...oddMutants(sample.value)].flatMap((mutant) => readOf(tested, sample, mutant) ?? [])
  made.set(sample, reads)
  return reads
}

function readOf(
  { endpoint }: TestedAdapter,
  { headers }: Sample,
  { path, value }: { path: string; value: unknown }
): OddRead | undefined {
  const payload = endpoint.validate(value, NO_SECRETS)
  if (payload.violations) return undefined
  try {
    return { path, problems: payload.normalize({ headers, settings: NO_SECRETS }).filter(isProblem) }
  } catch (thrown) {
    return { path, problems: [], thrown }
  }
}
