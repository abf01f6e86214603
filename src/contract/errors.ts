import createError from '@fastify/error'
import type { Violation } from '../../schemas/check.ts'

/** Every error a caller can meet: code, status, and a sentence that says what to do. docs/errors.md explains each. */
export const errors = {
  NOT_FOUND: createError('NOT_FOUND', 'No endpoint has this path. All endpoints are listed at /docs.', 404),
  METHOD_NOT_ALLOWED: createError('METHOD_NOT_ALLOWED', 'This path exists, but takes other methods: see Allow.', 405),
  UNAUTHORIZED: createError('UNAUTHORIZED', 'Send the API token: Authorization: Bearer <API_TOKEN>.', 401),
  TOO_MANY_WRONG_TOKENS: createError(
    'TOO_MANY_WRONG_TOKENS',
    'Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds.',
    429
  ),
  TOO_MANY_FAILURES: createError(
    'TOO_MANY_FAILURES',
    'Too many requests from this address failed verification. Send it again after Retry-After seconds.',
    429
  ),
  REFUSED: createError('REFUSED', 'The sender could not be proven.', 401),
  REQUEST_TIMEOUT: createError('REQUEST_TIMEOUT', 'The request arrived too slowly. Send it again.', 408),
  EXPECTATION_FAILED: createError('EXPECTATION_FAILED', 'The only Expect that works here is 100-continue.', 417),
  HEADERS_TOO_LARGE: createError('HEADERS_TOO_LARGE', 'Send at most 128 headers of 16 KiB together.', 431),
  BODY_TOO_LARGE: createError('BODY_TOO_LARGE', 'The body is larger than this endpoint takes.', 413),
  UNSUPPORTED_BODY: createError('UNSUPPORTED_BODY', 'This endpoint cannot read the body: %s.', 415),
  BAD_REQUEST: createError('BAD_REQUEST', 'The request cannot be read as HTTP.', 400),
  VERSION_NOT_SUPPORTED: createError('VERSION_NOT_SUPPORTED', 'Send the request as HTTP/1.1.', 505),
  UNKNOWN_CURSOR: createError('UNKNOWN_CURSOR', 'Use the cursor of an earlier answer, or none to start over.', 400),
  CURSOR_EXPIRED: createError(
    'CURSOR_EXPIRED',
    'Rows behind this cursor were removed, so you would miss them. The oldest cursor that still works is %s. Without a cursor, you begin with the oldest row.',
    410
  ),
  FORBIDDEN: createError('FORBIDDEN', 'Only API_TOKEN may do this, and not an API key.', 403),
  SCOPE_MISSING: createError('SCOPE_MISSING', 'This API key lacks the scope that details.scope names.', 403),
  ROLE_MISSING: createError('ROLE_MISSING', 'Your role may not do this: details.role names the one that may.', 403),
  NOT_LOGGED_IN: createError('NOT_LOGGED_IN', 'Log in first, at /login.', 401),
  WRONG_LOGIN: createError('WRONG_LOGIN', 'The name or the password is wrong.', 401),
  TOO_MANY_LOGINS: createError(
    'TOO_MANY_LOGINS',
    'Too many logins with this name failed from this address. Try again after Retry-After seconds.',
    429
  ),
  LINK_ENDED: createError(
    'LINK_ENDED',
    'This link is unknown, used, or too old. Create another one: bellhook operators add NAME --role ROLE.',
    410
  ),
  CROSS_SITE: createError('CROSS_SITE', 'This request did not come from a page of this gateway.', 403),
  WRONG_HOST: createError('WRONG_HOST', 'The host of this request is not that of DASHBOARD_URL.', 421),
  ALREADY_EXISTS: createError('ALREADY_EXISTS', 'A value that must be unique is taken: see details.', 409),
  IN_USE: createError('IN_USE', 'This cannot be removed: %s.', 409),
  VERSION_CONFLICT: createError('VERSION_CONFLICT', 'It was changed meanwhile. Read it again, and repeat.', 409),
  LEASE_LOST: createError(
    'LEASE_LOST',
    'The lease of these events ended, or somebody else has them. Drop them, and ask for events again.',
    409
  ),
  SECRETS_KEY_MISSING: createError(
    'SECRETS_KEY_MISSING',
    'There is no key to seal secrets with. Set SECRETS_KEY to the output of `openssl rand -base64 32`.',
    409
  ),
  ROTATION_RUNNING: createError('ROTATION_RUNNING', 'The key before this one is good until %s. Rotate later.', 409),
  AMBIGUOUS_ID: createError('AMBIGUOUS_ID', 'Several hotels use this id. Add ?property= with one of: %s.', 409),
  NOT_REPLAYABLE: createError('NOT_REPLAYABLE', 'This delivery cannot be read again: %s.', 409),
  DELIVERY_REMOVED: createError(
    'DELIVERY_REMOVED',
    'The bytes of this delivery are older than RETAIN_BODIES_DAYS. Its events stay as they are.',
    410
  ),
  STORE_UNAVAILABLE: createError('STORE_UNAVAILABLE', 'Nothing can be kept right now. Send it again later.', 503),
  DATABASE_UNAVAILABLE: createError('DATABASE_UNAVAILABLE', 'The database does not answer. Ask again shortly.', 503),
  TOO_MANY_STREAMS: createError('TOO_MANY_STREAMS', 'No more streams can be open here. Try again shortly.', 503),
  OVERLOADED: createError('OVERLOADED', 'Too much has arrived at once. Send it again shortly.', 503),
  INTERNAL: createError('INTERNAL', 'Something failed here. The log has it under this request id.', 500)
} as const

/** UNAUTHORIZED that says where the token is, as in `$(cat data/api-token)`. */
export function unauthorized(token = '<API_TOKEN>'): Error {
  return Object.assign(new errors.UNAUTHORIZED(), { message: `Send the API token: Authorization: Bearer ${token}.` })
}

/** NOT_FOUND for an id: `notFound('delivery')`. */
export function notFound(kind: string): Error {
  return Object.assign(new errors.NOT_FOUND(), { message: `No ${kind} with this id.` })
}

export function scopeMissing(scope: string): Error {
  return Object.assign(new errors.SCOPE_MISSING(), {
    message: `This API key lacks the scope ${scope}.`,
    details: { scope }
  })
}

export function roleMissing(role: string): Error {
  return Object.assign(new errors.ROLE_MISSING(), { message: `This needs the role ${role}.`, details: { role } })
}

export function alreadyExists(path: string, message: string): Error {
  return Object.assign(new errors.ALREADY_EXISTS(), { details: { errors: [{ path, message }] } })
}

/** Seconds after which to send again what got a 503. */
export const RETRY_AFTER = '5'

/** Every code of docs/errors.md. */
export type ErrorCode = keyof typeof errors | ShapeError['code']

/** A value does not fit its schema. `message` and `violations` never repeat the value. */
export class ShapeError extends Error {
  override name = 'ShapeError'
  readonly code = 'VALIDATION_ERROR'
  readonly statusCode = 400
  readonly violations: readonly Violation[]

  constructor(violations: readonly Violation[]) {
    super('The request does not have the shape this endpoint takes.')
    this.violations = violations
  }
}
