import type { Omitted } from '../../schemas/omitted.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import type { Limits } from '../config/limits.ts'
import { asObject } from './differences.ts'
import { fitCrowdedData, fitData } from './fit-data.ts'
import { storableText, storableValue } from './storable.ts'

/** The data of a reading as it will be stored: in bounds, and with nothing in it that PostgreSQL does not take. */
export interface ReadingData {
  /** The state of the entity, where the reading reports one. */
  reported: JsonObject | undefined
  /** JSON of it; empty without one. */
  text: string
  /** JSON of all other members, with `omitted` where anything was left out. */
  rest: string
  omitted: readonly Omitted[]
  /** Bytes of JSON that were made to find out, or more. */
  cost: number
}

export type DataLimits = Pick<Limits['ledger'], 'dataBytes' | 'deliveryDataBytes' | 'crowdedDataBytes'>

/**
 * Reads the data of a reading. A delivery whose earlier readings have cost `spent` bytes is crowded: one value of its body
 * can be part of thousands of readings, so from then on each gets little space, and nothing larger is serialized.
 *
 * It yields between passes over data that is large.
 */
export function* readData(
  data: JsonObject,
  field: string | undefined,
  spent: number,
  { dataBytes, deliveryDataBytes, crowdedDataBytes }: DataLimits
): Generator<undefined, ReadingData> {
  if (spent > deliveryDataBytes) {
    const fitted = fitCrowdedData(data, crowdedDataBytes, field)
    return storableData(serialize(fitted.data, field, fitted.omitted))
  }
  const whole = serialize(data, field, [])
  if (isWithin([whole.text, whole.rest], dataBytes)) return storableData(whole)
  yield
  const fitted = yield* fitData(data, dataBytes, field)
  const made = storableData(serialize(fitted.data, field, fitted.omitted))
  // The parts were serialized again, to find out which are large.
  return { ...made, cost: (whole.text.length + whole.rest.length) * 4 }
}

type Serialized = Omit<ReadingData, 'cost'>

function serialize(data: JsonObject, field: string | undefined, omitted: readonly Omitted[]): Serialized {
  const reported = field === undefined ? undefined : asObject(data[field])
  const more = omitted.length > 0 ? { omitted } : undefined
  if (field === undefined || reported === undefined) {
    const rest = JSON.stringify(more === undefined ? data : { ...data, ...more })
    return { reported: undefined, text: '', rest, omitted }
  }
  const others = Object.entries(data).filter(([name]) => name !== field)
  const rest = JSON.stringify(Object.assign(Object.fromEntries(others), more))
  return { reported, text: JSON.stringify(reported), rest, omitted }
}

/** With what PostgreSQL does not take replaced. The texts get no longer. */
function storableData({ reported, text, rest, omitted }: Serialized): ReadingData {
  const cost = text.length + rest.length
  if (reported === undefined) return { reported, text, rest: storableText(rest), omitted, cost }
  const clean = storableValue(reported, text)
  return { reported: clean.value, text: clean.text, rest: storableText(rest), omitted, cost }
}

/** True: the texts have at most so many bytes. */
export function isWithin(texts: readonly string[], bytes: number): boolean {
  let characters = 0
  for (const text of texts) characters += text.length
  // A UTF-16 unit takes at most three bytes.
  if (characters * 3 <= bytes) return true
  if (characters > bytes) return false
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) <= bytes
}
