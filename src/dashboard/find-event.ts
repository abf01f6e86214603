import type { FastifyRequest } from 'fastify'
import { notFound } from '../contract/errors.ts'
import type { Queries } from '../db/connect.ts'
import { type EventDetail, readEvent } from '../db/dashboard/events.ts'
import { isUuid } from './is-uuid.ts'

/** Bytes of data that a page shows. */
export const EVENT_BYTES = 256 * 1024

/** The event, unless it is another hotel's. */
export async function findEvent(query: Queries, request: FastifyRequest, id: string): Promise<EventDetail> {
  const event = isUuid(id) ? await readEvent(query, id, EVENT_BYTES) : undefined
  const hotels = request.caller?.hotelSlugs
  if (event === undefined || (hotels !== undefined && !hotels.includes(event.hotel ?? ''))) throw notFound('event')
  return event
}
