import type { Problem } from '../../schemas/reading.ts'
import { oddMutants } from './mutants.ts'
import type { Sample, TestedAdapter } from './tested-adapter.ts'

/** What an adapter makes of a delivery with one odd value. */
interface OddRead {
  /** Where the odd value is. */
  path: string
  problems: readonly Problem[]
  /** What the adapter threw. */
  thrown?: unknown
}

const made = new WeakMap<Sample, readonly OddRead[]>()

/**
 * The odd mutants of a delivery that the schema accepts and that the adapter reports problems for, or throws for. A delivery has
 * hundreds of mutants, so each is read once, and its readings are not kept.
 */
export function oddReads(tested: TestedAdapter, sample: Sample): readonly OddRead[] {
  const known = made.get(sample)
  if (known !== undefined) return known
  const reads = [...readOnce(tested, sample)]
  made.set(sample, reads)
  return reads
}

function* readOnce({ readAnew }: TestedAdapter, sample: Sample): Generator<OddRead> {
  for (const { path, value } of oddMutants(sample.value)) {
    const { read, thrown } = readAnew(sample, value)
    if (thrown !== undefined) yield { path, problems: [], thrown }
    else if (read !== undefined && read.problems.length > 0) yield { path, problems: read.problems }
  }
}
