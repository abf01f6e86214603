import { instantIn, instantOf } from '../../../plugins/pms/instants.ts'
import type { Complaint } from '../complaint.ts'
import { leavesOf, type Place } from '../leaves.ts'
import type { AdapterCheck, Read, Sample, TestedAdapter } from '../tested-adapter.ts'

const YEARS = { first: 2000, last: 2100 }
const DAY = /^\d{4}-\d{2}-\d{2}/
const TIME_NAME =
  /(updated|modified|changed|occurred|event)_?(at|on|time|date|utc|timestamp)?(utc)?$|^(timestamp|time|ts|lastmodifydatetime)$/i
/** Beside the object that an event is about, and not in it, it is the time of the event. */
const CREATED = /^created_?(at|on|date|time|utc|timestamp)?$/i
/** When it was sent is not when it happened. */
const SENT_NAME = /sent|send|attempt|deliver|dispatch|retry/i
const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i
const LOCAL = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/
/** The offset that `fields.order()` assumes. */
const EARLIEST = '+14:00'
const EPOCH = /^\d{10}(\d{3})?(\.\d+)?$/

/** An offset that no fixture has. */
const OFFSET = '+03:30'
const OFFSET_MS = 3.5 * 3_600_000

/** Times are those of the vendor, and dates are those of the stay. */
export const times: AdapterCheck = function* (tested) {
  for (const sample of tested.samples) {
    const read = tested.read(sample, sample.value)
    if (read === undefined) continue
    yield* implausible(sample, read)
    yield* ofOrder(sample, read)
    yield* unused(sample, read)
    yield* fromDates(tested, sample, read)
    yield* withoutOffset(tested, sample, read)
    yield* swapped(sample, read)
  }
}

function* implausible({ fixture }: Sample, { readings }: Read): Generator<Complaint> {
  for (const { time, order, kind, id } of readings) {
    const years = [time, order].flatMap((one) => (one === undefined ? [] : Number(one.slice(0, 4))))
    if (years.every((year) => year >= YEARS.first && year <= YEARS.last)) continue
    const text = `the time of ${kind}/${id} is in the year ${years[0]}: seconds and milliseconds may be mixed up. Use fields.instant()`
    yield { check: 'times', fixture: fixture.name, text }
  }
}

/** What `fields.order()` returns is earlier than the moment can be. */
function* ofOrder({ fixture, value, at }: Sample, { readings }: Read): Generator<Complaint> {
  const times = new Set(readings.flatMap(({ time }) => time ?? []))
  const leaf = leavesOf(value, at).find(
    ({ found }) => typeof found === 'string' && LOCAL.test(found) && times.has(instantIn(found, EARLIEST) ?? '')
  )
  if (leaf === undefined) return
  const text = `the time in ${leaf.path} has no zone, and fields.order() is used as \`time\`: set \`order\`, or read it with fields.instant(name, zone)`
  yield { check: 'times', fixture: fixture.name, text }
}

/** A payload with a time of the event, and readings without any. */
function* unused({ fixture, value, at }: Sample, { readings }: Read): Generator<Complaint> {
  if (readings.length === 0 || readings.some(({ time, order }) => time !== undefined || order !== undefined)) return
  const isMessage = readings.every(({ kind }) => kind === 'message')
  const isTime = (leaf: Place) => isEventTime(leaf) || (isMessage && isMessageTime(leaf))
  const time = leavesOf(value).find((leaf) => isTime(leaf) && !fixture.ignores.includes(leaf.path))
  if (time === undefined) return
  const text = `${time.path} looks like the time of the event, and no reading has a time. Set \`time\`, or list the path in "ignores" of the fixture`
  yield { check: 'times', fixture: fixture.name, line: fixture.lineOf(at === '' ? `/body${time.path}` : ''), text }
}

function isEventTime({ name, path, found }: Place): boolean {
  const isNamed = TIME_NAME.test(name) || (CREATED.test(name) && path.split('/').length === 2)
  return isNamed && !SENT_NAME.test(name) && (isInstant(found) || LOCAL.test(String(found)))
}

