import type { JsonObject, Reading } from '../../schemas/reading.ts'
import { isProblem } from '../../schemas/reading.ts'
import type { Delivery, InterpretedDelivery, Recorded } from '../contract/delivery.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { applyReading, changesOf, type EntityState, reportedState, typeOfChange } from '../ledger/state.ts'

export interface MadeEvent {
  type: string
  subject: string
  source: string
  property: string | undefined
  time: string | undefined
  data: JsonObject
}

export interface MemoryLedger extends Ledger {
  deliveries: Delivery[]
  events: MadeEvent[]
}

/** A ledger in memory. It uses the real rules for facts and states, but no database. */
export function memoryLedger(): MemoryLedger {
  const keys = new Set<string>()
  const entities = new Map<string, EntityState>()
  const deliveries: Delivery[] = []
  const events: MadeEvent[] = []

  function made(reading: Exclude<Reading, { problem: string }>, receivedAt: string): MadeEvent | undefined {
    const { source, kind, id, property, time, data } = reading
    const about = { subject: `${kind}/${id}`, source, property, time }
    if (reading.type !== undefined) {
      const key = reading.key && JSON.stringify([source, ...reading.key])
      if (key !== undefined && keys.has(key)) return undefined
      if (key !== undefined) keys.add(key)
    }
    if (reportedState(reading) === undefined)
      return reading.type === undefined ? undefined : { ...about, type: reading.type, data }

    const entity = JSON.stringify([kind, property ?? null, id])
    const before = entities.get(entity)
    const after = applyReading(before, reading, receivedAt)
    entities.set(entity, after)
    if (reading.type !== undefined) return { ...about, type: reading.type, data }
    if (before !== undefined && changesOf(before.state, after.state).length === 0) return undefined
    return { ...about, type: typeOfChange(reading.kind, before?.state, after.state), data }
  }

  async function record({ delivery, readings }: InterpretedDelivery): Promise<Recorded> {
    const problems = readings.filter(isProblem)
    const fresh = readings.flatMap((reading) => {
      const event = isProblem(reading) ? undefined : made(reading, delivery.receivedAt)
      return event === undefined ? [] : [event]
    })
    deliveries.push(delivery)
    events.push(...fresh)
    const read = fresh.length > 0 || readings.length === 0 ? 'accepted' : 'duplicate'
    const outcome = delivery.outcome ?? (problems.length > 0 ? 'quarantined' : read)
    const ids = fresh.map((_, at) => `${delivery.id}/${at}`)
    return { deliveryId: delivery.id, outcome, reason: delivery.reason ?? null, problems, events: ids }
  }

  const spool = { records: 0, bytes: 0, maxBytes: 0, writable: true, damaged: 0, isListed: true }
  const status = () => ({
    spooling: false,
    waiting: 0,
    spool
  })
  return { record, status, close: async () => undefined, deliveries, events }
}
