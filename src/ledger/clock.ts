import { isBefore } from '../../schemas/common.ts'

/** The sender's time of each field of a state, by its path: `status`, `guest/phone`, `rooms/<id>/status`. */
export type Clock = Record<string, string>

/** Entries, and characters of their paths. With more, the entries of members are joined into one for each field of the entity. */
const MOST_ENTRIES = 2_000
const MOST_CHARACTERS = 64 * 1024

/** The time of a field: its own, or that of the nearest object around it that was reported in full. */
export function clockAt(clock: Clock, path: string): string | undefined {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
    if (Object.hasOwn(clock, at)) return clock[at]
    if (!at.includes('/')) return undefined
  }
}

/** Names of the members of an object that were reported after a time, at any depth, as parts of a path. */
export function latestMembers(clock: Clock, path: string, time: string): Set<string> {
  const inside = `${path}/`
  const names = new Set<string>()
  for (const [at, seen] of Object.entries(clock)) {
    if (at.startsWith(inside) && isBefore(time, seen)) names.add(at.slice(inside.length).replace(/\/.*/s, ''))
  }
  return names
}

/** Removes the entries of the members of an object. With a time, only entries up to that time. */
export function dropMembers(clock: Clock, path: string, time: string | undefined): void {
  const inside = `${path}/`
  for (const [at, seen] of Object.entries(clock)) {
    if (at.startsWith(inside) && (time === undefined || !isBefore(time, seen))) delete clock[at]
  }
}

/** The clock, without the entries of members if it is too large. */
export function boundedClock(clock: Clock): Clock {
  const paths = Object.keys(clock)
  const characters = paths.reduce((sum, path) => sum + path.length, 0)
  if (paths.length <= MOST_ENTRIES && characters <= MOST_CHARACTERS) return clock
  const joined: Clock = {}
  for (const [path, seen] of Object.entries(clock)) {
    const field = path.replace(/\/.*/s, '')
    const known = joined[field]
    if (known === undefined || isBefore(known, seen)) joined[field] = seen
  }
  return joined
}
