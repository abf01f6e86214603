import { and, asc, eq, getTableColumns, gt, type SQL, sql } from 'drizzle-orm'
import type { Outcome } from '../../schemas/event.ts'
import type { Database } from './connect.ts'
import { deliveries, entities, events } from './tables.ts'

export type EventRow = typeof events.$inferSelect
export type EntityRow = typeof entities.$inferSelect
export type DeliveryRow = Omit<typeof deliveries.$inferSelect, 'body'> & { bytes: number }
type Query = Database['query']

export interface Page<Row> {
  rows: Row[]
  /** Where the next page begins: behind the last row, or behind all there was to look at. */
  position: number
}

export interface PageRequest {
  after: number
  limit: number
}

/** As `after`: behind all that is there. */
export const NOW = Number.MAX_SAFE_INTEGER

export interface EventFilter {
  type?: string | undefined
  channel?: string | undefined
  source?: string | undefined
  /** A subject: `<kind>/<externalId>`. */
  entity?: string | undefined
}

export interface DeliveryFilter {
  outcome?: Outcome | undefined
  channel?: string | undefined
}

/** Events after a position, oldest first. */
export async function readEvents(query: Query, request: PageRequest, filter: EventFilter): Promise<Page<EventRow>> {
  const wanted = and(
    gt(events.position, request.after),
    given(filter.type, (type) => eq(events.type, type)),
    given(filter.channel, (channel) => eq(events.channel, channel)),
    given(filter.source, (source) => eq(events.source, source)),
    given(filter.entity, (subject) => eq(events.subject, subject))
  )
  const head = query
    .select({ head: newest(events.position) })
    .from(events)
    .as('newest')
  const rows = await query
    .select({ head: head.head, row: getTableColumns(events) })
    .from(head)
    .leftJoin(events, wanted)
    .orderBy(asc(events.position))
    .limit(request.limit)
  return page(rows, request)
}

/** The same filter, for a row that was read without it. */
export function fits(row: EventRow, { type, channel, source, entity }: EventFilter): boolean {
  return (
    (type === undefined || type === row.type) &&
    (channel === undefined || channel === row.channel) &&
    (source === undefined || source === row.source) &&
    (entity === undefined || entity === row.subject)
  )
}

/** Deliveries after a position, oldest first, without their bodies. */
export async function readDeliveries(
  query: Query,
  request: PageRequest,
  filter: DeliveryFilter
): Promise<Page<DeliveryRow>> {
  const wanted = and(
    gt(deliveries.position, request.after),
    given(filter.outcome, (outcome) => eq(deliveries.outcome, outcome)),
    given(filter.channel, (channel) => eq(deliveries.channel, channel))
  )
  const head = query
    .select({ head: newest(deliveries.position) })
    .from(deliveries)
    .as('newest')
  const rows = await query
    .select({ head: head.head, row: SHOWN })
    .from(head)
    .leftJoin(deliveries, wanted)
    .orderBy(asc(deliveries.position))
    .limit(request.limit)
  return page(rows, request)
}

export async function readDelivery(query: Query, id: string): Promise<DeliveryRow | undefined> {
  const [row] = await query.select(SHOWN).from(deliveries).where(eq(deliveries.id, id))
  return row
}

export async function readBody(
  query: Query,
  id: string
): Promise<{ body: Buffer; contentType: string | null } | undefined> {
  const { body, contentType } = deliveries
  const [row] = await query.select({ body, contentType }).from(deliveries).where(eq(deliveries.id, id))
  return row
}

export interface EntityId {
  kind: string
  /** Messages are known by their channel, all else by its source. */
  channel?: string
  source?: string
  /** Empty: the one that nobody gave a hotel. */
  property?: string | undefined
  externalId: string
}

/** All things of that name: more than one where several hotels use the same id. */
export async function readEntities(query: Query, id: EntityId): Promise<EntityRow[]> {
  return query
    .select()
    .from(entities)
    .where(
      and(
        eq(entities.externalId, id.externalId),
        eq(entities.kind, id.kind),
        given(id.channel, (channel) => eq(entities.channel, channel)),
        given(id.source, (source) => eq(entities.source, source)),
        given(id.property, (property) => eq(sql`coalesce(${entities.property}, '')`, property))
      )
    )
    .limit(100)
}

/** Ids of the newest events about a thing, oldest first. */
export async function readHistory(query: Query, entity: EntityRow): Promise<string[]> {
  const rows = await query
    .select({ id: events.id })
    .from(events)
    .where(
      and(
        eq(events.subject, `${entity.kind}/${entity.externalId}`),
        eq(events.source, entity.source),
        entity.property === null ? sql`${events.property} is null` : eq(events.property, entity.property)
      )
    )
    .orderBy(sql`${events.position} desc`)
    .limit(100)
  return rows.map(({ id }) => id).reverse()
}

const { body, ...columns } = getTableColumns(deliveries)
const SHOWN = { ...columns, bytes: sql<number>`length(${body})` }

/**
 * The newest position, read in the same statement and so in the same snapshot as a page: where the page is not full,
 * nothing up to there fits the filter, and the next look need not begin before it.
 */
function newest(position: typeof events.position | typeof deliveries.position) {
  return sql<string>`coalesce(max(${position}), 0)`.as('head')
}

function page<Row extends { position: number }>(
  found: readonly { head: string; row: Row | null }[],
  { after, limit }: PageRequest
): Page<Row> {
  const rows = found.flatMap(({ row }) => (row === null ? [] : [row]))
  const last = rows.at(-1)
  if (last !== undefined && rows.length === limit) return { rows, position: last.position }
  const head = Number(found[0]?.head ?? 0)
  return { rows, position: after === NOW ? head : Math.max(after, head) }
}

function given<Value>(value: Value | undefined, condition: (value: Value) => SQL): SQL | undefined {
  return value === undefined ? undefined : condition(value)
}
