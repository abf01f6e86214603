import type { Fact, State } from '../../schemas/reading.ts'
import type { Delivery } from '../contract/delivery.ts'
import type { Clock } from './clock.ts'
import { digest } from './digest.ts'

/** The entry of a clock that lists the keys of states. No field has such a path, because a tilde in a path is escaped. */
const ENTRY = '~keys'

/** Vendors repeat a delivery for some days. An entity that changes ten times a day remembers ten days. */
const MOST_KEYS = 100

/** Characters of a digest in base64: 72 bits, for at most MOST_KEYS keys of one entity. */
const LENGTH = 12

/** What makes a state a repetition of one that was read before, where the sender gives such a key. */
export function stateKeyOf({ channel }: Pick<Delivery, 'channel'>, reading: Fact | State): string | undefined {
  if (reading.type !== undefined || reading.key === undefined) return undefined
  return digest([channel, reading.source, ...reading.key])
    .toString('base64url')
    .slice(0, LENGTH)
}

/** True: a state with this key was read before, whether or not it changed anything. */
export function hasStateKey(clock: Clock, key: string): boolean {
  return clock[ENTRY]?.split(' ').includes(key) ?? false
}

/** The clock with one more key. The oldest key makes room for it. */
export function withStateKey(clock: Clock, key: string): Clock {
  const known = clock[ENTRY]?.split(' ') ?? []
  if (known.includes(key)) return clock
  return { ...clock, [ENTRY]: [...known, key].slice(-MOST_KEYS).join(' ') }
}
