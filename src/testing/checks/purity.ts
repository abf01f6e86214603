import { isDeepStrictEqual } from 'node:util'
import { verifiersOf } from '../../../plugins/pms/adapter-settings.ts'
import type { Complaint } from '../complaint.ts'
import { bytesOf } from '../fixtures.ts'
import { type AdapterCheck, headersOf, type Sample, SECRET, type TestedAdapter } from '../tested-adapter.ts'
import { watched } from '../watch.ts'

const ZONES = ['Pacific/Kiritimati', 'America/Los_Angeles']

/** Every function of an adapter is pure: its result depends on its parameters, and not on the clock, chance, or the machine. */
export const purity: AdapterCheck = function* (tested) {
  for (const sample of tested.samples) {
    yield* usedBy(tested, sample)
    yield* unlike(tested, sample)
  }
}

function* usedBy(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const { endpoint, adapter } = tested
  const { fixture, step, value } = sample
  const bytes = bytesOf(step)
  const request = { method: 'POST', url: 'https://h/', headers: headersOf(step), body: bytes }
  const functions = {
    normalize: () => tested.readAnew(sample, value),
    decode: () => endpoint.decode(bytes, step.contentType),
    reply: () => adapter.reply && endpoint.reply(OUTCOME, { decoded: value }),
    handshake: () => adapter.handshake?.check(request),
    verify: () => verifiersOf(adapter).map((verifier) => verifier.check({ ...request, receivedAt: 0 }, [SECRET]))
  }
  for (const [name, run] of Object.entries(functions)) {
    const { used } = watched(() => quietly(run))
    if (used.length > 0) {
      yield {
        check: 'purity',
        fixture: fixture.name,
        text: `${name} uses ${used.join(' and ')}: use only its parameters`
      }
    }
  }
}

function* unlike(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const { fixture, value } = sample
  const copy = () => deepFreeze(structuredClone(value))
  const first = tested.readAnew(sample, copy()).read
  if (first === undefined) {
    yield { check: 'purity', fixture: fixture.name, text: 'normalize throws, or changes its input' }
    return
  }
  if (!isDeepStrictEqual(first, tested.readAnew(sample, copy()).read)) {
    yield { check: 'purity', fixture: fixture.name, text: 'normalize returns another result the second time' }
    return
  }
  const zone = process.env['TZ']
  try {
    for (const other of ZONES) {
      process.env['TZ'] = other
      if (isDeepStrictEqual(first, tested.readAnew(sample, copy()).read)) continue
      const text =
        'the result depends on the time zone of the machine: read times with fields.instant(), and dates with fields.day()'
      yield { check: 'times', fixture: fixture.name, text }
      return
    }
  } finally {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  }
}

const OUTCOME = {
  deliveryId: 'd-1',
  outcome: 'accepted',
  reason: null,
  problems: [],
  events: ['e-1'],
  verified: true
} as const

function quietly(run: () => unknown): void {
  try {
    run()
  } catch {
    // Another check reports what is thrown.
  }
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner)
    Object.freeze(value)
  }
  return value
}
