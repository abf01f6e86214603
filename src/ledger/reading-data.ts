import { asObject } from '../../schemas/json-object.ts'
import type { Omitted } from '../../schemas/omitted.ts'
import type { Fact, JsonObject, State } from '../../schemas/reading.ts'
import type { Limits } from '../config/limits.ts'
import { fitCrowdedData, fitData } from './fit-data.ts'
import { runNow } from './pacer.ts'
import { reportedState } from './state.ts'
import { storableText, storableValue } from './storable.ts'

/** The data of a reading as it is stored: within bounds, and without characters that PostgreSQL cannot store. */
export interface ReadingData {
  /** The state of the entity, if the reading reports one. */
  reported: JsonObject | undefined
  /** JSON of the state. Empty without one. */
  text: string
  /** JSON of all other members, with `omitted` if parts were left out. */
  rest: string
  omitted: readonly Omitted[]
  /** A lower bound of the bytes of JSON that were serialized. */
  cost: number
}

type DataLimits = Pick<Limits['ledger'], 'dataBytes' | 'deliveryDataBytes' | 'crowdedDataBytes'>

/**
 * Reads the data of a reading. Undefined if it is larger than an event may be. `spent` is the cost of the earlier readings of the
 * delivery. Above a limit, each further reading gets little space, because one value of a body can be part of thousands of readings.
 */
export function readData(
  { data, omitted }: Pick<Fact | State, 'data' | 'omitted'>,
  field: string | undefined,
  spent: number,
  { dataBytes, deliveryDataBytes, crowdedDataBytes }: DataLimits
): ReadingData | undefined {
  if (spent <= deliveryDataBytes) {
    return omitted === undefined
      ? serialize(data, field, NOTHING, dataBytes)
      : serializeFitted({ data, omitted }, field)
  }
  const fitted = fitCrowdedData(data, crowdedDataBytes, field)
  return serialize(fitted.data, field, fitted.omitted, Number.POSITIVE_INFINITY)
}

/** The same for data that `readData` finds too large. It yields between passes over the data. */
export function* readLargeData(
  data: JsonObject,
  field: string | undefined,
  { dataBytes }: DataLimits
): Generator<undefined, ReadingData> {
  return serializeFitted(yield* fitData(data, dataBytes, field), field)
}

/** The reading without the parts that `readLargeData` leaves out. */
export function fitReading(reading: Fact | State, { dataBytes }: Pick<DataLimits, 'dataBytes'>): Fact | State {
  const { data } = reading
  const field = reportedState(reading)?.field
  if (serialize(data, field, NOTHING, dataBytes) !== undefined) return reading
  return { ...reading, ...runNow(fitData(data, dataBytes, field)) }
}

function serializeFitted({ data, omitted }: FittedData, field: string | undefined): ReadingData {
  const made = serialize(data, field, omitted, Number.POSITIVE_INFINITY)
  if (made === undefined) throw new Error('fitted data is larger than its limit')
  // The data was serialized four times, to find out which parts of it are large.
  const left = omitted.reduce((sum, { bytes }) => sum + bytes, 0)
  return { ...made, cost: (made.cost + left) * 4 }
}

interface FittedData {
  data: JsonObject
  omitted: readonly Omitted[]
}

const NOTHING: readonly Omitted[] = Object.freeze([])

function serialize(
  data: JsonObject,
  field: string | undefined,
  omitted: readonly Omitted[],
  mostBytes: number
): ReadingData | undefined {
  const reported = field === undefined ? undefined : asObject(data[field])
  const others = field === undefined || reported === undefined ? data : withoutField(data, field)
  const rest = JSON.stringify(omitted.length === 0 ? others : { ...others, omitted })
  if (reported === undefined) {
    if (!isWithin(rest, '', mostBytes)) return undefined
    return { reported, text: '', rest: storableText(rest), omitted, cost: rest.length }
  }
  const json = JSON.stringify(reported)
  if (!isWithin(json, rest, mostBytes)) return undefined
  const { value, text } = storableValue(reported, json)
  return { reported: value, text, rest: storableText(rest), omitted, cost: json.length + rest.length }
}

function withoutField(data: JsonObject, field: string): JsonObject {
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== field))
}

/** True if two texts have at most `most` bytes together. */
export function isWithin(one: string, other: string, bytes: number): boolean {
  const characters = one.length + other.length
  // A UTF-16 unit takes at most three bytes.
  if (characters * 3 <= bytes) return true
  return characters <= bytes && Buffer.byteLength(one) + Buffer.byteLength(other) <= bytes
}
