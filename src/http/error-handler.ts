import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors, RETRY_AFTER, ShapeError } from '../contract/errors.ts'
import { type Failure, failureOf } from '../contract/failure.ts'
import { Refused } from '../contract/refused.ts'
import { Undecodable } from '../contract/undecodable.ts'
import { isUnavailable } from '../db/errors.ts'
import { addResponseHeaders } from './response-headers.ts'

/** Errors of Fastify about bodies for the API. Fastify never parses bodies of webhooks. */
const NO_JSON = /^FST_ERR_CTP_(INVALID_JSON_BODY|EMPTY_JSON_BODY|INVALID_MEDIA_TYPE)$/
// Strangers and overload cause thousands of these. What refuses such a request logs the first one.
const REPEATED = new Set([
  'OVERLOADED',
  'UNAUTHORIZED',
  'TOO_MANY_WRONG_TOKENS',
  'TOO_MANY_FAILURES',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED'
])
const SEND_JSON = 'must be JSON, with content-type: application/json'

/** The one place where an error becomes an answer. Channels answer their provider's own way before it comes here. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { statusCode, ...failure } = startFailure(error, request, reply)
  return reply.code(statusCode).send({ error: statusCode >= 500 ? { ...failure, requestId: request.id } : failure })
}

/** Logs an error, and sets the headers of its answer. Returns what the answer says. */
export function startFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): Failure {
  const failure = toFailure(error)
  const { statusCode } = failure
  const route = request.routeOptions.url
  if (REPEATED.has(failure.code)) request.log.debug({ route, code: failure.code }, 'request refused')
  else if (statusCode >= 500)
    request.log.error({ err: error, route, code: failure.code, requestId: request.id }, 'request failed')
  else request.log.info({ route, code: failure.code }, 'request refused')
  // What the framework itself refuses passes no hook.
  addResponseHeaders(request, reply)
  if (statusCode === 503) reply.header('retry-after', RETRY_AFTER)
  return failure
}

function toFailure(error: unknown): Failure {
  if (error instanceof ShapeError || error instanceof Undecodable) return failureOf(error)
  if (error instanceof Refused) return named(new errors.REFUSED())
  const code = codeOf(error)
  if (code in errors) return named(error as Failure)
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return named(new errors.BODY_TOO_LARGE())
  if (NO_JSON.test(code)) return failureOf(new Undecodable(SEND_JSON))
  if (statusOf(error) < 500) return named(new errors.BAD_REQUEST())
  if (isUnavailable(error)) return named(new errors.DATABASE_UNAVAILABLE())
  return named(new errors.INTERNAL())
}

/** Errors of Fastify have no details, and ours only those that the caller is to get. */
function named({ statusCode, code, message, details }: Failure): Failure {
  return { statusCode, code, message, ...(details && { details }) }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function statusOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500
}
