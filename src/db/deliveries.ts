import { and, eq, gt, inArray, type SQL, sql } from 'drizzle-orm'
import type { Outcome } from '../../schemas/event.ts'
import { bytesOfJson, type Page, type PageRequest, readBoundedRows } from './bounded-rows.ts'
import type { Database } from './connect.ts'
import { given } from './given.ts'
import { deliveries } from './tables.ts'

interface DeliveryFilter {
  outcome?: Outcome | undefined
  channel?: string | undefined
  /** Slugs. */
  account?: string | undefined
  hotel?: string | undefined
  /** The reader sees only deliveries of these hotels. */
  hotels?: readonly string[] | undefined
}

/** A delivery without its body. */
export interface DeliverySummary {
  position: number
  id: string
  channel: string
  source: string
  endpoint: string
  contentType: string | null
  contentEncoding: string | null
  receivedAt: string
  verified: boolean
  masked: boolean
  outcome: Outcome
  reason: string | null
  cause: string | null
  account: string | null
  hotel: string | null
  /** The first problems. */
  problems: readonly { path: string; problem: string }[]
  /** Number of further problems. */
  omittedProblems: number
  eventIds: readonly string[]
  traceparent: string | null
  /** Size of the body. */
  bytes: number
}

/** How much of the problems and the reason of a delivery is read. */
interface ProblemBounds {
  /** Problems of one delivery. */
  problems: number
  /** Characters of one text. */
  problemChars: number
}

/** JSON of a delivery beside its texts and lists, at most. */
const ENVELOPE_BYTES = 800
/** JSON of one event id. */
const EVENT_ID_BYTES = 39

/** Deliveries after a position, oldest first. A delivery counts with all its problems, although only the first ones are read. */
export async function readDeliveries(
  query: Database['query'],
  request: PageRequest,
  { outcome, channel, account, hotel, hotels }: DeliveryFilter,
  bounds: ProblemBounds
): Promise<Page<DeliverySummary>> {
  const wanted = and(
    gt(deliveries.position, request.after),
    given(outcome, (outcome) => eq(deliveries.outcome, outcome)),
    given(channel, (channel) => eq(deliveries.channel, channel)),
    given(account, (slug) => eq(deliveries.account, slug)),
    given(hotel, (slug) => eq(deliveries.hotel, slug)),
    given(hotels, (slugs) => inArray(deliveries.hotel, [...slugs]))
  )
  return readBoundedRows<DeliverySummary>(
    query,
    {
      candidates: sql`select ${STORED} from ${deliveries} where ${wanted} order by position limit ${request.limit}`,
      cost: sql`${bytesOfJson(sql`problems`)} + cardinality(event_ids) * ${sql.raw(String(EVENT_ID_BYTES))}
        + octet_length(source) + coalesce(octet_length(content_type), 0) + coalesce(octet_length(content_encoding), 0) + coalesce(octet_length(reason), 0)
        + ${sql.raw(String(ENVELOPE_BYTES))}`,
      columns: summaryOf(bounds),
      newest: sql`select coalesce(max(position), 0) as position from ${deliveries}`,
      log: 'deliveries'
    },
    request
  )
}

export async function readDelivery(
  query: Database['query'],
  id: string,
  bounds: ProblemBounds
): Promise<DeliverySummary | undefined> {
  const { rows } = await query.execute<Record<string, unknown> & DeliverySummary>(
    sql`select ${summaryOf(bounds)} from (select ${STORED} from ${deliveries} where id = ${id}) as candidate`
  )
  return rows[0]
}

/** Slug of the hotel that a delivery belongs to. Undefined: there is no such delivery. */
export async function readHotelOf(query: Database['query'], id: string): Promise<{ hotel: string | null } | undefined> {
  const { hotel } = deliveries
  const [row] = await query.select({ hotel }).from(deliveries).where(eq(deliveries.id, id))
  return row
}

/** Part of a body, and the size of the whole. */
export async function readBodySlice(
  query: Database['query'],
  id: string,
  { from, bytes }: { from: number; bytes: number }
): Promise<{ slice: Buffer; bytes: number } | undefined> {
  const { body } = deliveries
  const [row] = await query
    .select({
      slice: sql<Buffer>`substring(${body} from ${from + 1} for ${Math.min(bytes, MOST_BYTES)})`,
      bytes: sql<number>`octet_length(${body})`
    })
    .from(deliveries)
    .where(eq(deliveries.id, id))
  return row
}

/** PostgreSQL has no larger value. */
const MOST_BYTES = 1024 * 1024 * 1024

const STORED = sql`position, id, channel, source, endpoint, content_type, received_at, verified, masked, outcome, reason, problems,
  event_ids, traceparent, content_encoding, cause, account, hotel, octet_length(body) as bytes`

function summaryOf({ problems, problemChars }: ProblemBounds): SQL {
  const first = sql`
    select json_agg(json_build_object('path', left(value->>'path', ${most(problemChars)}), 'problem', left(value->>'problem', ${most(problemChars)})) order by number)
    from json_array_elements(problems::json) with ordinality as problem (value, number)
    where number <= ${most(problems)}`
  // Most deliveries have no problems.
  const omitted = sql`select coalesce(sum(coalesce((value->>'items')::int, 1)), 0)::int
    from json_array_elements(problems::json) with ordinality as problem (value, number)
    where number > ${most(problems)}`
  const none = sql`pg_column_size(problems) < 16 and problems::text = '[]'`
  return sql`position, id, channel, source, endpoint, content_type as "contentType", content_encoding as "contentEncoding", received_at as "receivedAt", verified, masked,
    outcome, left(reason, ${most(problemChars)}) as reason,
    case when ${none} then '[]' else coalesce((${first}), '[]') end as problems,
    case when ${none} then 0 else (${omitted}) end as "omittedProblems",
    event_ids as "eventIds", traceparent, cause, account, hotel, bytes`
}

/** PostgreSQL's own largest integer stands for a bound that is switched off. */
function most(bound: number): SQL {
  return sql.raw(String(Math.min(bound, 2_147_483_647)))
}
