import { instantOf } from '../../../plugins/pms/instants.ts'
import type { Complaint } from '../complaint.ts'
import { isObject, leavesOf, places } from '../leaves.ts'
import type { AdapterCheck, Read, Sample, TestedAdapter } from '../tested-adapter.ts'

const ENTITIES = ['reservation', 'guest', 'room'] as const

/** What the vendor did not send is not reported: neither as an empty text, nor as null. */
export const absent: AdapterCheck = function* (tested) {
  for (const sample of tested.samples) yield* invented(tested, sample)
}

function* invented(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const { fixture, value, at } = sample
  const usual = tested.read(sample, value)
  if (usual === undefined) return
  for (const { path, replace } of places(value)) {
    if (path === at || !path.startsWith(`${at}/`)) continue
    const read = tested.read(sample, replace(undefined))
    if (read === undefined || read.readings.length !== usual.readings.length) continue
    for (const [index, reading] of read.readings.entries()) {
      const before = usual.readings[index]
      const standIn = before && standInOf(before, reading, replace(undefined))
      if (standIn !== undefined) {
        const text = `without ${path}, the reading has a ${standIn} that the payload does not have: leave it undefined`
        yield { check: 'absent', fixture: fixture.name, text }
        return
      }
      const found = before && inventedIn(before, reading)
      if (found === undefined || (found.isNull && (tested.adapter.absent === 'empty' || isItem(path)))) continue
      const what = found.isNull ? 'null' : 'an empty text'
      const text = `without ${path}, ${found.field} is ${what}: leave it undefined, or declare absent: 'empty' if the vendor always sends whole objects`
      yield { check: 'absent', fixture: fixture.name, text }
      return
    }
  }
}

/** Without an item its list may be empty, and an empty list is a value: the last address was removed. */
function isItem(path: string): boolean {
  return /\/\d+$/.test(path)
}

type Reading = Read['readings'][number]

/** Hours that a zone may be away from UTC. */
const FURTHEST_ZONE_MS = 14 * 3_600_000

/** A hotel or a time that was taken from a field that is missing now, and still has a value, which is in no other field. */
function standInOf(before: Reading, after: Reading, value: unknown): 'property' | 'time' | undefined {
  const { property, time } = after
  const leaves = leavesOf(value).map(({ found }) => found as string | number) // what leavesOf() finds
  if (property !== undefined && property !== before.property) {
    if (!leaves.some((leaf) => property.includes(String(leaf).trim()))) return 'property'
  }
  if (time === undefined || time === before.time) return undefined
  const moment = Date.parse(time)
  const isTime = (leaf: string | number) => {
    const instant = instantOf(leaf, 'UTC')
    return instant !== undefined && Math.abs(Date.parse(instant) - moment) <= FURTHEST_ZONE_MS
  }
  return leaves.some(isTime) ? undefined : 'time'
}

/** A field of the entity that had a value, and is an empty text or null now. */
function inventedIn(before: Reading, after: Reading): { field: string; isNull: boolean } | undefined {
  for (const kind of ENTITIES) {
    const found = compare(before.data[kind], after.data[kind], kind)
    if (found !== undefined) return found
  }
  // In a message, null is a value: the vendor does not say.
  const inMessage = compare(before.data['message'], after.data['message'], 'message')
  return inMessage?.isNull ? undefined : inMessage
}

function compare(before: unknown, after: unknown, path: string): { field: string; isNull: boolean } | undefined {
  if (after === '' && before !== '') return { field: path, isNull: false }
  if (after === null && before != null) return { field: path, isNull: true }
  if (!isObject(before) || !isObject(after)) return undefined
  for (const name of Object.keys(after)) {
    // What was made of another field, like the name that stands in for its parts.
    const found = name === 'extra' ? undefined : compare(before[name], after[name], `${path}.${name}`)
    if (found !== undefined) return found
  }
  return undefined
}
