import type { Problem } from '../../schemas/reading.ts'
import { isObject } from './leaves.ts'
import { oddMutants } from './mutants.ts'
import { idsOf } from './reading-ids.ts'
import type { Read, Sample, TestedAdapter } from './tested-adapter.ts'

/** What an adapter makes of a delivery with one odd value. */
interface OddRead {
  /** Where the odd value is. */
  path: string
  problems: readonly Problem[]
  /** What the adapter threw. */
  thrown?: unknown
  /** What a reading has in place of an id that is missing. */
  standIn?: string | undefined
  /** The schema refuses the delivery for this value. */
  refused?: unknown
}

const made = new WeakMap<Sample, readonly OddRead[]>()

/**
 * The odd mutants of a delivery that the schema refuses, or that the adapter reports problems for, throws for, or invents an id for. A
 * delivery has hundreds of mutants, so each is read once for all checks, and its readings are not kept.
 */
export function oddReads(tested: TestedAdapter, sample: Sample): readonly OddRead[] {
  const known = made.get(sample)
  if (known !== undefined) return known
  const reads = [...readOnce(tested, sample)]
  made.set(sample, reads)
  return reads
}

function* readOnce({ readAnew }: TestedAdapter, sample: Sample): Generator<OddRead> {
  for (const { path, odd, value } of oddMutants(sample.value)) {
    const { read, thrown } = readAnew(sample, value)
    if (thrown !== undefined) yield { path, problems: [], thrown }
    else if (read === undefined) yield { path, problems: [], refused: odd }
    if (read === undefined) continue
    const standIn = isMissing(odd) ? standInOf(read) : undefined
    if (read.problems.length > 0 || standIn !== undefined) yield { path, problems: read.problems, standIn }
  }
}

function isMissing(odd: unknown): boolean {
  return odd == null || (isObject(odd) && Object.keys(odd).length === 0)
}

/** What scripts write where a value is missing. */
const NO_ID: ReadonlySet<string> = new Set(['undefined', 'null', 'NaN', '[object Object]'])
/** Parts of a key that are not the adapter's: the type, kind, id, and hotel. */
const ABOUT = 4

function standInOf({ readings }: Read): string | undefined {
  const ids = readings.flatMap((reading) => [...idsOf(reading), ...(reading.key ?? []).slice(ABOUT)])
  if (readings.some(({ id, property }) => id === '' || property === '')) return ''
  return ids.find((id) => NO_ID.has(id))
}