/** A message is created, or sent, when it is written. */
const WRITTEN = /^(creat(ed|ion)|sent|posted|received|written)[_-]?(at|on|date|time|utc|timestamp)?$/i

function isMessageTime({ name, found }: Place): boolean {
  return WRITTEN.test(name) && isInstant(found)
}

function isInstant(found: unknown): boolean {
  return EPOCH.test(String(found)) || (typeof found === 'string' && INSTANT.test(found))
}

/** Moves each date of the stay: no time of an event may move with it, and neither may the other date. */
function* fromDates(tested: TestedAdapter, sample: Sample, { readings }: Read): Generator<Complaint> {
  const { fixture, value, at } = sample
  const dates = new Set(readings.flatMap(({ data }) => datesOf(data)))
  const before = readings.map(({ time }) => time)
  for (const leaf of leavesOf(value, at)) {
    const { path, found, replace } = leaf
    if (isEventTime(leaf) || typeof found !== 'string' || !DAY.test(found) || !dates.has(found.slice(0, 10))) continue
    const after = tested.read(sample, replace(`${MOVED}${found.slice(10)}`))?.readings
    // A time of the event can be on a day of the stay.
    if (after === undefined || !after.some(({ data }) => datesOf(data).includes(MOVED))) continue
    if (after.some(({ data }) => isOneDate(data))) {
      const text = `the date in ${path} is used as arrival and as departure`
      yield { check: 'times', fixture: fixture.name, text }
      return
    }
    if (after.every(({ time }, index) => time === before[index])) continue
    const text = `the date of the stay in ${path} is used as the time of the event`
    yield { check: 'times', fixture: fixture.name, text }
    return
  }
}

/** No fixture has this date. */
const MOVED = '2031-01-15'

function isOneDate(data: Read['readings'][number]['data']): boolean {
  const { arrivalDate, departureDate } = Object(data['reservation'])
  return arrivalDate === MOVED && departureDate === MOVED
}

/** Writes each instant with another offset: the time of the reading stays the same, because the instant does. */
function* withoutOffset(tested: TestedAdapter, sample: Sample, { readings }: Read): Generator<Complaint> {
  const { fixture, value, at } = sample
  for (const { path, found, replace } of leavesOf(value, at)) {
    const instant = typeof found === 'string' && INSTANT.test(found) ? instantOf(found) : undefined
    if (instant === undefined) continue
    const asUtc = instantOf(String(found).replace(/(Z|[+-]\d{2}:?\d{2})$/i, 'Z'))
    if (!timesOf(readings).some((time) => [instant, asUtc].some((one) => one && time === Date.parse(one)))) continue
    const local = new Date(Date.parse(instant) + OFFSET_MS)
    const after = tested.read(sample, replace(local.toISOString().replace('Z', OFFSET)))?.readings
    // An adapter that ignores the offset takes the local time for UTC.
    if (after === undefined || !timesOf(after).includes(local.getTime())) continue
    const text = `the offset of the time in ${path} is ignored: read it with fields.instant()`
    yield { check: 'times', fixture: fixture.name, text }
    return
  }
}

function timesOf(readings: Read['readings']): number[] {
  return readings.flatMap(({ time, order }) => [time, order].flatMap((one) => (one ? Date.parse(one) : [])))
}

function datesOf(data: Read['readings'][number]['data']): string[] {
  const { arrivalDate, departureDate } = Object(data['reservation'])
  return [arrivalDate, departureDate].filter((date) => typeof date === 'string')
}

function* swapped({ fixture }: Sample, { readings }: Read): Generator<Complaint> {
  for (const { kind, id, data } of readings) {
    const { arrivalDate, departureDate } = Object(data['reservation'])
    if (typeof arrivalDate !== 'string' || typeof departureDate !== 'string' || arrivalDate <= departureDate) continue
    const text = `${kind}/${id} departs before it arrives: the dates may be swapped`
    yield { check: 'times', fixture: fixture.name, text }
  }
}
