import type { Complaint } from '../complaint.ts'
import { bytesOf } from '../fixtures.ts'
import { openGateway } from '../gateway.ts'
import { leavesOf } from '../leaves.ts'
import {
  type AdapterCheck,
  headersOf,
  keysFor,
  mainVerifier,
  type Read,
  type Sample,
  settingsOf,
  sign,
  type TestedAdapter
} from '../tested-adapter.ts'

/** What differs between two attempts to send the same. */
const PER_ATTEMPT =
  /attempt|retry|retries|(sent|send|dispatch(ed)?|deliver(y|ed)?|webhook)[_-]?(at|time|timestamp|on|date)$|^sent$|-timestamp$/i

/** Types that happen once for each entity, so the subject is a sufficient key. */
const ONCE = /\.(created|received|sent|deleted)$/

/** A repeated delivery changes nothing, and two different facts are not duplicates. */
export const keys: AdapterCheck = function* (tested) {
  for (const sample of tested.samples) {
    yield* repeated(tested, sample)
    yield* perAttempt(tested, sample)
    yield* merged(tested, sample)
  }
  yield* undone(tested)
}

function* repeated(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const { fixture, step } = sample
  const gateway = openFor(tested, sample)
  const first = post(tested, gateway, sample)
  const again = post(tested, gateway, sample)
  const isGuarded = tested.read(sample, sample.value)?.readings.every(({ key }) => key !== undefined) ?? false
  if ((isGuarded && (again?.events.length ?? 0) > 0) || (again?.events.length ?? 0) > (first?.events.length ?? 0)) {
    yield {
      check: 'keys',
      fixture: fixture.name,
      line: fixture.lineOf(step.pointer),
      text: 'a repeated delivery makes its events again'
    }
  }
}

/** A key is the same in each attempt. */
function* perAttempt(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const { fixture, value, headers } = sample
  const usual = keysOf(tested.read(sample, value))
  const places = leavesOf(value).filter(({ name }) => PER_ATTEMPT.test(name))
  for (const { path, found, replace } of places) {
    const other =
      typeof found === 'number'
        ? found + 1
        : `${found}`.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10))
    const read = tested.read(sample, replace(other))
    if (read !== undefined && keysOf(read) !== usual) yield complain(path)
  }
  for (const name of tested.adapter.headers ?? []) {
    if (!PER_ATTEMPT.test(name)) continue
    const changed = tested.read({ ...sample, headers: { ...headers, [name]: '2' } }, value)
    const before = tested.read({ ...sample, headers: { ...headers, [name]: '1' } }, value)
    if (keysOf(changed) !== keysOf(before)) yield complain(`the header ${name}`)
  }

  function complain(place: string): Complaint {
    const text = `the key depends on ${place}, which differs between attempts: the same fact would count twice`
    return { check: 'keys', fixture: fixture.name, text }
  }
}

function keysOf(read: Read | undefined): string {
  return JSON.stringify(read?.readings.map(({ key }) => key))
}

/**
 * A key with nothing but what the reading is about makes the second update of a reservation a repetition of the first. So something in
 * the delivery has to change the key, and leave types and subjects as they are.
 */
function* merged(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const { fixture, value, headers } = sample
  const usual = tested.read(sample, value)
  const repeats = usual?.readings.some((reading) => !isOnce(reading))
  if (usual === undefined || !repeats) return
  const wordy = usual.readings.find((reading) => !isOnce(reading) && isOfWords(reading))
  if (wordy !== undefined) {
    const text = `the key of ${wordy.kind}/${wordy.id} has only its id and its state, so a later update in the same state would be lost: add an id or a time of the update`
    yield { check: 'keys', fixture: fixture.name, text }
    return
  }
  for (const { found, replace } of leavesOf(value)) {
    const read = tested.read(sample, replace(typeof found === 'number' ? found + 1 : changed(String(found))))
    if (read !== undefined && subjectsOf(read) === subjectsOf(usual) && keysOf(read) !== keysOf(usual)) return
  }
  for (const name of tested.adapter.headers ?? []) {
    const [one, other] = ['1', '2'].map((text) =>
      tested.read({ ...sample, headers: { ...headers, [name]: text } }, value)
    )
    if (keysOf(one) !== keysOf(other)) return
  }
  const text =
    'the key is the same for each update of its subject, so later ones would be lost: add an id or a time of the update'
  yield { check: 'keys', fixture: fixture.name, text }
}

type Reading = Read['readings'][number]

/** True for a reading without a key, or of which there is one for each subject. */
function isOnce({ type, kind, key }: Reading): boolean {
  return key === undefined || kind === 'message' || (type !== undefined && ONCE.test(type))
}

/** Parts of a key that are not the adapter's: the type, kind, id, and hotel. */
const ABOUT = 4

/** True for a key of nothing but ids and states of the entity, and of the name of the event. */
function isOfWords({ kind, id, property, data, key = [] }: Reading): boolean {
  const { status, sourceStatus, guest } = Object(data[kind])
  const { event } = Object(data['vendor'])
  const known = [id, property, status, sourceStatus, Object(guest).externalId, event, '']
  const own = key.slice(ABOUT)
  return own.includes(sourceStatus) && own.every((part) => known.includes(part))
}

function changed(text: string): string {
  return /^\d{4}-\d{2}-\d{2}/.test(text) ? `2031${text.slice(4)}` : `${text}1`
}

function subjectsOf({ readings }: Read): string {
  return JSON.stringify(readings.map(({ type, kind, id, property }) => [type, kind, id, property]))
}

/** The bytes of an earlier delivery, sent again behind a later one about the same subject, do not undo that. */
function* undone(tested: TestedAdapter): Generator<Complaint> {
  const states = tested.samples.flatMap((sample) => {
    const reading = tested.read(sample, sample.value)?.readings.find(isOrdered)
    if (reading === undefined) return []
    const { kind, id, key, time, order } = reading
    return [{ sample, subject: `${kind}/${id}`, isKeyed: key !== undefined, time: order ?? time ?? '' }]
  })
  for (const [at, { sample, subject, isKeyed, time }] of states.entries()) {
    const later = states.find((one, index) => index !== at && one.subject === subject && (isKeyed || time < one.time))
    if (later === undefined) continue
    const gateway = openFor(tested, sample)
    post(tested, gateway, sample)
    post(tested, gateway, later.sample)
    const before = JSON.stringify(gateway.stateOf(subject))
    post(tested, gateway, sample)
    if (JSON.stringify(gateway.stateOf(subject)) === before) continue
    const text = `sent again after ${later.sample.fixture.name}, it undoes the later state of ${subject}: give its readings a key or a time`
    yield { check: 'keys', fixture: sample.fixture.name, text }
  }
}

function isOrdered({ kind, key, time, order }: Read['readings'][number]): boolean {
  return kind !== 'message' && [key, time, order].some((one) => one !== undefined)
}

function openFor(tested: TestedAdapter, { fixture }: Sample) {
  return openGateway(tested.adapter, settingsOf(keysFor(tested, mainVerifier(tested)), fixture))
}

function post(tested: TestedAdapter, gateway: ReturnType<typeof openGateway>, { step }: Sample) {
  const verifier = mainVerifier(tested)
  const { current } = keysFor(tested, verifier)
  return gateway.send({ body: bytesOf(step), headers: headersOf(step) }, sign(tested, verifier, step, current)).kept
}
