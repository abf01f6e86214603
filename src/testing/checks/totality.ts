import type { Complaint } from '../complaint.ts'
import { leavesOf } from '../leaves.ts'
import { oddReads } from '../odd-reads.ts'
import type { AdapterCheck, Sample, TestedAdapter } from '../tested-adapter.ts'

/** Everything that the schema accepts becomes readings of the right form, without an exception, and nothing is dropped. */
export const totality: AdapterCheck = function* (tested) {
  for (const sample of tested.samples) yield* firstOf(wrongWith(tested, sample))
}

function* firstOf(complaints: Iterable<Complaint>): Generator<Complaint> {
  for (const one of complaints) {
    yield one
    return
  }
}

function* wrongWith(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const complain = (text: string): Complaint => ({ check: 'normalize', fixture: sample.fixture.name, text })
  for (const { path, problems, thrown } of oddReads(tested, sample)) {
    const where = path || 'the body'
    if (thrown !== undefined) {
      const why = thrown instanceof Error ? thrown.message : 'it throws no Error'
      yield complain(`it throws for another value in ${where}: ${why}`)
    }
    for (const { problem } of problems) {
      if (/ is no event/.test(problem)) yield complain(`with another value in ${where}, a reading ${problem}`)
      if (/cannot be stored/.test(problem)) yield complain(`with another value in ${where}, it ${problem}`)
    }
  }
  yield* dropped(tested, sample)
}

/** An unknown word becomes an event with that word, or a problem. */
function* dropped(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const { fixture, value, at } = sample
  const usual = tested.read(sample, value)?.readings.length ?? 0
  for (const { path, found, replace } of leavesOf(value, at)) {
    if (typeof found !== 'string') continue
    const read = tested.read(sample, replace('zz_unknown'))
    if (read === undefined || read.problems.length > 0 || read.readings.length >= usual) continue
    const text = `an unknown word in ${path} is dropped: return an event that keeps it, or a problem`
    yield { check: 'words', fixture: fixture.name, text }
  }
}
