import {
  countEntityPages,
  type ExpiredEntity,
  findBookedGuests,
  findExpiredEntities,
  removeEntities,
  type Window
} from '../db/expired-entities.ts'
import type { Ask } from '../db/with-lock.ts'
import { creationKey, entityKey } from '../ledger/digest.ts'

interface Sweep {
  ask: Ask
  /** Entities whose last update is older than this may expire. */
  changedBefore: Date
  /** Maximum number of guest keys in memory. */
  maxBookedGuests: number
  /** Rests after a step that took `ms` milliseconds and removed `removed` entities. Returns false to stop the sweep. */
  rest(ms: number, removed: number): Promise<boolean>
}

/** 128 KiB: up to a few hundred entities. */
const PAGES = 16

/**
 * Walks twice over all entities. The first walk notes the guests of reservations that stay. The second walk removes what has
 * expired, except for these guests.
 */
export async function removeExpiredState(sweep: Sweep): Promise<void> {
  const { ask, changedBefore, maxBookedGuests } = sweep
  const booked = new Set<string>()
  await walk(sweep, async (window) => {
    if (booked.size > maxBookedGuests) return 0
    for (const key of await findBookedGuests(ask, window)) booked.add(key.toString('latin1'))
    return 0
  })
  // If there are too many to remember, all guests stay: removing one who is about to arrive would be worse.
  const isIncomplete = booked.size > maxBookedGuests
  const stays = ({ kind, key }: ExpiredEntity) =>
    kind === 'guest' && (isIncomplete || booked.has(key.toString('latin1')))

  await walk(sweep, async (window) => {
    const expired = (await findExpiredEntities(ask, window)).filter((entity) => !stays(entity))
    if (expired.length === 0) return 0
    const keys = expired.map((entity) => ({ key: entity.key, creationKey: creationKeyOf(entity) }))
    return removeEntities(ask, keys, changedBefore)
  })
}

async function walk({ ask, changedBefore, rest }: Sweep, step: (window: Window) => Promise<number>): Promise<void> {
  const pages = await countEntityPages(ask)
  for (let fromPage = 0; fromPage < pages; fromPage += PAGES) {
    const began = performance.now()
    const removed = await step({ fromPage, toPage: fromPage + PAGES, changedBefore })
    if (!(await rest(performance.now() - began, removed))) return
  }
}

function creationKeyOf({ key, kind, channel, source, property, externalId, ...scope }: ExpiredEntity): Buffer | null {
  if (kind !== 'reservation') return null
  const { account, hotel } = scope
  const about = {
    ...{ kind, source, property: property ?? undefined, id: externalId },
    ...{ account: account ?? undefined, hotel: hotel ?? undefined }
  }
  // A global id: the key of the entity does not depend on the hotel.
  const isGlobal = entityKey({ channel }, { ...about, isGlobal: true }).equals(key)
  return creationKey({ channel }, { ...about, isGlobal })
}
