import { isBefore } from '../../schemas/common.ts'
import { asObject } from '../../schemas/json-object.ts'
import { escapedName } from '../../schemas/json-pointer.ts'
import type { Fact, Json, JsonObject, State } from '../../schemas/reading.ts'
import type { Clock } from './clock.ts'
import { type Difference, differences, isSame, ownField } from './differences.ts'
import { type MergeOptions, mergeReported } from './merge.ts'
import { withStatus } from './message-status.ts'

export interface EntityState {
  state: JsonObject
  /** Time of each field, if the sender gave one. */
  clock: Clock
}

interface Applied extends EntityState {
  /** True: a field stays as it is, because the stored value is newer. */
  stale: boolean
}

/** For a replayed delivery, if other deliveries have changed the entity since it arrived. */
export interface Late {
  /** The state in the event of this delivery. */
  before: JsonObject | undefined
}

// A clock that is ahead does not show when something happened. Later updates count even if their time is up to a minute before the arrival.
const MOST_DOUBT_MS = 60_000

// A time without a zone is stored as if its clock were 14 hours ahead of UTC, and a clock can be 12 hours behind.
const ZONES_MS = 26 * 3_600_000

/**
 * The state of an entity after one more reading. Each field has the value with the latest time. So deliveries with times lead to the same
 * state in any order, also if each reports only a part. A reading without a time counts as the newest. If it is `late`, it changes only
 * fields that no delivery has reported, fields that it reported itself, and fields with an older time.
 */
export function applyReading(
  stored: EntityState | undefined,
  reading: Fact | State,
  receivedAt: string,
  late?: Late
): Applied {
  const { state, clock } = stored ?? { state: {}, clock: {} }
  const reported = reportedState(reading)?.reported
  if (reported === undefined) return { state, clock, stale: false }
  if (reading.kind === 'message') return { state: withStatus(state, reported), clock, stale: false }

  const times = timesOf(reading, receivedAt)
  // The state of a new entity is the reported object itself, so that its JSON is serialized once for event and state.
  if (stored === undefined && times.time === undefined) return { state: reported, clock: {}, stale: false }
  const options = { ...times, assumed: new Set(reading.assumed), whole: new Set(reading.whole), isTaken }
  const merged = mergeReported({ state, clock }, reported, late?.before, options)
  return stored === undefined ? { ...merged, state: reported } : merged

  /** Another delivery reported this field at the same time or later. */
  function isTaken(current: Json | undefined, seen: string | undefined, then: Json | undefined): boolean {
    if (late === undefined || current === undefined) return false
    if (times.time === undefined || seen === undefined) return true
    return !isBefore(seen, times.time) && !isSame(current, then)
  }
}

/** The changes between two states. If there are more than 1,000, one change for each field of the entity. */
export function changesOf(before: JsonObject | undefined, after: JsonObject): Difference[] {
  const found = differences(before ?? {}, after) ?? fieldsThatDiffer(before ?? {}, after)
  return found.filter(isNews)
}

function fieldsThatDiffer(before: JsonObject, after: JsonObject): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) => {
    const [left, right] = [ownField(before, name), ownField(after, name)]
    return isSame(left, right) ? [] : [{ path: `/${escapedName(name)}`, before: left, after: right }]
  })
}

/** The type of the one event for a change of state. A check-in is not also an update. */
export function typeOfChange(kind: string, before: JsonObject | undefined, after: JsonObject): string {
  if (kind === 'guest') return 'guest.updated'
  if (kind === 'room') return 'room.status_changed'
  const became = before?.['status'] === after['status'] ? undefined : after['status']
  if (became === 'cancelled') return 'reservation.cancelled'
  if (became === 'checked_in') return 'guest.checked_in'
  if (became === 'checked_out') return 'guest.checked_out'
  return before === undefined ? 'reservation.created' : 'reservation.updated'
}

/** The entity state that a reading reports, and the field of its data that has it. Undefined: it reports none. */
export function reportedState({ kind, data }: Fact | State): { reported: JsonObject; field: string } | undefined {
  const field = FIELD_OF_STATE.get(kind)
  if (field === undefined) return undefined
  const reported = asObject(data[field])
  return reported && { reported, field }
}

const FIELD_OF_STATE: ReadonlyMap<string, string> = new Map([
  ['reservation', 'reservation'],
  ['guest', 'guest'],
  ['room', 'room'],
  ['message', 'status']
])

// Names that PMSs give to the time of an entity's last modification.
const MODIFIED = /\/(updatedAt|lastUpdatedAt|updatedOn|latestActivityOn|modifiedAt)(\/|$)/

/** Times of modification, and the list of omitted parts, are stored, but are no change by themselves. */
function isNews({ path }: Difference): boolean {
  return !MODIFIED.test(path) && !/^\/omitted(\/|$)/.test(path)
}

/**
 * The time to compare with, and the time to store. A time in the future counts as the arrival, and is stored as an earlier time: earlier
 * by as much as the clock is ahead, up to a minute. The arrival cannot be compared with an `order` that has no zone, so an `order` that
 * is further ahead only puts the reading behind those before it. If the zone is known, there is a `time` as well.
 */
function timesOf(reading: Fact | State, receivedAt: string): Pick<MergeOptions, 'time' | 'recorded'> {
  const { order, time } = reading
  const reported = order ?? time
  if (reported === undefined) return { time: undefined, recorded: undefined }
  const shift = shiftOf(reading)
  const arrival = Date.parse(receivedAt) - shift
  const ahead = Date.parse(reported) - arrival
  if (ahead <= 0) return { time: reported, recorded: reported }
  const isUnzoned = order !== undefined && shift === 0
  const doubt = isUnzoned && ahead > MOST_DOUBT_MS ? ZONES_MS : Math.min(ahead, MOST_DOUBT_MS)
  const compared = shift === 0 ? receivedAt : new Date(arrival).toISOString()
  return { time: compared, recorded: new Date(arrival - doubt).toISOString() }
}

/** By how much `order` is earlier than the `time` of the same moment. Zero for a fetched record, whose `time` assumes a zone. */
function shiftOf({ order, time, fetched }: Fact | State): number {
  if (order === undefined || time === undefined || fetched !== undefined) return 0
  const shift = Date.parse(time) - Date.parse(order)
  return shift > 0 && shift <= ZONES_MS ? shift : 0
}
