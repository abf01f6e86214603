import type { Complaint } from '../complaint.ts'
import { leavesOf, type Place } from '../leaves.ts'
import type { AdapterCheck } from '../tested-adapter.ts'

/** An adapter that reads the hotel in one shape of its payload reads it in all of them. */
export const properties: AdapterCheck = function* (tested) {
  const names = new Set<string>()
  for (const sample of tested.samples) {
    const read = tested.read(sample, sample.value)
    const known = new Set(read?.readings.flatMap(({ property }) => property ?? []))
    for (const leaf of leavesOf(sample.value)) if (known.has(String(leaf.found))) names.add(nameOf(leaf))
  }
  for (const sample of tested.samples) {
    const read = tested.read(sample, sample.value)
    const without = read?.readings.find(({ property }) => property === undefined)
    const leaf = leavesOf(sample.value).find((one) => names.has(nameOf(one)) && String(one.found) !== '')
    if (without === undefined || leaf === undefined) continue
    const text = `${without.kind}/${without.id} has no property, although ${leaf.path} names the hotel`
    yield { check: 'property', fixture: sample.fixture.name, text } satisfies Complaint
  }
}

/** What a field is called: `hotelid`, and for a plain `id` with the object that it is in. */
function nameOf({ name, path }: Place): string {
  return (name.toLowerCase() === 'id' ? path.split('/').slice(-2).join('/') : name).toLowerCase()
}
