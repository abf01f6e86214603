import { hash } from 'node:crypto'
import type { Fact, State } from '../../schemas/reading.ts'
import type { Delivery } from '../contract/delivery.ts'

/** JSON separates the parts, so that ["a", "bc"] and ["ab", "c"] are two keys. */
export function digest(parts: readonly (string | null)[]): Buffer {
  return hash('sha256', JSON.stringify(parts), 'buffer')
}

export function entityKey(
  { channel }: Pick<Delivery, 'channel'>,
  about: Pick<Fact | State, 'kind' | 'source' | 'property' | 'id' | 'isGlobal' | 'account' | 'hotel'>
): Buffer {
  return digest([...scopeOf(about), channel, about.kind, about.source, propertyOf(about), about.id])
}

const NO_SCOPE: readonly string[] = Object.freeze([])

/** Keeps the keys of different hotels apart, or of different accounts, where there is no hotel. */
function scopeOf({ account, hotel }: Pick<Fact, 'account' | 'hotel'>): readonly string[] {
  if (hotel !== undefined) return ['hotel', hotel]
  return account === undefined ? NO_SCOPE : ['account', account]
}

/** The hotel in a key. An id that is global needs none. */
function propertyOf({ property, isGlobal }: Pick<Fact, 'property' | 'isGlobal'>): string | null {
  return isGlobal ? null : (property ?? null)
}

export function isCreation({ kind, type }: Fact | State): boolean {
  return kind === 'reservation' && type === 'reservation.created'
}

/** The key of the event by which a state first reports a reservation. */
export function creationKey(
  { channel }: Pick<Delivery, 'channel'>,
  about: Pick<Fact | State, 'source' | 'property' | 'id' | 'isGlobal' | 'account' | 'hotel'>
): Buffer {
  return digest([...scopeOf(about), channel, about.source, 'reservation.created', propertyOf(about), about.id])
}

/** The dedup key of a fact, if it has one. */
export function keyOf(
  { channel, receivedAt }: Pick<Delivery, 'channel' | 'receivedAt'>,
  reading: Fact | State
): Buffer | null {
  if (reading.type === undefined || reading.key === undefined) return null
  const day = reading.keyLasts === 'day' ? [receivedAt.slice(0, 10)] : []
  return digest([...scopeOf(reading), channel, reading.source, ...reading.key, ...day])
}

/** The dedup key that an earlier version used for the fact. */
export function formerKeyOf({ channel }: Pick<Delivery, 'channel'>, reading: Fact | State): Buffer | null {
  if (reading.type === undefined || reading.formerKey === undefined) return null
  return digest([...scopeOf(reading), channel, reading.source, ...reading.formerKey])
}
