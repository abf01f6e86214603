import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Database } from './connect.ts'
import { given } from './given.ts'
import { entities, events } from './tables.ts'

export interface EntityId {
  kind: string
  /** Messages are identified by their channel, everything else by its source. */
  channel?: string
  source?: string
  /** Empty: the entity that was reported without a property. */
  property?: string | undefined
  /** Slug. */
  hotel?: string | undefined
  /** The reader sees only entities of these hotels. */
  hotels?: readonly string[] | undefined
  externalId: string
}

/** An entity without its state. */
export interface EntityKey {
  key: Buffer
  kind: string
  channel: string
  source: string
  property: string | null
  account: string | null
  hotel: string | null
  externalId: string
}

/** Entities with this id. Several, if several properties use the same id. */
export async function findEntityKeys(query: Database['query'], id: EntityId, limit: number): Promise<EntityKey[]> {
  const { key, kind, channel, source, property, account, hotel, externalId } = entities
  return query
    .select({ key, kind, channel, source, property, account, hotel, externalId })
    .from(entities)
    .where(
      and(
        eq(externalId, id.externalId),
        eq(kind, id.kind),
        given(id.channel, (value) => eq(channel, value)),
        given(id.source, (value) => eq(source, value)),
        given(id.hotel, (value) => eq(hotel, value)),
        given(id.hotels, (slugs) => inArray(hotel, [...slugs])),
        given(id.property, (value) => eq(sql`coalesce(${property}, '')`, value))
      )
    )
    .limit(limit)
}

export interface EntityState {
  updatedAt: string
  /** Size of the state as JSON text. */
  bytes: number
  /** JSON text. Null if it has more bytes than asked for. */
  state: string | null
}

export async function readEntityState(
  query: Database['query'],
  key: Buffer,
  bytes: number
): Promise<EntityState | undefined> {
  const size = sql<number>`octet_length(${entities.state}::text)`
  const most = Math.min(bytes, Number.MAX_SAFE_INTEGER)
  const [row] = await query
    .select({
      updatedAt: entities.updatedAt,
      bytes: size,
      state: sql<string | null>`case when ${size} <= ${most}::bigint then ${entities.state}::text end`
    })
    .from(entities)
    .where(eq(entities.key, key))
  return row
}

/** Ids of the newest events about an entity, oldest first. */
export async function readHistory(query: Database['query'], entity: EntityKey, limit: number): Promise<string[]> {
  const rows = await query
    .select({ id: events.id })
    .from(events)
    .where(
      and(
        eq(events.subject, `${entity.kind}/${entity.externalId}`),
        eq(events.source, entity.source),
        entity.property === null ? sql`${events.property} is null` : eq(events.property, entity.property),
        sql`${events.hotel} is not distinct from ${entity.hotel}`,
        entity.hotel === null ? sql`${events.account} is not distinct from ${entity.account}` : undefined
      )
    )
    .orderBy(sql`${events.position} desc`)
    .limit(limit)
  return rows.map(({ id }) => id).reverse()
}
