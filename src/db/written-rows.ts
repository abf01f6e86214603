import type { Outcome } from '../../schemas/event.ts'
import type { Cause } from '../../schemas/reading.ts'
import type { deliveries, entities, events } from './tables.ts'

/** JSON text of the data of an event, in three pieces. The entity state in the middle is sent once, and may be stored for the entity, too. */
export interface EventData {
  before: string
  /** Null: the data has no entity state, and `before` is all of it. */
  state: string | null
  after: string
}

/** A row of `events`. */
export type NewEvent = Omit<typeof events.$inferInsert, 'position' | 'data' | 'lane'> & {
  data: EventData
  /** Decimal. Null: computed when it is read. */
  lane: string | null
}

/** The outcome of a delivery, with its reason. */
export interface DeliveryOutcome {
  outcome: Outcome
  reason: string | null
  /** The word that metrics have as the reason. */
  cause: Cause
}

export type NewDelivery = Omit<
  typeof deliveries.$inferInsert,
  'position' | 'outcome' | 'reason' | 'cause' | 'problems' | 'eventIds'
> & {
  /** JSON text. */
  problems: string
  /** Ids of events that earlier statements of the transaction have inserted for it. */
  eventIds: readonly string[]
  /** The outcome if some of its events are new, and the outcome if none is. */
  withEvents: DeliveryOutcome
  withoutEvents: DeliveryOutcome
}

/** `version` changes with each write of the row. Null: there was no row. */
export type EntityRow = typeof entities.$inferSelect & { version: string | null }

/** JSON of a state, or the id of an event that the same statement inserts and that holds the same JSON. */
type StateText = { json: string } | { carrier: string }

/** The row to write, with JSON as text. */
export type ChangedEntity = Omit<EntityRow, 'state' | 'clock'> & { state: StateText; clock: string }

/** Rows of one statement. Deliveries and events are inserted in this order. */
export interface BatchRows {
  deliveries: readonly NewDelivery[]
  events: readonly NewEvent[]
  entities: readonly ChangedEntity[]
}
