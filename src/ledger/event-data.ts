import type { JsonObject } from '../../schemas/reading.ts'
import type { EventData } from '../db/written-rows.ts'
import type { Difference } from './differences.ts'
import { fitData, named } from './fit-data.ts'
import { runNow } from './pacer.ts'
import { isWithin, type ReadingData } from './reading-data.ts'
import { storableJson } from './storable.ts'

/** A changed state, as the event reports it. */
export interface StateChange {
  data: ReadingData
  changes: readonly Difference[] | undefined
  state: JsonObject
  /** JSON of the state. Undefined: the delivery is crowded, and the event gets only what the reading reports. */
  text: string | undefined
}

/** Data of an event about a changed state: the whole state, and the changes. */
export function dataOfState(field: string, { data, changes, state, text }: StateChange, dataBytes: number): EventData {
  if (text === undefined) {
    const others = { ...JSON.parse(data.rest), omitted: [...data.omitted, { path: `/${field}`, bytes: 0 }] }
    return parts(field, data.text, JSON.stringify(others))
  }
  const rest = changes === undefined ? data.rest : withMember(data.rest, 'changes', storableJson(changes))
  if (isWithin(text, rest, dataBytes)) return parts(field, text, rest)
  const all = { [field]: state, ...JSON.parse(rest) }
  const fitted = runNow(fitData(all, dataBytes - dataBytes / 8, field))
  const omitted = named([...data.omitted, ...fitted.omitted], dataBytes / 8)
  return whole(JSON.stringify({ ...fitted.data, omitted }))
}

function withMember(object: string, name: string, value: string): string {
  if (object.includes(`"${name}":`)) return JSON.stringify({ ...JSON.parse(object), [name]: JSON.parse(value) })
  return `${object.slice(0, -1)}${object === '{}' ? '' : ','}"${name}":${value}}`
}

/** Data without an entity state. */
export function whole(json: string): EventData {
  return { before: json, state: null, after: '' }
}

/** Data with an entity state, in three pieces: see `EventData`. */
export function parts(field: string, state: string, rest: string): EventData {
  return { before: `{"${field}":`, state, after: rest === '{}' ? rest.slice(1) : `,${rest.slice(1)}` }
}
