import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { isProblem, type JsonObject, type Reading } from '../../schemas/reading.ts'
import { type ChangedEntity, type EntityRow, findEntities, findEventKeys, type Told } from '../db/write.ts'
import { creationKey, entityKey, isCreation } from './digest.ts'
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
  /** In hex. */
  creations: readonly string[]
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
  /** Key in hex of the event that tells its creation, where the reading is one. */
  creation: string | undefined
}

export type Places = ReadonlyMap<Reading, Place>

/** By their keys in hex. */
export interface Known {
  things: Map<string, Held>
  /** Reservations whose creation a state has told. */
  created: Set<string>
  places: Places
}

export const NOTHING_KNOWN: Known = { things: new Map(), created: new Set(), places: new Map() }

/** What has to be known before these can be read. */
export function keysOf(entries: readonly Entry[]): Keys {
  const things = new Map<string, Buffer>()
  const creations = new Set<string>()
  const places = new Map<Reading, Place>()
  for (const { delivery, readings } of entries) {
    for (const reading of readings) {
      if (isProblem(reading)) continue
      const state = toldState(reading)
      if (state === undefined) continue
      const key = entityKey(delivery, reading)
      const thing = key.toString('hex')
      const creation = isCreation(reading) ? creationKey(delivery, reading).toString('hex') : undefined
      things.set(thing, key)
      if (creation !== undefined) creations.add(creation)
      places.set(reading, { told: state.told, field: state.field, key, thing, creation })
    }
  }
  return { things: [...things.values()], creations: [...creations], places }
}

export async function lookUp(session: NodePgDatabase, { things, creations, places }: Keys): Promise<Known> {
  const [rows, created] = await Promise.all([findEntities(session, things), findEventKeys(session, creations)])
  return { things: new Map(rows.map((row) => [row.key.toString('hex'), { row }])), created, places }
}

export function changedRow({ row, told = { json: JSON.stringify(row.state) } }: Held): ChangedEntity {
  return { ...row, state: told, clock: JSON.stringify(row.clock) }
}
