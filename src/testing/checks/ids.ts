import type { Complaint } from '../complaint.ts'
import { leavesOf, places } from '../leaves.ts'
import type { AdapterCheck, Read, Sample, TestedAdapter } from '../tested-adapter.ts'

/** A number that a double cannot hold, as the gateway decodes it. */
const LARGE = '9007199254740993'
const NO_ID = new Set(['undefined', 'null', 'NaN', '[object Object]', ''])
const ENTITIES = new Set(['reservation', 'guest', 'room', 'message'])

type Reading = Read['readings'][number]

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
  for (const { path, found, replace } of leavesOf(value, at)) {
    const places = placesOf(usual, String(found))
    if (places.length === 0) continue
    for (const id of [LARGE, `00${String(found)}`, `aB-${String(found)}-X`]) {
      const { read } = tested.readAnew(sample, replace(id))
      if (read === undefined || read.readings.length === 0) continue
      const kept = new Set(read.readings.flatMap(idsOf))
      // The same id can be in two places.
      if (kept.has(id) || kept.has(String(found))) continue
      const text = `an id in ${path} is changed: ${id} does not arrive as it is. Read it with fields.id()`
      yield { check: 'ids', fixture: fixture.name, text }
      break
    }
  }
}

function placesOf({ readings }: Read, id: string): readonly string[] {
  return readings.flatMap(idsOf).filter((one) => one === id)
}

function idsOf({ id, property, data, kind }: Reading): string[] {
  const { externalId, guest } = Object(data[kind])
  return [id, property, externalId, Object(guest).externalId].filter((one) => typeof one === 'string')
}

/** Removes each value, and looks for what scripts write in its place. */
function* missingIds(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const { fixture, value, at } = sample
  for (const { path, replace } of places(value)) {
    if (path === '' || !path.startsWith(at)) continue
    for (const other of [undefined, null, {}]) {
      const { read } = tested.readAnew(sample, replace(other))
      const wrong = read?.readings.flatMap((reading) => [...idsOf(reading), ...(reading.key ?? []).slice(4)])
      const bad = wrong?.find((one) => NO_ID.has(one) && one !== '')
      const isEmpty = read?.readings.some(({ id, property }) => id === '' || property === '')
      if (bad === undefined && !isEmpty) continue
      const text = `without a value in ${path}, an id or a key is "${bad ?? ''}": read it with fields.id()`
      yield { check: 'ids', fixture: fixture.name, text }
      return
    }
  }
}
