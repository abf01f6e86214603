import type { FastifyReply, FastifyRequest } from 'fastify'
import { leavesBody } from './unread-body.ts'

/** Headers of every answer: no cache keeps it, and no browser reads it as another type than it says. */
export const RESPONSE_HEADERS = Object.freeze({
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff'
})

/** Adds the headers of every answer, except those that the route has set itself. */
export function addResponseHeaders(request: FastifyRequest, reply: FastifyReply): void {
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', RESPONSE_HEADERS['cache-control'])
  reply.header('x-content-type-options', RESPONSE_HEADERS['x-content-type-options'])
  if (leavesBody(request.raw)) reply.header('connection', 'close')
}
