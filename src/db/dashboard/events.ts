import { type SQL, sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import type { FeedEvent } from '../events.ts'
import { fromDatabase } from '../instant.ts'
import { events } from '../tables.ts'
import { before, type OlderPage, type OlderRequest, olderPage, WINDOW_ROWS } from './window.ts'

export interface EventListFilter {
  type?: string | undefined
  /** Slugs. */
  hotel?: string | undefined
  account?: string | undefined
  source?: string | undefined
  /** RFC 3339: when it was received. */
  since?: string | undefined
  /** Kinds of subjects: `message`. */
  kinds?: readonly string[] | undefined
  /** Only the newest event of each subject. */
  newestOnly?: boolean
  /** Current status of a message. */
  status?: string | undefined
  /** Full subjects: `message/wamid…`. */
  subjects?: readonly string[] | undefined
  /** Only these. Give their subjects too, because there is no index of ids. */
  ids?: readonly string[] | undefined
  /** Only events of these deliveries. */
  deliveryIds?: readonly string[] | undefined
  /** The data has one of these texts, whatever the case. */
  texts?: readonly string[] | undefined
  /** The reader sees only events of these hotels. */
  hotels?: readonly string[] | undefined
}

/** An event in a list. */
export interface EventListRow extends Omit<FeedEvent, 'data' | 'hydrated' | 'traceparent'> {
  /** Current status of the message that it is about. */
  status: string | null
}

export type EventDetail = EventListRow & {
  /** JSON text. Null: it is larger than asked for. */
  data: string | null
}

type Found<Row extends EventListRow> = Omit<Row, 'position'> & { position: string } & Record<string, unknown>

const COLUMNS = sql`position, id, type, source, subject, time, channel, property, account, hotel, delivery_id as "deliveryId",
  received_at as "receivedAt", timebasis, verified, corrects`

const STATUS = sql`(select left(state->>'status', 64) from entities where kind = 'message' and entities.source = event.source
  and external_id = substr(event.subject, 9) and entities.hotel is not distinct from event.hotel limit 1)`

/** Events, newest first. */
export async function listEvents(
  query: Queries,
  filter: EventListFilter,
  { before: position, limit }: OlderRequest
): Promise<OlderPage<EventListRow>> {
  const wanted = sql.join([before(position), ...conditionsOf(filter)], sql` and `)
  const isIndexed = filter.subjects !== undefined || filter.deliveryIds !== undefined
  const end = isIndexed ? undefined : await windowEnd(query, position, windowOf(filter))
  const inWindow = end === undefined ? wanted : sql`${wanted} and position >= ${end}`
  const { rows } = await query.execute<Found<EventListRow>>(sql`
    select ${COLUMNS}, case when starts_with(subject, 'message/') then ${STATUS} end as status
    from ${events} as event where ${inWindow} order by position desc limit ${limit + 1}`)
  return olderPage(rows.map(rowOf), limit, end)
}

/** Texts and states of 10,000 events take as long as the columns of 50,000. */
function windowOf({ texts, status }: EventListFilter): number {
  return texts === undefined && status === undefined ? WINDOW_ROWS : WINDOW_ROWS / 5
}

async function windowEnd(query: Queries, position: number | undefined, rows: number): Promise<number | undefined> {
  const { rows: ends } = await query.execute<{ position: string }>(sql`
    select position from ${events} where ${before(position)} order by position desc offset ${rows} limit 1`)
  return ends[0] && Number(ends[0].position)
}

/** An event with its data, if that has at most `bytes`. */
export async function readEvent(query: Queries, id: string, bytes: number): Promise<EventDetail | undefined> {
  const around = await positionsAround(query, id)
  const { rows } = await query.execute<Found<EventDetail>>(sql`
    select ${COLUMNS}, null as status, case when octet_length(data::text) <= ${bytes} then data::text end as data
    from ${events} where position between ${around.from} and ${around.to} and id = ${id}`)
  return rows[0] && rowOf(rows[0])
}

/** Events of a delivery, oldest first. */
export async function readEventsOf(query: Queries, deliveryId: string, limit: number): Promise<EventListRow[]> {
  const { rows } = await query.execute<Found<EventListRow>>(sql`
    select ${COLUMNS}, null as status from ${events} where delivery_id = ${deliveryId} order by position limit ${limit}`)
  return rows.map(rowOf)
}

export interface Subject {
  subject: string
  source: string
  property: string | null
  account: string | null
  hotel: string | null
}

/** The newest events about one thing, with their data, newest first. */
export async function readEventsAbout(
  query: Queries,
  about: Subject,
  limit: number,
  bytes: number
): Promise<EventDetail[]> {
  const { subject, source, property, hotel, account } = about
  const { rows } = await query.execute<Found<EventDetail>>(sql`
    select ${COLUMNS}, null as status, case when octet_length(data::text) <= ${bytes} then data::text end as data
    from ${events} where subject = ${subject} and source = ${source} and property is not distinct from ${property}
      and hotel is not distinct from ${hotel} and (hotel is not null or account is not distinct from ${account})
    order by position desc limit ${limit}`)
  return rows.map(rowOf)
}

/**
 * Positions between which the event with an id is. There is no index of ids, but ids begin with the time at which they were made, shortly
 * before the commit. So a binary search over positions comes close.
 */
async function positionsAround(query: Queries, id: string): Promise<{ from: number; to: number }> {
  const { rows } = await query.execute<{ low: string; high: string }>(
    sql`select coalesce(min(position), 0) as low, coalesce(max(position), 0) as high from ${events}`
  )
  let [low, high] = [Number(rows[0]?.low ?? 0), Number(rows[0]?.high ?? 0)]
  while (high - low > NEAR_POSITIONS) {
    const middle = Math.floor((low + high) / 2)
    const { rows: found } = await query.execute<{ position: string; id: string }>(sql`
      select position, id from ${events} where position >= ${middle} order by position limit 1`)
    const [row] = found
    if (row === undefined || row.id > id) high = middle
    else low = middle
  }
  return { from: low - NEAR_POSITIONS, to: high + NEAR_POSITIONS }
}

/** Gateways with slightly different clocks commit by turns. */
const NEAR_POSITIONS = 5_000

function conditionsOf(filter: EventListFilter): SQL[] {
  const { type, hotel, account, source, since, hotels, kinds, newestOnly, status, subjects, texts, ids, deliveryIds } =
    filter
  return [
    ...(type === undefined ? [] : [sql`type = ${type}`]),
    ...(hotel === undefined ? [] : [sql`hotel = ${hotel}`]),
    ...(account === undefined ? [] : [sql`account = ${account}`]),
    ...(source === undefined ? [] : [sql`source = ${source}`]),
    ...(since === undefined ? [] : [sql`received_at >= ${since}`]),
    ...(hotels === undefined ? [] : [sql`hotel = any(${sql.param([...hotels])}::text[])`]),
    ...(kinds === undefined ? [] : [sql`split_part(subject, '/', 1) = any(${sql.param([...kinds])}::text[])`]),
    ...(newestOnly ? [IS_NEWEST] : []),
    ...(status === undefined ? [] : [sql`${STATUS} = ${status}`]),
    ...(subjects === undefined ? [] : [sql`subject = any(${sql.param([...subjects])}::text[])`]),
    ...(ids === undefined ? [] : [sql`id = any(${sql.param([...ids])}::uuid[])`]),
    ...(deliveryIds === undefined ? [] : [sql`delivery_id = any(${sql.param([...deliveryIds])}::uuid[])`]),
    ...(texts === undefined ? [] : [sql`lower(data::text) like any(${sql.param(texts.map(pattern))}::text[])`])
  ]
}

const IS_NEWEST = sql`not exists (select from ${events} as later where later.subject = event.subject and later.position > event.position
  and later.source = event.source and later.hotel is not distinct from event.hotel)`

/** A pattern of `like` for a text anywhere. */
export function pattern(text: string): string {
  return `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
}

function rowOf<Row extends EventListRow>(row: Found<Row>): Row {
  const { position, time, receivedAt } = row
  // Only these three columns have another form in PostgreSQL.
  return {
    ...row,
    position: Number(position),
    time: fromDatabase(time),
    receivedAt: fromDatabase(receivedAt)
  } as unknown as Row
}
