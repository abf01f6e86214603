import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { isProblem, type JsonObject, type Reading } from '../../schemas/reading.ts'
import { type ChangedEntity, type EntityRow, findEntities, findEventKeys, type Told } from '../db/write.ts'
import { creationKey, entityKey, isCreation, keyOf } from './digest.ts'
import type { Entry } from './entry.ts'
import { toldState } from './state.ts'

/** A thing's row, as it will be after the entries seen so far. */
export interface Held {
  row: EntityRow
  /** Once it was told anew. */
  told?: Told
}

export interface Keys {
  things: readonly Buffer[]
  /** Of events that may have been told, in hex. */
  events: readonly string[]
  places: Places
}

/** The thing that a reading with a state is about, and what it says of it. */
export interface Place {
  told: JsonObject
  /** Where in the reading's data that is. */
  field: string
  key: Buffer
  /** The same in hex. */
  thing: string
  /** Key in hex of the event by which a state has told its creation, where the reading is one. */
  creation: string | undefined
  /** What makes it unique, where it is a fact that has such a key. */
  fact: Buffer | null
  /** The same in hex. Undefined for a status: it only ever rises, so a repetition does no harm. */
  repeats: string | undefined
}

export type Places = ReadonlyMap<Reading, Place>

/** By their keys in hex. */
export interface Known {
  things: Map<string, Held>
  /** Keys of those events that have been told. */
  taken: Set<string>
  places: Places
}

export const NOTHING_KNOWN: Known = { things: new Map(), taken: new Set(), places: new Map() }

/** What has to be known before these can be read. */
export function keysOf(entries: readonly Entry[]): Keys {
  const things = new Map<string, Buffer>()
  const events = new Set<string>()
  const places = new Map<Reading, Place>()
  for (const { delivery, readings } of entries) {
    for (const reading of readings) {
      if (isProblem(reading)) continue
      const state = toldState(reading)
      if (state === undefined) continue
      const key = entityKey(delivery, reading)
      const thing = key.toString('hex')
      const creation = isCreation(reading) ? creationKey(delivery, reading).toString('hex') : undefined
      const fact = keyOf(delivery, reading)
      const repeats = reading.kind === 'message' ? undefined : fact?.toString('hex')
      things.set(thing, key)
      if (creation !== undefined) events.add(creation)
      if (repeats !== undefined) events.add(repeats)
      places.set(reading, { told: state.told, field: state.field, key, thing, creation, fact, repeats })
    }
  }
  return { things: [...things.values()], events: [...events], places }
}

export async function lookUp(session: NodePgDatabase, { things, events, places }: Keys): Promise<Known> {
  const [rows, taken] = await Promise.all([findEntities(session, things), findEventKeys(session, events)])
  return { things: new Map(rows.map((row) => [row.key.toString('hex'), { row }])), taken, places }
}

export function changedRow({ row, told = { json: JSON.stringify(row.state) } }: Held): ChangedEntity {
  return { ...row, state: told, clock: JSON.stringify(row.clock) }
}
