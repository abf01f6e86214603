import type { Complaint } from '../complaint.ts'
import { leavesOf } from '../leaves.ts'
import { oddMutants } from '../mutants.ts'
import type { AdapterCheck, Sample, TestedAdapter } from '../tested-adapter.ts'

const SETTINGS = { secrets: () => [] }

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
  const { endpoint } = tested
  const { fixture, value, headers } = sample
  const complain = (text: string): Complaint => ({ check: 'normalize', fixture: fixture.name, text })
  for (const mutant of oddMutants(value)) {
    const payload = endpoint.validate(mutant.value, SETTINGS)
    if (payload.violations) continue
    try {
      for (const one of payload.normalize({ headers, settings: SETTINGS })) {
        if ('problem' in one && / is no event/.test(one.problem)) {
          yield complain(`with another value in ${mutant.path || 'the body'}, a reading ${one.problem}`)
        }
        if ('problem' in one && /cannot be stored/.test(one.problem)) {
          yield complain(`with another value in ${mutant.path || 'the body'}, it ${one.problem}`)
        }
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : 'it throws no Error'
      yield complain(`it throws for another value in ${mutant.path || 'the body'}: ${why}`)
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
