import type { JsonObject } from '../../../schemas/reading.ts'
import type { Complaint } from '../complaint.ts'
import { isObject, leavesOf, mapLeaves, type Place } from '../leaves.ts'
import type { AdapterCheck, Read, Sample, TestedAdapter } from '../tested-adapter.ts'

/** Fields that take their value from one place of the payload. Others, like a status, have words of the adapter's own. */
const FIELDS: readonly string[] = [
  ...['confirmationNumber', 'roomNumber', 'roomType', 'rateCode', 'adults', 'children', 'currency'],
  ...['firstName', 'lastName', 'email', 'phone', 'language', 'nationality', 'loyaltyTier', 'vipStatus'],
  ...['number', 'floor', 'from', 'to', 'text', 'conversationId', 'reservationId']
]

/** Fields of which a payload can have words of its own, or that an option sets. */
const OF_WORDS: readonly string[] = ['currency', 'from', 'to', 'text']

/** What stands in for a missing value is a value of the payload, and no text or number of the adapter's own. */
export const defaults: AdapterCheck = function* (tested) {
  for (const sample of tested.samples) {
    yield* madeUp(tested, sample)
    yield* fixed(tested, sample)
  }
}

/** A value that is not in the payload, and that nothing in the payload changes, is one of the adapter's own. */
function* fixed(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const usual = tested.read(sample, sample.value)
  const left = new Map(fieldsIn(usual))
  const leaves = leavesOf(sample.value, sample.at)
  for (const [field, value] of left) {
    const name = field.split(' ', 1)[0] ?? ''
    const isSent = leavesOf(sample.value).some(({ found }) => isPartOf(String(found), String(value)))
    if (OF_WORDS.includes(name) || isSent) left.delete(field)
  }
  for (const leaf of leaves) {
    if (left.size === 0) return
    for (const value of [leaf.replace(undefined), leaf.replace(another(leaf))]) {
      const read = tested.read(sample, value)
      // Without its id, a reading has no fields at all.
      if (read?.readings.length !== usual?.readings.length) continue
      const changed = fieldsIn(read)
      for (const [field, before] of left) if (changed.get(field) !== before) left.delete(field)
    }
  }
  const [found] = left
  if (found === undefined) return
  const [field, value] = found
  const text = `the ${field} is ${JSON.stringify(value)}, whatever the payload has: read it from the payload, or leave it undefined`
  yield { check: 'absent', fixture: sample.fixture.name, text }
}

function* madeUp(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const usual = fieldsIn(tested.read(sample, sample.value))
  for (const leaf of leavesOf(sample.value, sample.at)) {
    const value = leaf.replace(undefined)
    const without = fieldsIn(tested.read(sample, value))
    const other = fieldsIn(tested.read(sample, leaf.replace(another(leaf))))
    const found = [...without].find(
      ([field, standIn]) => usual.get(field) !== other.get(field) && isMadeUp(tested, sample, { value, field, standIn })
    )
    if (found === undefined) continue
    const [field, standIn] = found
    const text = `without ${leaf.path}, the ${field} is ${JSON.stringify(standIn)}, which is not in the payload: leave it undefined`
    yield { check: 'absent', fixture: sample.fixture.name, text }
    return
  }
}

interface StandIn {
  value: unknown
  field: string
  standIn: string | number
}

function isMadeUp(tested: TestedAdapter, sample: Sample, { value, field, standIn }: StandIn): boolean {
  if (typeof standIn === 'string') return !leavesOf(value).some(({ found }) => isPartOf(String(found), standIn))
  // A number can be the sum of others. One that does not change with them is none.
  const shifted = mapLeaves(value, (leaf) => (/^\d{1,15}$/.test(String(leaf)) ? Number(leaf) + 1 : leaf))
  return fieldsIn(tested.read(sample, shifted)).get(field) === standIn
}

/** True for a text that has been made of another one, at least in part. */
function isPartOf(leaf: string, standIn: string): boolean {
  const words = (text: string) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  const known = new Set(words(leaf))
  const digits = (text: string) => text.replace(/\D/g, '')
  if (digits(standIn).length > 4 && digits(leaf).includes(digits(standIn))) return true
  return words(standIn).some((word) => word !== '' && known.has(word))
}

function another({ found }: Place): unknown {
  return typeof found === 'number' ? found + 1 : `${found}1`
}

/** The fields of all readings that have a value. Their ids can change, so the readings are counted. */
function fieldsIn(read: Read | undefined): ReadonlyMap<string, string | number> {
  const all = new Map<string, string | number>()
  for (const [at, { kind, data }] of (read?.readings ?? []).entries()) {
    const entity = data[kind]
    if (!isObject(entity)) continue
    addFields(`${kind} of reading ${at + 1}`, entity, all)
    if (isObject(entity['guest'])) addFields(`guest of reading ${at + 1}`, entity['guest'], all)
  }
  return all
}

function addFields(of: string, entity: JsonObject | Record<string, unknown>, all: Map<string, string | number>): void {
  for (const name of FIELDS) {
    const value = entity[name]
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) all.set(`${name} of the ${of}`, value)
  }
}
