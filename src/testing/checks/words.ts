import { unescapedName } from '../../../schemas/json-pointer.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import type { Complaint } from '../complaint.ts'
import { leavesOf, textsIn } from '../leaves.ts'
import { oddReads } from '../odd-reads.ts'
import type { AdapterCheck, Read, Sample, TestedAdapter } from '../tested-adapter.ts'

const UNKNOWN = 'zz_unknown'

/** A word that the adapter does not know stays the vendor's own, and types agree with statuses. */
export const words: AdapterCheck = function* (tested) {
  const statusPaths = new Set(tested.samples.flatMap((sample) => statusPathsOf(tested, sample)))
  for (const sample of tested.samples) {
    yield* unknownStates(tested, sample, statusPaths)
    yield* contradictions(tested, sample)
    yield* repeatedValues(tested, sample)
  }
}

type Reading = Read['readings'][number]

function entityOf({ kind, data }: Reading): JsonObject {
  return Object(data[kind])
}

/** Places whose word decides the status of a reading. */
function statusPathsOf(tested: TestedAdapter, sample: Sample): string[] {
  const readings = tested.read(sample, sample.value)
  const [usual, sourceStatuses] = [statusesOf(readings), sourceStatusesOf(readings)]
  if (usual.every((status) => status === undefined)) return []
  const all = tested.samples.flatMap(({ value, at }) => leavesOf(value, at))
  return leavesOf(sample.value, sample.at).flatMap(({ path, found, replace }) => {
    if (typeof found !== 'string') return []
    const others = all.flatMap((leaf) => (leaf.path === path && typeof leaf.found === 'string' ? leaf.found : []))
    const isStatus = [...new Set([UNKNOWN, ...others])].some((word) => {
      const read = tested.read(sample, replace(word))
      return (
        read !== undefined &&
        read.readings.length === usual.length &&
        statusesOf(read).some((status, at) => status !== usual[at])
      )
    })
    return isStatus || sourceStatuses.includes(found) ? [path] : []
  })
}

function statusesOf(read: Read | undefined): unknown[] {
  return (read?.readings ?? []).map((reading) => entityOf(reading)['status'])
}

function sourceStatusesOf(read: Read | undefined): unknown[] {
  return (read?.readings ?? []).map((reading) => entityOf(reading)['sourceStatus'])
}

function* unknownStates(tested: TestedAdapter, sample: Sample, paths: ReadonlySet<string>): Generator<Complaint> {
  const { fixture, value, at } = sample
  const usual = tested.read(sample, value)?.readings ?? []
  for (const { path, found, replace } of leavesOf(value, at)) {
    if (typeof found !== 'string' || !paths.has(path)) continue
    const read = tested.read(sample, replace(UNKNOWN))
    if (read === undefined) continue
    const status = read.readings
      .map((reading, index) => lieOf(reading, usual[index]))
      .find((word) => word !== undefined)
    if (status !== undefined) {
      yield {
        check: 'words',
        fixture: fixture.name,
        text: `an unknown word in ${path} is reported as the status "${status}": leave the status out, and keep the word as sourceStatus`
      }
    } else if (
      read.problems.length === 0 &&
      read.readings.length > 0 &&
      !JSON.stringify(read.readings).includes(UNKNOWN)
    ) {
      yield {
        check: 'words',
        fixture: fixture.name,
        text: `an unknown word in ${path} is lost: keep it as sourceStatus`
      }
    }
  }
}

/** Words of the event model beside `status`, for rooms. */
const DIMENSIONS = ['housekeeping', 'occupancy', 'service'] as const

/** The known status that an unknown word became. A status that another place decides stays as it was. */
function lieOf(reading: Reading, usual: Reading | undefined): unknown {
  const entity = entityOf(reading)
  const { status, sourceStatus } = entity
  const before = usual && entityOf(usual)
  if (status !== undefined && (sourceStatus === UNKNOWN || (before && status !== before['status']))) return status
  return DIMENSIONS.map((name) => entity[name]).find(
    (word, at) => word != null && before && word !== before[DIMENSIONS[at] ?? '']
  )
}

const STATUS_OF: Readonly<Record<string, string>> = {
  'reservation.cancelled': 'cancelled',
  'guest.checked_in': 'checked_in',
  'guest.checked_out': 'checked_out'
}
const TYPE_OF = new Map(Object.entries(STATUS_OF).map(([type, status]) => [status, type]))

function* contradictions(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const read = tested.read(sample, sample.value)
  for (const reading of read?.readings ?? []) {
    const { type, kind } = reading
    const status = entityOf(reading)['status']
    if (type === undefined || kind !== 'reservation' || typeof status !== 'string') continue
    const implied = STATUS_OF[type]
    const wanted = TYPE_OF.get(status)
    const isWrong = implied === undefined ? wanted !== undefined && type.startsWith('reservation.') : implied !== status
    if (!isWrong) continue
    const advice = wanted === undefined ? 'return a state, without a type' : `the type of this status is ${wanted}`
    yield {
      check: 'words',
      fixture: sample.fixture.name,
      text: `${type} contradicts the status "${status}": ${advice}`
    }
  }
}

/** A word of a vendor or of the adapter. Names and texts of guests have capital letters, spaces, or digits. */
const PLAIN_WORD = /^[a-z_.]+$/

/** Problems are shown to operators and in logs, so they name places and never repeat values. */
function* repeatedValues(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const { fixture, value } = sample
  const texts = [...textsIn(value)].map(({ text }) => text)
  const values = [...texts.filter((text) => text.length > 1 && /\p{L}/u.test(text) && !PLAIN_WORD.test(text)), UNKNOWN]
  for (const mutant of oddReads(tested, sample)) {
    for (const { path, problem } of mutant.problems) {
      const sentence = `${path} ${problem}`
      const repeated = values.find((text) => isRepeated(text, problem, path))
      if (repeated === undefined || isNameIn(repeated, value, sentence)) continue
      const text = `a problem repeats a value of the payload (${mutant.path || 'the body'}): name only the place, because it can be the name or the text of a guest`
      yield { check: 'privacy', fixture: fixture.name, text }
      return
    }
  }
}

function isRepeated(text: string, problem: string, path: string): boolean {
  const names = path.split('/').map(unescapedName)
  // Short texts are parts of words.
  if (text.length <= SHORT) return names.includes(text) || wordsOf(problem).includes(text)
  if (problem.includes(text) || names.includes(text)) return true
  return names.some((name) => (/^\w*$/.test(text) ? wordsOf(name).includes(text) : name.includes(text)))
}

const SHORT = 3

function wordsOf(sentence: string): readonly string[] {
  return sentence.split(/[^\p{L}\p{N}]+/u)
}

/** A value that is also the name of a field says nothing about a guest. */
function isNameIn(text: string, value: unknown, sentence: string): boolean {
  return JSON.stringify(value).includes(`"${text}":`) && sentence.includes(text)
}
