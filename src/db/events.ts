import { and, eq, gt, inArray, or, type SQL, sql } from 'drizzle-orm'
import { bytesOfJson, type Page, type PageRequest, readBoundedRows } from './bounded-rows.ts'
import type { Database } from './connect.ts'
import { given } from './given.ts'
import { events } from './tables.ts'

export interface EventFilter {
  /** Types, or `<noun>.*` for all types of a noun. An event matches if it has one of them. */
  types?: readonly string[] | undefined
  channel?: string | undefined
  source?: string | undefined
  /** Id of a hotel. */
  property?: string | undefined
  /** A subject: `<kind>/<externalId>`. */
  entity?: string | undefined
  /** Slugs. */
  account?: string | undefined
  hotel?: string | undefined
  /** The reader sees only events of these hotels. */
  hotels?: readonly string[] | undefined
}

/** An event with its data as JSON text. Parsed data would need many times the memory, and no reader needs it parsed. */
export interface FeedEvent {
  position: number
  id: string
  type: string
  source: string
  subject: string
  time: string
  channel: string
  property: string | null
  account: string | null
  hotel: string | null
  deliveryId: string
  receivedAt: string
  timebasis: string
  verified: boolean
  hydrated: boolean
  corrects: string | null
  traceparent: string | null
  /** Decimal. Null: the row is older than lanes. */
  lane: string | null
  data: string
}

export interface EventPage extends Page<FeedEvent> {
  /** Bytes of the next event, if that event alone is larger than the page may be. The page has no rows then. */
  oversized: number | undefined
}

/** JSON of an event beside its data and its texts, at most. */
const ENVELOPE_BYTES = 600

/** Events after a position, oldest first. */
export async function readEvents(
  query: Database['query'],
  request: PageRequest,
  filter: EventFilter
): Promise<EventPage> {
  return readEventRows(query, request, {
    source: sql`${events} where ${and(gt(events.position, request.after), matching(filter))}`,
    newest: sql`select coalesce(max(position), 0) as position from ${events}`
  })
}

/** The condition of a filter on `events`. Undefined: all of them. */
export function matching({
  types,
  channel,
  source,
  property,
  entity,
  account,
  hotel,
  hotels
}: EventFilter): SQL | undefined {
  return and(
    given(types, (types) => or(...types.map(hasType))),
    given(channel, (channel) => eq(events.channel, channel)),
    given(source, (source) => eq(events.source, source)),
    given(property, (property) => eq(events.property, property)),
    given(entity, (subject) => eq(events.subject, subject)),
    given(account, (slug) => eq(events.account, slug)),
    given(hotel, (slug) => eq(events.hotel, slug)),
    given(hotels, (slugs) => inArray(events.hotel, [...slugs]))
  )
}

/** A page of `source`, which is `events` with conditions. Without further rows, the page ends at the position of `newest`. */
export async function readEventRows(
  query: Database['query'],
  request: PageRequest,
  { source, newest }: { source: SQL; newest: SQL }
): Promise<EventPage> {
  const bytes = Math.min(request.bytes, Number.MAX_SAFE_INTEGER)
  const page = await readBoundedRows<Found>(
    query,
    {
      candidates: sql`
        select position, id, type, source, subject, time, channel, property, account, hotel, delivery_id, received_at, timebasis, verified,
          hydrated, corrects, traceparent, lane, data
        from ${source} order by position limit ${request.limit}`,
      cost: sql`${bytesOfJson(sql`data`)} + octet_length(subject) + octet_length(source) + octet_length(type)
        + coalesce(octet_length(property), 0) + coalesce(octet_length(account), 0) + coalesce(octet_length(hotel), 0) + ${sql.raw(String(ENVELOPE_BYTES))}`,
      columns: sql`position, id, type, source, subject, time, channel, property, account, hotel, delivery_id as "deliveryId",
        received_at as "receivedAt", timebasis, verified, hydrated, corrects, traceparent, lane, cost,
        case when cost <= ${bytes}::bigint then data::text end as data`,
      newest,
      log: 'events'
    },
    request
  )
  const [first] = page.rows
  if (first?.data === null) return { rows: [], position: request.after, more: true, oversized: first.cost }
  // Only the first event can be larger than the page. It is returned without its data.
  return { ...page, rows: page.rows as readonly FeedEvent[], oversized: undefined }
}

/** True if an event that was read without a filter matches a filter. */
export function fits(
  event: FeedEvent,
  { types, channel, source, property, entity, account, hotel, hotels }: EventFilter
): boolean {
  return (
    (types === undefined || types.some((type) => matchesType(event.type, type))) &&
    (channel === undefined || channel === event.channel) &&
    (source === undefined || source === event.source) &&
    (property === undefined || property === event.property) &&
    (entity === undefined || entity === event.subject) &&
    (account === undefined || account === event.account) &&
    (hotel === undefined || hotel === event.hotel) &&
    (hotels === undefined || (event.hotel !== null && hotels.includes(event.hotel)))
  )
}

/** The prefix that `noun.*` stands for. Undefined for a single type. */
function prefixOf(type: string): string | undefined {
  return type.endsWith('.*') ? type.slice(0, -1) : undefined
}

function hasType(type: string): SQL {
  const prefix = prefixOf(type)
  return prefix === undefined ? eq(events.type, type) : sql`starts_with(${events.type}, ${prefix})`
}

function matchesType(found: string, type: string): boolean {
  const prefix = prefixOf(type)
  return prefix === undefined ? found === type : found.startsWith(prefix)
}

type Found = Omit<FeedEvent, 'data'> & { data: string | null; cost: number }
