import { isBefore } from '../../schemas/common.ts'
import type { Fact, Json, JsonObject, State } from '../../schemas/reading.ts'
import { asObject, type Difference, differences, isSame } from './differences.ts'
import { withStatus } from './message-status.ts'

export interface Standing {
  state: JsonObject
  /** Sender's time of each field, where the sender gave one. */
  clock: Record<string, string>
}

export interface Applied extends Standing {
  /** True: something was left as it is, because what is known is newer. */
  stale: boolean
}

/** A delivery that is read again after others have told of the same thing. */
export interface Late {
  /** What it said of the thing when it came, as far as it became an event. */
  said: JsonObject | undefined
}

// A sender whose clock is wrong must not lock a reservation until the year 2099.
const TOLERATED_MS = 5 * 60_000

const NOTHING: Standing = { state: {}, clock: {} }

/**
 * What is known of a thing after one more reading. Each field belongs to the latest time that told it, so deliveries
 * with times end in the same state in whatever order they come, also where each tells only a part. A reading without a
 * time counts as news, because arrival is all there is to go by; so one that is `late` changes only fields that nobody
 * told, those that it told itself, and those whose time is older.
 */
export function applyReading(
  known: Standing | undefined,
  reading: Fact | State,
  receivedAt: string,
  late?: Late
): Applied {
  const { state, clock } = known ?? NOTHING
  const told = toldState(reading)?.told
  if (told === undefined) return { state, clock, stale: false }
  if (reading.kind === 'message') return { state: withStatus(state, told), clock, stale: false }

  const time = clamp(reading.time, receivedAt)
  if (known === undefined) return { state: told, clock: allTold(told, time), stale: false }
  const after: Record<string, Json | undefined> = { ...state }
  const times = { ...clock }
  let stale = false
  for (const field of Object.keys(told)) {
    const value = told[field]
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

  /** By whom nobody knows, but not by this one, and not earlier. */
  function isTaken(field: string, time: string | undefined): boolean {
    const [value, seen] = [state[field], clock[field]]
    if (value === undefined) return false
    if (time === undefined || seen === undefined) return true
    return !isBefore(seen, time) && !isSame(value, late?.said?.[field])
  }
}

/** What is news between two states. */
export function changesOf(before: JsonObject | undefined, after: JsonObject): Difference[] {
  return differences('', before ?? {}, after).filter(isNews)
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

/** What a reading says about how a thing stands now, and in which field of its data; undefined: nothing. */
export function toldState({ kind, data }: Fact | State): { told: JsonObject; field: string } | undefined {
  const field = FIELD_OF_STATE.get(kind)
  const told = field === undefined ? undefined : asObject(data[field])
  return field === undefined || told === undefined ? undefined : { told, field }
}

const FIELD_OF_STATE: ReadonlyMap<string, string> = new Map([
  ['reservation', 'reservation'],
  ['guest', 'guest'],
  ['room', 'room'],
  ['message', 'status']
])

function allTold(told: JsonObject, time: string | undefined): Record<string, string> {
  if (time === undefined) return {}
  return Object.fromEntries(Object.keys(told).flatMap((field) => (told[field] === undefined ? [] : [[field, time]])))
}

/** When a thing was touched is remembered, but is no news by itself. */
function isNews({ path }: Difference): boolean {
  return !/\/updatedAt(\/|$)/.test(path)
}

function clamp(time: string | undefined, receivedAt: string): string | undefined {
  if (time === undefined) return undefined
  const latest = new Date(Date.parse(receivedAt) + TOLERATED_MS).toISOString()
  return isBefore(latest, time) ? latest : time
}
