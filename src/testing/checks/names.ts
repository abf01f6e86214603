import type { Complaint } from '../complaint.ts'
import { leavesOf } from '../leaves.ts'
import type { AdapterCheck, Sample, TestedAdapter } from '../tested-adapter.ts'

const FIRST = /^@?((first|given|fore)[_-]?names?|first)$/i
const LAST = /^@?((last|family|sur)[_-]?names?|last)$/i

/** The parts of a name are not swapped. */
export const names: AdapterCheck = function* (tested) {
  for (const sample of tested.samples) yield* swapped(tested, sample)
}

function* swapped(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const leaves = leavesOf(sample.value, sample.at)
  const textsOf = (name: RegExp) =>
    new Set(leaves.filter((leaf) => name.test(leaf.name)).map(({ found }) => String(found)))
  const [first, last] = [textsOf(FIRST), textsOf(LAST)]
  for (const { kind, id, data } of tested.read(sample, sample.value)?.readings ?? []) {
    const { firstName, lastName } = Object(kind === 'guest' ? data['guest'] : Object(data[kind]).guest)
    if (firstName === lastName || !last.has(firstName) || !first.has(lastName)) continue
    const text = `the first and the last name of the guest of ${kind}/${id} are swapped`
    yield { check: 'names', fixture: sample.fixture.name, text }
    return
  }
}
