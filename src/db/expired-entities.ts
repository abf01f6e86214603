import type { Ask } from './with-lock.ts'

/** A part of the table `entities` in physical order, and what counts as expired. */
export interface Window {
  /** Number of the first page, and of the first page that no longer belongs to the window. */
  fromPage: number
  toPage: number
  /** Entities that changed at this time or later stay. */
  changedBefore: Date
}

export interface ExpiredEntity {
  key: Buffer
  kind: string
  channel: string
  source: string
  property: string | null
  externalId: string
  account: string | null
  hotel: string | null
}

/**
 * An entity expires some days after its last update, and a reservation also not before as many days after its
 * departure, unless it is cancelled. Dates are local dates in the form 2026-11-26, which sort as text. $1 is the time
 * before which the last update must lie; departures are compared with its date.
 */
const EXPIRED = `entities.updated_at < $1 and (
    entities.kind <> 'reservation' or entities.state->>'status' = 'cancelled'
    or coalesce(entities.state->>'departureDate', '') < to_char($1::timestamptz at time zone 'UTC', 'YYYY-MM-DD')
  )`

const IN_WINDOW = `entities.ctid >= format('(%s,0)', $2::int)::tid and entities.ctid < format('(%s,0)', $3::int)::tid`

const values = ({ fromPage, toPage, changedBefore }: Window) => [changedBefore, fromPage, toPage]

export async function countEntityPages(ask: Ask): Promise<number> {
  const [row] = await ask<{ pages: number }>(
    'bellhook_count_entity_pages',
    `select ceil(pg_relation_size('entities') / current_setting('block_size')::numeric)::int as pages`,
    []
  )
  return row?.pages ?? 0
}

/**
 * The table is read page by page. An index on the time of the last update would make each update of an entity more
 * expensive, because PostgreSQL could no longer update a row in place (HOT).
 */
export function findExpiredEntities(ask: Ask, window: Window): Promise<ExpiredEntity[]> {
  return ask(
    'bellhook_find_expired_entities',
    `select key, kind, channel, source, property, external_id as "externalId", account, hotel from entities
     where ${IN_WINDOW} and ${EXPIRED}`,
    values(window)
  )
}

/** Keys of guests who would expire by their own last update, and have a reservation in the window that does not expire. */
export async function findBookedGuests(ask: Ask, window: Window): Promise<Buffer[]> {
  const rows = await ask<{ key: Buffer }>(
    'bellhook_find_booked_guests',
    `select guest.key from entities join entities as guest
       on guest.external_id = entities.state #>> '{guest,externalId}' and guest.kind = 'guest'
         and guest.channel = entities.channel and guest.source = entities.source and guest.updated_at < $1
         and guest.hotel is not distinct from entities.hotel
     where ${IN_WINDOW} and entities.kind = 'reservation' and (${EXPIRED}) is not true`,
    values(window)
  )
  return rows.map(({ key }) => key)
}

/**
 * Removes entities that are still expired. Those that a gateway is writing now are skipped, so neither waits for the other.
 * The event that reported the creation of the reservation loses its key: otherwise a later update, which creates
 * the reservation again, would count as a duplicate.
 */
export async function removeEntities(
  ask: Ask,
  given: readonly { key: Buffer; creationKey: Buffer | null }[],
  changedBefore: Date
): Promise<number> {
  const [row] = await ask<{ removed: number }>(
    'bellhook_remove_entities',
    `with given as (select * from unnest($2::bytea[], $3::bytea[]) as given(key, creation)),
       expired as materialized (
         select entities.key, given.creation from given join entities on entities.key = given.key where ${EXPIRED}
         for update of entities skip locked
       ),
       gone as (delete from entities using expired where entities.key = expired.key returning expired.creation),
       released as (update events set key = null where key = any(array(select creation from gone where creation is not null)))
     select count(*)::int as removed from gone`,
    [changedBefore, given.map(({ key }) => key), given.map(({ creationKey }) => creationKey)]
  )
  return row?.removed ?? 0
}
