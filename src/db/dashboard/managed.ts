import { type SQL, sql } from 'drizzle-orm'
import type { Role } from '../accounts/operators.ts'
import type { Queries } from '../connect.ts'
import { given } from '../given.ts'
import { instantOrNull } from '../instant.ts'
import { before, type OlderPage, type OlderRequest, olderPage } from './window.ts'

// Lists of what people manage, newest first. `position` is the id of the row.

type Found<Row> = Row & Record<string, unknown>

export interface ManagedAccount {
  position: number
  slug: string
  name: string
  kind: string
  hotel: string | null
  state: 'active' | 'paused'
  /** The last delivery that belongs to the account. */
  lastAt: string | null
  /** The last use of a secret that proves a sender. */
  provenAt: string | null
  hasSecret: boolean
}

export interface AccountFilter {
  kind?: string | undefined
  /** Slug. */
  hotel?: string | undefined
  state?: string | undefined
  /** Ids: only accounts that belong to one of these hotels, or have an id that does. */
  hotels?: readonly number[] | undefined
}

export async function listAccounts(
  query: Queries,
  { kind, hotel, state, hotels }: AccountFilter,
  { before: position, limit }: OlderRequest
): Promise<OlderPage<ManagedAccount>> {
  const ids = hotels && sql.param([...hotels])
  const wanted = [
    before(position),
    given(kind, (one) => sql`kind = ${one}`),
    given(state, (one) => sql`state = ${one}`),
    given(hotel, (slug) => sql`hotel = ${slug}`),
    given(
      ids,
      (some) => sql`(hotel_id = any(${some}::int[]) or exists (
        select from account_ids where account_id = position and hotel_id = any(${some}::int[])))`
    )
  ]
  const { rows } = await query.execute<Found<ManagedAccount>>(sql`
    select position, slug, name, kind, hotel, state,
      (select received_at from deliveries where account = candidate.slug order by deliveries.position desc limit 1) as "lastAt",
      (select max(used_at) from secrets where account_id = candidate.position and purpose <> 'verify_token') as "provenAt",
      exists (select from secrets where account_id = candidate.position and (ends_at is null or ends_at > now())) as "hasSecret"
    from (
      select * from (
        select accounts.id as position, accounts.slug, accounts.name, kind, state, hotel_id, hotels.slug as hotel
        from accounts left join hotels on hotels.id = hotel_id) as account
      where ${all(wanted)} order by position desc limit ${limit + 1}
    ) as candidate order by position desc`)
  return olderPage(
    rows.map((row) => ({ ...row, lastAt: instantOrNull(row.lastAt), provenAt: instantOrNull(row.provenAt) })),
    limit,
    undefined
  )
}

export interface ManagedHotel {
  position: number
  slug: string
  name: string
  timeZone: string
  country: string | null
  accounts: readonly string[]
  lastAt: string | null
}

export async function listHotels(
  query: Queries,
  ids: readonly number[] | null,
  { before: position, limit }: OlderRequest
): Promise<OlderPage<ManagedHotel>> {
  const only = ids === null ? undefined : sql`position = any(${sql.param([...ids])}::int[])`
  const { rows } = await query.execute<Found<ManagedHotel>>(sql`
    select position, slug, name, time_zone as "timeZone", country,
      array(select distinct kind from accounts where hotel_id = hotel.position order by kind) as accounts,
      (select max(received_at) from accounts, lateral (
        select received_at from deliveries where account = accounts.slug order by deliveries.position desc limit 1) as latest
        where hotel_id = hotel.position) as "lastAt"
    from (select id as position, * from hotels) as hotel where ${all([before(position), only])}
    order by position desc limit ${limit + 1}`)
  return olderPage(
    rows.map((row) => ({ ...row, lastAt: instantOrNull(row.lastAt) })),
    limit,
    undefined
  )
}

export interface ManagedKey {
  position: number
  name: string
  hint: string
  scopes: readonly string[]
  /** Slugs. Null: all. */
  hotels: readonly string[] | null
  endsAt: string | null
  usedAt: string | null
  endedAt: string | null
}

/** `hotels`: only keys that are limited to some of these. */
export async function listKeys(
  query: Queries,
  hotels: readonly number[] | null,
  { before: position, limit }: OlderRequest
): Promise<OlderPage<ManagedKey>> {
  const { rows } = await query.execute<Found<ManagedKey>>(sql`
    select position, name, hint, scopes, ${SLUGS} as hotels, ends_at as "endsAt", used_at as "usedAt", ended_at as "endedAt"
    from (select id as position, * from api_keys) as row where ${all([before(position), withinHotels(hotels)])}
    order by position desc limit ${limit + 1}`)
  return olderPage(
    rows.map((row) => ({
      ...row,
      endsAt: instantOrNull(row.endsAt),
      usedAt: instantOrNull(row.usedAt),
      endedAt: instantOrNull(row.endedAt)
    })),
    limit,
    undefined
  )
}

export interface ManagedPerson {
  position: number
  name: string
  role: Role
  hotels: readonly string[] | null
  /** False: the invitation was not used yet. */
  hasPassword: boolean
  /** The operator can log in with OpenID Connect. */
  hasEmail: boolean
  lastLogin: string | null
  sessions: number
}

/** `hotels`: only people that are limited to some of these. */
export async function listPeople(
  query: Queries,
  hotels: readonly number[] | null,
  { before: position, limit }: OlderRequest
): Promise<OlderPage<ManagedPerson>> {
  const { rows } = await query.execute<Found<ManagedPerson>>(sql`
    select position, name, role, ${SLUGS} as hotels, password is not null as "hasPassword", email is not null as "hasEmail", last_login as "lastLogin",
      (select count(*)::int from sessions where operator_id = position and ends_at > now()) as sessions
    from (select id as position, * from operators) as row where ${all([before(position), withinHotels(hotels)])}
    order by position desc limit ${limit + 1}`)
  return olderPage(
    rows.map((row) => ({ ...row, lastLogin: instantOrNull(row.lastLogin) })),
    limit,
    undefined
  )
}

const SLUGS = sql`case when row.hotels is not null
  then array(select slug from hotels as hotel where hotel.id = any(row.hotels) order by slug) end`

function withinHotels(hotels: readonly number[] | null): SQL | undefined {
  return hotels === null ? undefined : sql`row.hotels <@ ${sql.param([...hotels])}::int[]`
}

function all(conditions: readonly (SQL | undefined)[]): SQL {
  return sql.join(
    conditions.filter((one) => one !== undefined),
    sql` and `
  )
}
