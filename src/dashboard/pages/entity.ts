import type { FastifyReply, FastifyRequest } from 'fastify'
import { notFound } from '../../contract/errors.ts'
import type { Queries } from '../../db/connect.ts'
import { type EventDetail, readEventsAbout } from '../../db/dashboard/events.ts'
import { EVENT_BYTES, findEvent } from '../find-event.ts'
import { partsOf } from '../view/event-columns.tsx'

// Stays, guests, and messages have pages with their events. Their own ids can contain a phone number, so an address has the id of an
// event about them instead.

/** Events that the page of an entity shows. */
const MOST_EVENTS = 100

export interface EntityDetail {
  /** The event that the address names. */
  event: EventDetail
  kind: string
  externalId: string
  /** Its newest events, newest first. */
  history: readonly EventDetail[]
}

export async function findEntity(
  query: Queries,
  request: FastifyRequest<{ Params: { ref: string } }>,
  kind: string
): Promise<EntityDetail> {
  const event = await findEvent(query, request, request.params.ref)
  const parts = partsOf(event.subject)
  if (parts.kind !== kind) throw notFound(kind)
  const history = await readEventsAbout(query, event, MOST_EVENTS, EVENT_BYTES / 4)
  return { event, ...parts, history }
}

export type SendEntity = (
  request: FastifyRequest,
  reply: FastifyReply,
  entity: EntityDetail,
  isRevealed: boolean
) => Promise<FastifyReply>
