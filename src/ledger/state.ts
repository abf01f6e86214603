import { isBefore } from '../../schemas/common.ts'
import type { Fact, Json, JsonObject, State } from '../../schemas/reading.ts'
import { asObject, type Difference, differences, escaped, isSame, ownField } from './differences.ts'
import { withStatus } from './message-status.ts'

export interface EntityState {
  state: JsonObject
  /** Sender's time of each field, where the sender gave one. */
  clock: Record<string, string>
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

// A sender whose clock is wrong must not lock a reservation until the year 2099.
const TOLERATED_MS = 5 * 60_000

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

  const time = clamp(reading.time, receivedAt)
  if (stored === undefined) return { state: reported, clock: clockOf(reported, time), stale: false }
  const after: Record<string, Json | undefined> = { ...state }
  const times = { ...clock }
  let stale = false
  for (const field of Object.keys(reported)) {
    const value = reported[field]
    if (value === undefined) continue
    const seen = clock[field]
    const same = isSame(state[field], value)
    const older = time !== undefined && seen !== undefined && isBefore(time, seen)
    if (older || (late !== undefined && isTaken(field, time))) {
      stale ||= !same
      continue
    }
    if (time !== undefined) times[field] = time
    if (!same) after[field] = value
  }
  return { state: after, clock: times, stale }

  /** Another delivery reported this field at the same time or later. */
  function isTaken(field: string, time: string | undefined): boolean {
    const [value, seen] = [state[field], clock[field]]
    if (value === undefined) return false
    if (time === undefined || seen === undefined) return true
    return !isBefore(seen, time) && !isSame(value, late?.before?.[field])
  }
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

function clockOf(reported: JsonObject, time: string | undefined): Record<string, string> {
  if (time === undefined) return {}
  const fields = Object.keys(reported).filter((field) => reported[field] !== undefined)
  return Object.fromEntries(fields.map((field) => [field, time]))
}

/** When an entity was touched, and what its state leaves out, is stored, but is no change by itself. */
function isNews({ path }: Difference): boolean {
  return !/\/updatedAt(\/|$)|^\/omitted(\/|$)/.test(path)
}

function clamp(time: string | undefined, receivedAt: string): string | undefined {
  if (time === undefined) return undefined
  const latest = new Date(Date.parse(receivedAt) + TOLERATED_MS).toISOString()
  return isBefore(latest, time) ? latest : time
}
