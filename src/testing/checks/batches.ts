import type { Complaint } from '../complaint.ts'
import { isObject, type Place, places } from '../leaves.ts'
import type { AdapterCheck, Read, Sample, TestedAdapter } from '../tested-adapter.ts'

const POISON: readonly unknown[] = [null, 'zz', {}]

/** Every item of a batch is read, whatever stands beside it. */
export const batches: AdapterCheck = function* (tested) {
  for (const sample of tested.samples) {
    const usual = tested.read(sample, sample.value)
    if (usual === undefined || usual.readings.length === 0) continue
    for (const list of listsOf(sample)) yield* wrongIn(tested, sample, list)
    if (tested.adapter.decode === 'xml') for (const one of elementsOf(sample)) yield* onlyFirst(tested, sample, one)
  }
}

type List = Place & { found: readonly unknown[] }

function listsOf({ value, at }: Sample): List[] {
  return places(value).filter(
    (place): place is List =>
      Array.isArray(place.found) && place.found.some(isObject) && `${place.path}/`.startsWith(`${at}/`)
  )
}

function* wrongIn(tested: TestedAdapter, sample: Sample, { path, found, replace }: List): Generator<Complaint> {
  const complain = (text: string): Complaint => ({ check: 'batches', fixture: sample.fixture.name, text })
  const read = (items: readonly unknown[]) => tested.read(sample, replace(items))
  const item = found.find(isObject)
  const alone = read([item])
  const [subject] = alone?.readings ?? []
  // A list whose items are no readings of their own, like phone numbers.
  if (item === undefined || subject === undefined || (read([])?.readings.length ?? 0) > 0) return
  const another = withOtherIds(item, subject.id, `${subject.id}-2`)
  const both = another === undefined ? undefined : read([item, another])
  if (both !== undefined && !hasSubjects(both, [subject.id, `${subject.id}-2`])) {
    yield complain(`of two items in ${path || 'the body'}, only one is read`)
  }
  for (const poison of POISON) {
    const beside = read([poison, item])
    if (beside === undefined) {
      yield complain(
        `an item that cannot be read costs the others in ${path || 'the body'}: let the schema take any item`
      )
      return
    }
    if (!hasSubjects(beside, [subject.id])) {
      yield complain(`behind an item that cannot be read, the others in ${path || 'the body'} are lost`)
      return
    }
    if (beside.problems.length === 0) {
      yield complain(`an item in ${path || 'the body'} that cannot be read is dropped: report a problem at its place`)
      return
    }
  }
  yield* sameKeys(item, subject.id)

  /** Two updates of one subject that differ in everything else must not have one key. */
  function* sameKeys(one: Record<string, unknown>, id: string): Generator<Complaint> {
    const changed = withOtherValues(one, id)
    const readings = read([one, changed])?.readings.filter((reading) => reading.id === id) ?? []
    const [first, second] = readings
    if (readings.length < 2 || first?.key === undefined || second?.key === undefined) return
    // A key that was completed by the content, because it was there before.
    if (second.key.length !== first.key.length + 1) return
    yield complain(
      `two updates of ${first.kind}/${id} in one delivery have one key: give each reading a \`key\` of its own`
    )
  }
}

/** Elements that can be one of several: in XML, a list of one looks like an object. */
function elementsOf({ value, at }: Sample): Place[] {
  return places(value).filter(({ path, found }) => isObject(found) && path !== '' && `${path}/`.startsWith(`${at}/`))
}

/** Without the element there is nothing to read. With two of them there are two readings, or a problem. */
function* onlyFirst(tested: TestedAdapter, sample: Sample, { path, found, replace }: Place): Generator<Complaint> {
  const alone = tested.read(sample, sample.value)
  const none = tested.read(sample, replace([]))
  const [subject] = alone?.readings ?? []
  if (subject === undefined || none === undefined || none.readings.length + none.problems.length > 0) return
  const another = withOtherIds(found, subject.id, `${subject.id}-2`)
  if (another === undefined) return
  const both = tested.read(sample, replace([found, another]))
  if (both === undefined || both.problems.length > 0 || hasSubjects(both, [`${subject.id}-2`])) return
  const text = `of two elements ${path}, only one is read: read them with fields.list()`
  yield { check: 'batches', fixture: sample.fixture.name, text }
}

function hasSubjects({ readings }: Read, ids: readonly string[]): boolean {
  return ids.every((id) => readings.some((reading) => reading.id === id))
}

/** The item with another id; undefined where it does not have the id. */
function withOtherIds(item: unknown, id: string, other: string): unknown {
  let isFound = false
  const changed: unknown = JSON.parse(JSON.stringify(item), (_name, value) => {
    if (String(value) !== id || typeof value === 'object') return value
    isFound = true
    return other
  })
  return isFound ? changed : undefined
}

/** The item with another value in each place but the id: other words, later dates, greater numbers. */
function withOtherValues(item: unknown, id: string): unknown {
  return JSON.parse(JSON.stringify(item), (_name, value: unknown) => {
    if (String(value) === id || typeof value === 'boolean') return value
    if (typeof value === 'number') return value + 1
    if (typeof value !== 'string' || value === '') return value
    return /^\d{4}-\d{2}-\d{2}/.test(value) ? `2031${value.slice(4)}` : `${value}1`
  })
}
