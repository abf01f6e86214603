import { isBefore } from '../../schemas/common.ts'
import type { Fact, Json, JsonObject, State } from '../../schemas/reading.ts'
import type { Clock } from './clock.ts'
import { asObject, type Difference, differences, escaped, isSame, ownField } from './differences.ts'
import { type MergeOptions, mergeReported } from './merge.ts'
import { withStatus } from './message-status.ts'

export interface EntityState {
  state: JsonObject
  /** Sender's time of each field, where the sender gave one. */
  clock: Clock
}

export interface Applied extends EntityState {
  /** True: a field stays as it is, because the stored value is newer. */
  stale: boolean
}

/** For a replayed delivery, if other deliveries have changed the entity since it arrived. */
export interface Late {
  /** The state in the event of this delivery. */
  before: JsonObject | undefined
}

// A clock that is ahead says little of when something happened. What comes later may be a minute before the arrival and still counts.
const MOST_DOUBT_MS = 60_000

const NO_PATHS: ReadonlySet<string> = new Set()

/**
 * State of an entity after one more reading. Each field belongs to the latest time that reported it, so deliveries
 * with times end in the same state in whatever order they arrive, also where each reports only a part. A reading without a
 * time counts as the newest, because arrival is all there is to go by. If it is `late`, it changes only fields that nobody
 * reported, those that it reported itself, and those with an older time.
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
  // The state of a new entity is what was reported, as one object: then it is stored with the event, and serialized once.
  if (stored === undefined && times.time === undefined) return { state: reported, clock: {}, stale: false }
  const options = { ...times, assumed: pathsOf(reading.assumed), whole: pathsOf(reading.whole), isTaken }
  const merged = mergeReported({ state, clock }, reported, late?.before, options)
  return stored === undefined ? { ...merged, state: reported } : merged

  /** Another delivery reported this field at the same time or later. */
  function isTaken(current: Json | undefined, seen: string | undefined, then: Json | undefined): boolean {
    if (late === undefined || current === undefined) return false
    if (times.time === undefined || seen === undefined) return true
    return !isBefore(seen, times.time) && !isSame(current, then)
  }
}

function pathsOf(paths: readonly string[] | undefined): ReadonlySet<string> {
  return paths === undefined || paths.length === 0 ? NO_PATHS : new Set(paths)
}

/** What changed between two states. More than 1,000 differences are reported as one for each field of the entity. */
export function changesOf(before: JsonObject | undefined, after: JsonObject): Difference[] {
  const found = differences(before ?? {}, after) ?? fieldsThatDiffer(before ?? {}, after)
  return found.filter(isNews)
}

function fieldsThatDiffer(before: JsonObject, after: JsonObject): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) => {
    const [left, right] = [ownField(before, name), ownField(after, name)]
    return isSame(left, right) ? [] : [{ path: `/${escaped(name)}`, before: left, after: right }]
  })
}

/** Which of the core events a change of state is. Exactly one: a check-in is not an update as well. */
export function typeOfChange(kind: string, before: JsonObject | undefined, after: JsonObject): string {
  if (kind === 'guest') return 'guest.updated'
  if (kind === 'room') return 'room.status_changed'
  const became = before?.['status'] === after['status'] ? undefined : after['status']
  if (became === 'cancelled') return 'reservation.cancelled'
  if (became === 'checked_in') return 'guest.checked_in'
  if (became === 'checked_out') return 'guest.checked_out'
  return before === undefined ? 'reservation.created' : 'reservation.updated'
}

/** What a reading reports of an entity's state, and in which field of its data; undefined: nothing. */
export function reportedState({ kind, data }: Fact | State): { reported: JsonObject; field: string } | undefined {
  const field = FIELD_OF_STATE.get(kind)
  const reported = field === undefined ? undefined : asObject(data[field])
  return field === undefined || reported === undefined ? undefined : { reported, field }
}

const FIELD_OF_STATE: ReadonlyMap<string, string> = new Map([
  ['reservation', 'reservation'],
  ['guest', 'guest'],
  ['room', 'room'],
  ['message', 'status']
])

// Names that PMSs give to the time of an entity's last modification.
const MODIFIED = /\/(updatedAt|lastUpdatedAt|updatedOn|latestActivityOn)(\/|$)/

/** The time of a modification, and what a state leaves out, are stored, but are no change by themselves. */
function isNews({ path }: Difference): boolean {
  return !MODIFIED.test(path) && !/^\/omitted(\/|$)/.test(path)
}

/**
 * The time to compare with, and the one to remember. A time in the future counts as that of the arrival, and is remembered as an
 * earlier one: by as much as the clock is ahead, up to a minute.
 */
function timesOf({ order, time }: Fact | State, receivedAt: string): Pick<MergeOptions, 'time' | 'recorded'> {
  const reported = order ?? time
  if (reported === undefined) return { time: undefined, recorded: undefined }
  const arrival = Date.parse(receivedAt)
  const ahead = Date.parse(reported) - arrival
  if (ahead <= 0) return { time: reported, recorded: reported }
  return { time: receivedAt, recorded: new Date(arrival - Math.min(ahead, MOST_DOUBT_MS)).toISOString() }
}
