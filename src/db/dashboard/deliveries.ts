import { and, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { Outcome } from '../../../schemas/event.ts'
import type { Queries } from '../connect.ts'
import { given } from '../given.ts'
import { fromDatabase } from '../instant.ts'
import { deliveries } from '../tables.ts'
import { before, type OlderPage, type OlderRequest, olderPage, WINDOW_ROWS } from './window.ts'

export interface DeliveryListFilter {
  outcome?: Outcome | undefined
  channel?: string | undefined
  /** Slugs. */
  account?: string | undefined
  hotel?: string | undefined
  /** The cause: `unknown_type`, `unclaimed`, … */
  reason?: string | undefined
  /** RFC 3339: when it arrived, `until` not included. */
  since?: string | undefined
  until?: string | undefined
  /** The reader sees only deliveries of these hotels. */
  hotels?: readonly string[] | undefined
  /** Only these. */
  ids?: readonly string[] | undefined
}

/** A delivery in a list. */
export interface DeliveryRow {
  position: number
  id: string
  channel: string
  source: string
  receivedAt: string
  verified: boolean
  outcome: Outcome
  cause: string | null
  account: string | null
  hotel: string | null
  bytes: number
  /** The first problem. */
  path: string | null
  problem: string | null
  /** Types of its first events. */
  types: readonly string[]
}

type Found = Omit<DeliveryRow, 'position'> & { position: string } & Record<string, unknown>

/** Deliveries, newest first. */
export async function listDeliveries(
  query: Queries,
  filter: DeliveryListFilter,
  { before: position, limit }: OlderRequest
): Promise<OlderPage<DeliveryRow>> {
  const wanted = and(before(position), conditionsOf(filter)) ?? sql`true`
  if (isIndexed(filter)) {
    const { rows } = await query.execute<Found>(
      sql`${select(sql`
      select * from ${deliveries} where ${wanted} order by position desc limit ${limit + 1}`)}`
    )
    return olderPage(rows.map(rowOf), limit, undefined)
  }
  const { rows: ends } = await query.execute<{ position: string }>(sql`
    select position from ${deliveries} where ${before(position)} order by position desc offset ${WINDOW_ROWS} limit 1`)
  const end = ends[0] && Number(ends[0].position)
  const inWindow = end === undefined ? wanted : sql`${wanted} and position >= ${end}`
  const { rows } = await query.execute<Found>(
    select(sql`select * from ${deliveries} where ${inWindow} order by position desc limit ${limit + 1}`)
  )
  return olderPage(rows.map(rowOf), limit, end)
}

/** The newest deliveries after a position, oldest first, without a filter. For live lists. */
export async function newDeliveries(query: Queries, after: number, limit: number): Promise<readonly DeliveryRow[]> {
  const { rows } = await query.execute<Found>(
    select(sql`select * from ${deliveries} where position > ${after} order by position desc limit ${limit}`, sql`asc`)
  )
  return rows.map(rowOf)
}

export async function newestDelivery(query: Queries): Promise<number> {
  const { rows } = await query.execute<{ position: string }>(
    sql`select coalesce(max(position), 0) as position from ${deliveries}`
  )
  return Number(rows[0]?.position ?? 0)
}

/** True if a delivery that was read without a filter fits one. */
export function fitsFilter(row: DeliveryRow, filter: DeliveryListFilter): boolean {
  const { outcome, channel, account, hotel, reason, since, until, hotels } = filter
  return (
    (outcome === undefined || outcome === row.outcome) &&
    (channel === undefined || channel === row.channel) &&
    (account === undefined || account === row.account) &&
    (hotel === undefined || hotel === row.hotel) &&
    (reason === undefined || reason === row.cause) &&
    (since === undefined || Date.parse(row.receivedAt) >= Date.parse(since)) &&
    (until === undefined || Date.parse(row.receivedAt) < Date.parse(until)) &&
    (hotels === undefined || (row.hotel !== null && hotels.includes(row.hotel)))
  )
}

/** The deliveries that came right after and right before another one, among those of the hotels. */
export async function neighborsOf(
  query: Queries,
  id: string,
  hotels: readonly string[] | undefined
): Promise<{ newer: string | null; older: string | null }> {
  const seen = given(hotels, (slugs) => sql`hotel = any(${sql.param([...slugs])}::text[])`) ?? sql`true`
  const first = (side: SQL, order: SQL) => sql`(
    select id from (
      select id, hotel, position from ${deliveries}, here where ${side} order by position ${order} limit ${WINDOW_ROWS}
    ) as beside where ${seen} order by position ${order} limit 1)`
  const { rows } = await query.execute<{ newer: string | null; older: string | null }>(sql`
    with here as (select position as here from ${deliveries} where id = ${id})
    select ${first(sql`position > here`, sql`asc`)} as newer, ${first(sql`position < here`, sql`desc`)} as older`)
  return rows[0] ?? { newer: null, older: null }
}

function conditionsOf({ ids, ...filter }: DeliveryListFilter): SQL | undefined {
  const { outcome, channel, account, hotel, reason, since, until, hotels } = filter
  return and(
    given(outcome, (one) => eq(deliveries.outcome, one)),
    given(channel, (one) => eq(deliveries.channel, one)),
    given(account, (slug) => eq(deliveries.account, slug)),
    given(hotel, (slug) => eq(deliveries.hotel, slug)),
    given(reason, (one) => sql`${deliveries.cause} = ${one}`),
    given(since, (at) => gte(deliveries.receivedAt, at)),
    given(until, (at) => lt(deliveries.receivedAt, at)),
    given(hotels, (slugs) => inArray(deliveries.hotel, [...slugs])),
    given(ids, (some) => inArray(deliveries.id, [...some]))
  )
}

/** True: an index finds the rows, or every row fits. */
function isIndexed({ outcome, account, ids, ...others }: DeliveryListFilter): boolean {
  const isNarrow = ids !== undefined || account !== undefined || (outcome !== undefined && outcome !== 'accepted')
  return isNarrow || Object.values(others).every((value) => value === undefined)
}

function select(candidates: SQL, order: SQL = sql`desc`): SQL {
  return sql`
    select position, id, channel, source, received_at as "receivedAt", verified, outcome, cause, account, hotel,
      octet_length(body) as bytes, left(problems::json->0->>'path', 200) as path, left(problems::json->0->>'problem', 200) as problem,
      array(select distinct type from events where events.id = any(event_ids[1:3]) and events.delivery_id = candidate.id) as types
    from (${candidates}) as candidate order by position ${order}`
}

function rowOf(row: Found): DeliveryRow {
  return { ...row, position: Number(row.position), receivedAt: fromDatabase(row.receivedAt) }
}
