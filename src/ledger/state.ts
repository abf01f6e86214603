import { isBefore } from '../../schemas/common.ts'
import type { Fact, Json, JsonObject, State } from '../../schemas/reading.ts'
import { withStatus } from './message-status.ts'

export interface Standing {
  state: JsonObject
  /** Sender's time of each field, where the sender gave one. */
  clock: Record<string, string>
}

export interface Change {
  path: string
  before: Json
  after: Json
}

export interface Applied extends Standing {
  changes: Change[]
  /** True: something was left as it is, because what is known is newer. */
  stale: boolean
}

// A sender whose clock is wrong must not lock a reservation until the year 2099.
const TOLERATED_MS = 5 * 60_000

/**
 * What is known of a thing after one more reading. Each field belongs to the latest time that told it, so deliveries
 * with times end in the same state in whatever order they come, also where each tells only a part. A reading without a
 * time counts as news, because arrival is all there is to go by.
 */
export function applyReading(known: Standing | undefined, reading: Fact | State, receivedAt: string): Applied {
  const { state, clock } = known ?? { state: {}, clock: {} }
  const told = fields(reading)
  if (told === undefined) return { state, clock, changes: [], stale: false }
  if (reading.kind === 'message') return { state: withStatus(state, told), clock, changes: [], stale: false }

  const time = clamp(reading.time, receivedAt)
  const after: Record<string, Json | undefined> = { ...state }
  const times = { ...clock }
  const changes: Change[] = []
  let stale = false
  for (const [field, value = null] of Object.entries(told)) {
    const seen = clock[field]
    const same = isSame(state[field], value)
    if (time !== undefined && seen !== undefined && isBefore(time, seen)) {
      stale ||= !same
      continue
    }
    if (time !== undefined) times[field] = time
    if (same) continue
    after[field] = value
    changes.push(...changesIn(`/${escaped(field)}`, state[field] ?? null, value))
  }
  return { state: after, clock: times, changes, stale }
}

/** True for readings that say something about how a thing stands now. */
export function hasState(reading: Fact | State): boolean {
  return fields(reading) !== undefined
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

function fields(reading: Fact | State): JsonObject | undefined {
  if (reading.kind === 'message') return asObject(reading.data['status'])
  if (!['reservation', 'guest', 'room'].includes(reading.kind)) return undefined
  return asObject(reading.data[reading.kind])
}

function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
}

/**
 * Objects are compared field by field, so that a guest's new phone is not told as a new guest. When a thing was touched is
 * remembered, but is no news by itself.
 */
function changesIn(path: string, before: Json, after: Json): Change[] {
  if (path.endsWith('/updatedAt')) return []
  const [left, right] = [asObject(before), asObject(after)]
  if (left === undefined || right === undefined) return [{ path, before, after }]
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])]
  return names
    .filter((name) => !isSame(own(left, name), own(right, name)))
    .flatMap((name) => changesIn(`${path}/${escaped(name)}`, own(left, name), own(right, name)))
}

function own(object: JsonObject, name: string): Json {
  return Object.hasOwn(object, name) ? (object[name] ?? null) : null
}

/** RFC 6901, 3. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function clamp(time: string | undefined, receivedAt: string): string | undefined {
  if (time === undefined) return undefined
  const latest = new Date(Date.parse(receivedAt) + TOLERATED_MS).toISOString()
  return isBefore(latest, time) ? latest : time
}

/** Equal as JSON, whatever the order of the keys: jsonb does not keep it. */
function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const [left, right] = [Object.entries(one), Object.entries(other)]
  const lookup = new Map<string, Json | undefined>(right)
  return (
    Array.isArray(one) === Array.isArray(other) &&
    left.length === right.length &&
    left.every(([key, value]) => lookup.has(key) && isSame(value, lookup.get(key)))
  )
}
