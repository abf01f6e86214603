import type { Complaint } from '../complaint.ts'
import { leavesOf } from '../leaves.ts'
import { oddReads } from '../odd-reads.ts'
import { idsOf } from '../reading-ids.ts'
import type { AdapterCheck, Read, Sample, TestedAdapter } from '../tested-adapter.ts'

/** A number that a double cannot hold, as the gateway decodes it. */
const LARGE = '9007199254740993'
const ENTITIES = new Set(['reservation', 'guest', 'room', 'message'])

/** Ids stay what the vendor sent, and each entity has one. */
export const ids: AdapterCheck = function* (tested) {
  for (const sample of tested.samples) {
    yield* differentIds(tested, sample)
    yield* changedIds(tested, sample)
    yield* missingIds(tested, sample)
  }
}

function* differentIds(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  for (const { kind, id, data } of tested.read(sample, sample.value)?.readings ?? []) {
    const entity = Object(data[kind])
    if (!ENTITIES.has(kind) || entity.externalId === id) continue
    const text = `externalId of ${kind}/${id} is ${JSON.stringify(entity.externalId) ?? 'missing'}: it must be the id of the reading`
    yield { check: 'ids', fixture: sample.fixture.name, text }
  }
}

/** Replaces each id of the payload, and looks for the new one in the readings. */
function* changedIds(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const { fixture, value, at } = sample
  const usual = tested.read(sample, value)
  if (usual === undefined) return
  const leaves = leavesOf(value)
  for (const { path, found, replace } of leavesOf(value, at)) {
    const places = placesOf(usual, String(found))
    if (places.length === 0) continue
    for (const id of [LARGE, `00${String(found)}`, `aB-${String(found)}-X`]) {
      const { read } = tested.readAnew(sample, replace(id))
      if (read === undefined || read.readings.length === 0) continue
      const kept = new Set(read.readings.flatMap(idsOf))
      if (kept.has(id)) continue
      // The same id can be in two places.
      if (kept.has(String(found)) && leaves.some((leaf) => leaf.path !== path && hasId(leaf.found, found))) continue
      if (kept.has(String(found))) {
        const text = `the id in ${path} is fixed in the adapter: another one does not arrive. Read it with fields.id()`
        yield { check: 'ids', fixture: fixture.name, text }
        break
      }
      const text = `an id in ${path} is changed: ${id} does not arrive as it is. Read it with fields.id()`
      yield { check: 'ids', fixture: fixture.name, text }
      break
    }
  }
}

/** True for a value that is the id, or has it inside, like a URL. */
function hasId(value: unknown, id: unknown): boolean {
  return String(value).includes(String(id))
}

function placesOf({ readings }: Read, id: string): readonly string[] {
  return readings.flatMap(idsOf).filter((one) => one === id)
}

/** Without a value, an id is missing, and is not what scripts write in its place. */
function* missingIds(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  for (const { path, standIn } of oddReads(tested, sample)) {
    if (standIn === undefined || path === '' || !path.startsWith(sample.at)) continue
    const text = `without a value in ${path}, an id or a key is "${standIn}": read it with fields.id()`
    yield { check: 'ids', fixture: sample.fixture.name, text }
    return
  }
}
