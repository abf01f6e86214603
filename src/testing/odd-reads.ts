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

/** All odd mutants of a delivery that the schema accepts. */
export function* oddReads({ tryRead }: TestedAdapter, sample: Sample): Generator<OddRead> {
  for (const { path, value } of oddMutants(sample.value)) {
    const { read, thrown } = tryRead(sample, value)
    if (read !== undefined) yield { path, problems: read.problems }
    else if (thrown !== undefined) yield { path, problems: [], thrown }
  }
}
