import type { TSchema } from '@sinclair/typebox'
import { check } from '../../schemas/check.ts'
import { collect } from '../../schemas/collect.ts'
import { isJsonObject } from '../../schemas/json-object.ts'
import { AroundShape } from '../../schemas/pms-data.ts'
import { isProblem, type Problem, type Reading, type State } from '../../schemas/reading.ts'
import type { ReadingContext } from '../../src/contract/endpoint.ts'
import type { PmsAdapter, ReadContext } from './adapter.ts'
import { variablesOf } from './adapter-settings.ts'
import { contentDigest } from './content-digest.ts'
import { factKey } from './fact-key.ts'
import { fieldsOf } from './fields-of.ts'
import { innerPayload } from './inner-payload.ts'
import type { OpenedObject } from './opened-object.ts'
import { readOptions } from './options.ts'
import { createProblemList, type ProblemList } from './problem-list.ts'
import { readingViolation } from './reading-violation.ts'
import { type AdapterReading, type Draft, draftsOf, type Key } from './readings.ts'
import { unreadIn } from './unread.ts'

const wrongAround = check(AroundShape)

const NO_OPTIONS = Object.freeze({})

/** Reads valid bodies of one adapter. The returned function is pure. */
export function payloadReader(adapter: PmsAdapter): (body: unknown, context: ReadingContext) => readonly Reading[] {
  const { envelope } = adapter
  const inner = check<TSchema>(adapter.payload)
  const { properties } = variablesOf(adapter)

  return (body, { headers, settings }) => {
    const problems = createProblemList()
    const options = adapter.options === undefined ? NO_OPTIONS : readOptions(adapter, settings)
    const ours = settings.secrets(properties)
    const opened: OpenedObject[] = []
    const { absent } = adapter
    const outer = fieldsOf(body, '', problems, { absent, opened: envelope === undefined ? opened : undefined })
    if (envelope === undefined) {
      return finished({ problems, ours, opened }, body, { fields: outer, envelope: outer, headers, options })
    }
    if (envelope.hasPayload?.(body) === false) {
      return settled({ problems, ours, opened, delivery: {} }, envelope.normalize?.(body, outer) ?? [])
    }
    const found = innerPayload(adapter, body, inner)
    if ('problems' in found) return found.problems
    const fields = fieldsOf(found.payload, found.path, problems, { absent, opened })
    return finished({ problems, ours, opened }, found.payload, { fields, envelope: outer, headers, options })
  }

  function finished(about: Omit<Settling, 'delivery'>, payload: unknown, context: ReadContext): readonly Reading[] {
    const property = adapter.property?.(payload, context)
    const key = adapter.key?.(payload, context)
    const [wrong] = wrongAround({ property, key })
    if (wrong) return [{ path: '', problem: `is read in a way that cannot be stored: ${wrong.path} ${wrong.message}` }]
    return settled({ ...about, delivery: { property, key } }, adapter.normalize(payload, context))
  }

  interface Settling {
    problems: ProblemList
    /** Hotels that are ours; empty: all are. */
    ours: readonly string[]
    /** Objects of the payload that the adapter has opened. */
    opened: readonly OpenedObject[]
    /** What holds for readings that say nothing else. */
    delivery: { property?: string | undefined; key?: Key | undefined }
  }

  /** The readings with their source, hotel, and key, behind the problems of fields. */
  function settled(
    { problems, ours, opened, delivery }: Settling,
    given: readonly AdapterReading[]
  ): readonly Reading[] {
    const keys = new Map<string, string | Draft>()
    const readings: Reading[] = []
    for (const one of collect(given)) {
      for (const draft of isProblem(one) ? [one] : draftsSafely(one)) readings.push(settle(draft))
    }
    keepUnread(readings, opened)
    return problems.isEmpty ? readings : [...problems.end(), ...readings]

    function settle(draft: Draft | Problem): Reading {
      if (isProblem(draft)) return draft
      const wrong = readingViolation(draft)
      if (wrong) return { path: '', problem: `is read as something that is no event: ${wrong.path} ${wrong.message}` }
      const property = draft.property ?? delivery.property
      if (ours.length > 0 && property !== undefined && !ours.includes(property)) {
        return { path: '', problem: `is about a hotel that is not in ${properties}` }
      }
      const own = draft.key ?? delivery.key
      const key = own === undefined ? undefined : fullKey(draft, property ?? '', own)
      // Assigned, and not spread: to V8, `{ ...object, more }` is a new kind of object each time.
      const about = { source: adapter.name, property, key, isGlobal: adapter.ids === 'global' }
      const { type } = draft
      if (type !== undefined) return Object.assign({}, draft, about, { type })
      const kind = STATES.get(draft.kind)
      // Without a type, and of one of the kinds of a state, it is a State.
      if (kind !== undefined) return Object.assign({}, draft, about, { kind }) as State
      return { path: '', problem: 'is read as a state of something that has none: give it a type' }
    }

    /** Two different readings of one delivery under one key are two facts. Otherwise the second would be lost. */
    function fullKey(draft: Draft, property: string, own: Key): readonly string[] | undefined {
      const parts = own.filter((part) => part !== undefined)
      if (parts.length < own.length) return undefined
      const key = [draft.type ?? STATE, draft.kind, draft.id, property, ...factKey(parts)]
      if (given.length < 2) return key
      const text = JSON.stringify(key)
      const first = keys.get(text)
      if (first === undefined) {
        keys.set(text, draft)
        return key
      }
      const digest = typeof first === 'string' ? first : contentDigest(first.data)
      if (typeof first !== 'string') keys.set(text, digest)
      const another = contentDigest(draft.data)
      return another === digest ? key : [...key, another]
    }
  }

  function draftsSafely(reading: Exclude<AdapterReading, Problem>): readonly (Draft | Problem)[] {
    try {
      return draftsOf(reading, adapter.name)
    } catch (error) {
      // The reading of an adapter that was not compiled can have any form. The others of its delivery go through.
      if (!(error instanceof TypeError)) throw error
      return [{ path: '', problem: 'is read as something that is no event' }]
    }
  }
}

/** Adds what the adapter has not read to the first event, so that a field that is new at the vendor is not lost. */
function keepUnread(readings: Reading[], opened: readonly OpenedObject[]): void {
  const at = readings.findIndex((reading) => !isProblem(reading))
  const first = readings[at]
  if (first === undefined || isProblem(first)) return
  const { data } = first
  const carried = new Set<unknown>(isJsonObject(data['vendor']) ? Object.values(data['vendor']) : [])
  const unread = unreadIn(opened, carried)
  if (unread === undefined) return
  const extra = isJsonObject(data['extra']) ? { ...data['extra'], ...unread } : unread
  readings[at] = { ...first, data: { ...data, extra } }
}

const STATES: ReadonlyMap<string, State['kind']> = new Map([
  ['reservation', 'reservation'],
  ['guest', 'guest'],
  ['room', 'room']
])

/** In the key of a state, where that of a fact has its type. */
const STATE = ''
