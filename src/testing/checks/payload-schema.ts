import type { Complaint } from '../complaint.ts'
import { bytesOf } from '../fixtures.ts'
import { isObject, leavesOf, type Place, places } from '../leaves.ts'
import { oddReads } from '../odd-reads.ts'
import type { AdapterCheck, Read, Sample, TestedAdapter } from '../tested-adapter.ts'

const NEW_FIELD = { zz_new_field: { of: ['the', 'vendor'] } }

/** The payload schema accepts each fixture, and new fields, because vendors add fields without notice. */
export const payloadSchema: AdapterCheck = function* (tested) {
  for (const sample of tested.samples) {
    yield* strict(tested, sample)
    const { fixture, value, at } = sample
    for (const { path, found, replace } of places(value)) {
      if (!isObject(found) || !(path === at || path.startsWith(`${at}/`))) continue
      if (tested.read(sample, replace({ ...found, ...NEW_FIELD })) !== undefined) continue
      yield { check: 'payload', fixture: fixture.name, text: `payload refuses a new field in ${path || 'the body'}` }
      break
    }
  }
  for (const fixture of tested.fixtures) {
    for (const { body, contentType = 'application/json', again } of fixture.steps) {
      if (again !== undefined) continue
      try {
        tested.endpoint.decode(bytesOf({ body, contentType }), contentType)
      } catch (error) {
        const text = `decode refuses it: ${error instanceof Error ? error.message : 'it throws'}`
        yield { check: 'payload', fixture: fixture.name, line: fixture.lineOf('/body'), text }
      }
    }
  }
}

/** What a schema refuses is lost as a whole, so it must not refuse a delivery for one odd field of an entity. */
function* strict(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const usual = tested.read(sample, sample.value)
  const spoiled = new Set(oddReads(tested, sample).flatMap(({ path, refused }) => (refused === undefined ? [] : path)))
  for (const leaf of leavesOf(sample.value, sample.at)) {
    const { path, found } = leaf
    if (!spoiled.has(path) || !isOfEntity(tested, sample, leaf, usual)) continue
    const text = `payload refuses the whole delivery for an odd value in ${path}, like in place of ${JSON.stringify(found)}: leave it out of the schema`
    yield { check: 'payload', fixture: sample.fixture.name, text }
    return
  }
}

/** True for a value that is a field of an entity, and does not tell one shape or entity from another. */
function isOfEntity(
  tested: TestedAdapter,
  sample: Sample,
  { found, replace }: Place,
  usual: Read | undefined
): boolean {
  const other = typeof found === 'number' ? found + 1 : similar(String(found))
  const changed = tested.read(sample, replace(other))
  if (usual === undefined || changed === undefined) return valuesOf(usual).includes(found)
  const isSame = JSON.stringify(aboutOf(changed)) === JSON.stringify(aboutOf(usual))
  return isSame && JSON.stringify(valuesOf(changed)) !== JSON.stringify(valuesOf(usual))
}

function similar(text: string): string {
  return /^\d{4}-\d{2}-\d{2}/.test(text) ? `2031${text.slice(4)}` : `${text}1`
}

function aboutOf({ readings }: Read): unknown {
  return readings.map(({ type, kind, id, property, key }) => [type, kind, id, property, key])
}

/** The values of the entities, without their ids. */
function valuesOf(read: Read | undefined): unknown[] {
  return (read?.readings ?? []).flatMap(({ kind, data }) => {
    const { externalId: _id, guest, ...fields } = Object(data[kind])
    const { externalId: _guestId, ...person } = Object(guest)
    return [...Object.values(fields), ...Object.values(person)]
  })
}
