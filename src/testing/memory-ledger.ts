import { type Fact, isProblem, type JsonObject, type Problem, type State } from '../../schemas/reading.ts'
import type { Delivery, InterpretedDelivery } from '../contract/delivery.ts'
import { entityKey, keyOf } from '../ledger/digest.ts'
import { outcomeOf } from '../ledger/outcome.ts'
import { problemsOf } from '../ledger/problems.ts'
import { applyReading, changesOf, type EntityState, reportedState, typeOfChange } from '../ledger/state.ts'
import { hasStateKey, stateKeyOf, withStateKey } from '../ledger/state-keys.ts'

interface MadeEvent {
  type: string
  subject: string
  source: string
  property: string | undefined
  time: string | undefined
  data: JsonObject
}

/** What became of a delivery. */
export interface Kept {
  delivery: Delivery
  outcome: string
  reason: string | null
  problems: readonly Problem[]
  events: readonly MadeEvent[]
}

interface MemoryLedger {
  record(entry: InterpretedDelivery): Kept
  /** Current state of the entities with a subject, like `reservation/B-1`. */
  stateOf(subject: string): readonly JsonObject[]
}

interface Entity extends EntityState {
  subject: string
  property: string | undefined
}

/** A ledger in memory. It uses the real rules for facts and states, but no database. */
export function memoryLedger(): MemoryLedger {
  const keys = new Set<string>()
  const entities = new Map<string, Entity>()

  return {
    record({ delivery, readings: all }) {
      const problems = all.filter(isProblem)
      const readings = all.filter((reading): reading is Fact | State => !isProblem(reading))
      const events: MadeEvent[] = []
      let isStale = false
      for (const reading of readings) {
        const made = make(reading, delivery)
        isStale ||= made.isStale
        if (made.event !== undefined) events.push(made.event)
      }
      const findings = {
        drafted: events.length,
        problems: problemsOf(problems, problems.length),
        isStale,
        hasReadings: readings.length > 0
      }
      const { outcome, reason } = outcomeOf(delivery, findings, events.length > 0)
      return { delivery, outcome, reason, problems, events }
    },
    stateOf: (subject) => [...entities.values()].filter((one) => one.subject === subject).map(({ state }) => state)
  }

  function make(reading: Fact | State, delivery: Delivery): { event?: MadeEvent; isStale: boolean } {
    const { source, kind, id, time, data } = reading
    const fact = keyOf(delivery, reading)?.toString('hex')
    if (fact !== undefined && keys.has(fact)) return { isStale: false }
    if (fact !== undefined) keys.add(fact)
    const subject = `${kind}/${id}`
    const about = { subject, source, property: reading.property, time }
    if (reportedState(reading) === undefined) {
      return {
        isStale: false,
        ...(reading.type === undefined ? {} : { event: { ...about, type: reading.type, data } })
      }
    }
    const key = entityKey(delivery, reading).toString('hex')
    const before = entities.get(key)
    const stateKey = stateKeyOf(delivery, reading)
    if (before !== undefined && stateKey !== undefined && hasStateKey(before.clock, stateKey)) return { isStale: false }
    const { state, clock, stale } = applyReading(before, reading, delivery.receivedAt)
    const property = reading.property ?? (reading.isGlobal ? before?.property : undefined)
    const seen = stateKey === undefined ? clock : withStateKey(clock, stateKey)
    entities.set(key, { state, clock: seen, subject, property: property ?? before?.property })
    const located = { ...about, property }
    if (reading.type !== undefined) return { event: { ...located, type: reading.type, data }, isStale: stale }
    const isChanged = before === undefined || reading.isNotice || changesOf(before.state, state).length > 0
    if (!isChanged) return { isStale: stale }
    const whole = reading.isNotice ? data : { ...data, [kind]: state }
    return { event: { ...located, type: typeOfChange(kind, before?.state, state), data: whole }, isStale: stale }
  }
}
