import { type Fact, isProblem, type Reading, type State } from '../../schemas/reading.ts'
import type { InterpretedDelivery } from '../contract/delivery.ts'
import { fetchReasonOf } from '../contract/fetch-reason.ts'
import { readableKinds, type Vendor } from './vendors.ts'

/** Ids of one delivery that are remembered. More than that is no webhook about single records. */
const MOST_MENTIONS = 10_000
/** A delivery that is about no record still shows that the vendor sends. */
const NOTHING = { kind: '', id: '' }

/** Takes thin events of connected vendors out of a delivery, so that they wait for their records. */
export function createHold(vendors: readonly Vendor[]): (interpreted: InterpretedDelivery) => InterpretedDelivery {
  if (vendors.length === 0) return (interpreted) => interpreted
  const kindsOf = new Map(vendors.map((vendor) => [vendor.source, readableKinds(vendor)]))

  return (interpreted) => {
    const { delivery, readings } = interpreted
    const kinds = kindsOf.get(delivery.source)
    if (kinds === undefined || fetchReasonOf(delivery.endpoint) !== undefined) return interpreted
    const held: (Fact | State)[] = []
    const others: Reading[] = []
    const mentions = new Map<string, { kind: string; id: string }>()
    for (const reading of readings) {
      if (isProblem(reading)) {
        others.push(reading)
        continue
      }
      const { kind, id } = reading
      if (mentions.size < MOST_MENTIONS) mentions.set(`${kind} ${id}`, { kind, id })
      if (reading.isThin === true && kinds.has(kind)) held.push(reading)
      else others.push(reading)
    }
    const webhook = { held, mentions: mentions.size === 0 ? [NOTHING] : [...mentions.values()] }
    return { delivery, readings: others, webhook }
  }
}

/** For a replay: what the thin events of a connected vendor say is in the events of their records. */
export function createDrop(vendors: readonly Vendor[]): (interpreted: InterpretedDelivery) => InterpretedDelivery {
  const hold = createHold(vendors)
  return (interpreted) => {
    const { delivery, readings } = hold(interpreted)
    return { delivery, readings }
  }
}
