import { isDeepStrictEqual } from 'node:util'
import { toUtc } from '../../../schemas/common.ts'
import { escapedName } from '../../../schemas/json-pointer.ts'
import type { Complaint } from '../complaint.ts'
import { differences, show } from '../differences.ts'
import { bytesOf, type Fixture, type Step } from '../fixtures.ts'
import { type Gateway, openGateway, type Posted } from '../gateway.ts'
import type { Kept } from '../memory-ledger.ts'
import { type AdapterCheck, headersOf, keysFor, mainVerifier, settingsOf, sign } from '../tested-adapter.ts'

/** Each delivery of a fixture, sent through the gateway, becomes what the fixture lists. */
export const fixtureSteps: AdapterCheck = function* (tested) {
  const verifier = mainVerifier(tested)
  const keys = keysFor(tested, verifier)
  for (const fixture of tested.fixtures) {
    const gateway = openGateway(tested.adapter, settingsOf(keys, fixture))
    for (const step of fixture.steps) {
      const request = { body: bytesOf(step), headers: headersOf(step) }
      const posted = gateway.send(request, sign(tested, verifier, step, keys.current))
      for (const { pointer, text } of wrongIn(step, posted, gateway)) yield complain(fixture, step, pointer, text)
    }
  }
}

interface Wrong {
  /** In the step. */
  pointer: string
  text: string
}

function* wrongIn(step: Step, { reply, kept, defect }: Posted, gateway: Gateway): Generator<Wrong> {
  if (defect !== undefined) yield { pointer: '/body', text: `the adapter throws: ${messageOf(defect)}` }
  if (kept === undefined) {
    yield {
      pointer: '/body',
      text: `the gateway answers ${reply.status}, and stores nothing: ${reply.body.slice(0, 200)}`
    }
    return
  }
  yield* wrongEvents(step, kept)
  yield* wrongProblems(step, kept)
  if (step.outcome !== undefined && step.outcome !== kept.outcome) {
    yield { pointer: '/outcome', text: `the outcome is ${kept.outcome}${reasonOf(kept)}` }
  }
  if (step.reply !== undefined) {
    const found = { status: reply.status, contentType: reply.contentType, body: bodyOf(reply.body, step.reply.body) }
    yield* differences(found, step.reply, '/reply')
  }
  for (const [subject, expected] of Object.entries(step.state ?? {})) {
    const states = gateway.stateOf(subject)
    const pointer = `/state/${escapedName(subject)}`
    if (expected === null) {
      if (states.length > 0) yield { pointer, text: `there is a state of ${subject}` }
    } else if (states.length !== 1) {
      yield {
        pointer,
        text: `there ${states.length === 0 ? 'is no state' : `are ${states.length} states`} of ${subject}`
      }
    } else yield* differences(states[0], expected, pointer)
  }
}

function* wrongEvents(step: Step, kept: Kept): Generator<Wrong> {
  const { events: expected } = step
  if (expected === undefined) {
    yield { pointer: '', text: `it lists no events: write "events" with those of this delivery, or []` }
    return
  }
  const found = kept.events.map(({ type, subject }) => `${type} ${subject}`)
  const wanted = expected.map(({ type, subject }) => `${type} ${subject}`)
  if (!isDeepStrictEqual(found, wanted)) {
    yield {
      pointer: '/events',
      text: `the events are [${found.join(', ')}] instead of [${wanted.join(', ')}]${reasonOf(kept)}`
    }
    return
  }
  for (const [at, event] of kept.events.entries()) {
    yield* differences(event, expected[at], `/events/${at}`)
    if (event.time !== undefined && toUtc(event.time) !== event.time) {
      const text = `the time of ${event.type} must be RFC 3339 in UTC with milliseconds: 2024-03-15T14:00:00.000Z`
      yield { pointer: `/events/${at}`, text }
    }
  }
}

function* wrongProblems(
  { problems: expected = [] }: Step,
  { problems: found, outcome, reason }: Kept
): Generator<Wrong> {
  const wanted = expected.map((one) => (typeof one === 'string' ? { path: one } : one))
  const isEqual =
    found.length === wanted.length &&
    wanted.every(({ path, problem }, at) => {
      const one = found[at]
      return one?.path === path && (problem === undefined || one.problem === problem)
    })
  if (!isEqual) {
    const list = found.map(({ path, problem }) => `${path} ${problem}`.trim()).join('; ') || 'none'
    yield { pointer: '/problems', text: `the problems are: ${list}` }
  } else if (outcome === 'quarantined' && found.length === 0) {
    yield { pointer: '/body', text: `it is quarantined: ${reason}` }
  }
}

function reasonOf({ reason }: Kept): string {
  return reason === null ? '' : `; ${reason}`
}

function bodyOf(body: string, expected: unknown): unknown {
  if (typeof expected === 'string') return body
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}

function complain(fixture: Fixture, step: Step, pointer: string, text: string): Complaint {
  const full = step.pointer + pointer
  return { check: 'fixture', text, fixture: fixture.name, line: nearestLine(fixture, full) }
}

/** The line of a value, or of the nearest one around it that is in the file. */
function nearestLine(fixture: Fixture, pointer: string): number | undefined {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const line = fixture.lineOf(at)
    if (line !== undefined || at === '') return line
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : show(error)
}
