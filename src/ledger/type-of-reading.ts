import type { Fact, JsonObject, State } from '../../schemas/reading.ts'
import { typeOfChange } from './state.ts'

/** The type of the event for a state that changed. For a reservation that Bellhook never saw, the vendor's times decide whether it is new. */
export function typeOfReading(reading: Fact | State, before: JsonObject | undefined, after: JsonObject): string {
  const { fetched } = reading
  const type = typeOfChange(reading.kind, before, after)
  const isFirst = before === undefined && fetched !== undefined
  if (!isFirst || reading.kind !== 'reservation' || reading.type !== undefined) return type
  const { moments = {} } = reading
  const created = moments['reservation.created']
  if (created === undefined) return type
  if (isCreationOf(created, reading)) return 'reservation.created'
  if (type === 'reservation.created') return 'reservation.updated'
  // The status of a reservation may be older than Bellhook's first look at it.
  const moment = moments[type]
  return moment !== undefined && Date.parse(moment) < Date.parse(fetched.since) ? 'reservation.updated' : type
}

const SAME_MOMENT_MS = 5_000

function isCreationOf(created: string, { time, fetched }: Fact | State): boolean {
  const at = Date.parse(created)
  if (fetched !== undefined && at >= Date.parse(fetched.since)) return true
  return time !== undefined && at > Date.parse(time) - SAME_MOMENT_MS
}
