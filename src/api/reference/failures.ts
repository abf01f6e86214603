import { Type } from '@sinclair/typebox'
import { type ErrorCode, errors, ShapeError } from '../../contract/errors.ts'
import { jsonReply, type ReplyDocs, type RouteDocs } from '../../contract/route-docs.ts'

/** The form of all errors: docs/errors.md. */
export const ErrorBody = Type.Object({
  error: Type.Object({
    code: Type.String({ description: 'what happened, for programs' }),
    message: Type.String({ description: 'what to do, for people' }),
    details: Type.Optional(
      Type.Object({
        errors: Type.Optional(
          Type.Array(Type.Object({ path: Type.String({ description: 'JSON pointer' }), message: Type.String() }), {
            description: 'of VALIDATION_ERROR: the first 50 violations, and one more that counts the others'
          })
        ),
        cursor: Type.Optional(Type.String({ description: 'of CURSOR_EXPIRED: the oldest cursor that still works' }))
      })
    ),
    requestId: Type.Optional(Type.String({ description: 'of a 5xx, for the log' }))
  })
})

const EVERYWHERE: readonly ErrorCode[] = [
  'METHOD_NOT_ALLOWED',
  'EXPECTATION_FAILED',
  'HEADERS_TOO_LARGE',
  'VERSION_NOT_SUPPORTED',
  'INTERNAL'
]
const OF_WEBHOOKS: readonly ErrorCode[] = ['OVERLOADED', 'TOO_MANY_FAILURES']
const OF_BODIES: readonly ErrorCode[] = ['BAD_REQUEST', 'BODY_TOO_LARGE', 'REQUEST_TIMEOUT']
const OF_SENDERS: readonly ErrorCode[] = ['VALIDATION_ERROR', 'UNSUPPORTED_BODY', 'STORE_UNAVAILABLE']
const OF_THE_API: readonly ErrorCode[] = ['VALIDATION_ERROR', 'BAD_REQUEST', 'DATABASE_UNAVAILABLE', 'OVERLOADED']

/** Replaces `%s` in the messages of the examples. */
const WORDS: Partial<Record<ErrorCode, [string]>> = {
  AMBIGUOUS_ID: ['hotel-1, hotel-2'],
  CURSOR_EXPIRED: ['cDIwMA'],
  UNSUPPORTED_BODY: ['its content encoding is not supported: use gzip, deflate, br']
}

/** The error replies of a route, by status. */
export function failuresOf(
  { url, takesBody }: { url: string; takesBody: boolean },
  { access, errors = [] }: RouteDocs
): ReadonlyMap<number, ReplyDocs> {
  const codes = new Set([
    ...errors,
    ...(url.startsWith('/api/') ? OF_THE_API : []),
    ...(access === 'token' ? (['UNAUTHORIZED', 'TOO_MANY_WRONG_TOKENS'] as const) : []),
    ...(access === 'sender' ? OF_SENDERS : []),
    ...(takesBody ? OF_BODIES : []),
    ...(url.startsWith('/webhooks/') ? OF_WEBHOOKS : []),
    ...EVERYWHERE
  ])
  const replies = new Map<number, ReplyDocs>()
  for (const code of codes) {
    const { statusCode, message, body } = failure(code)
    const reply = jsonReply(`\`${code}\`: ${message}`, { [code]: body }, ErrorBody)
    replies.set(statusCode, merge(replies.get(statusCode), reply))
  }
  return replies
}

/** Merges two replies with the same status. */
export function merge(one: ReplyDocs | undefined, other: ReplyDocs): ReplyDocs {
  if (one === undefined) return other
  const content = { ...one.content }
  for (const [type, { schema, examples }] of Object.entries(other.content)) {
    const existing = content[type]
    const both = existing?.schema ?? schema
    content[type] = { ...(both ? { schema: both } : {}), examples: { ...existing?.examples, ...examples } }
  }
  const headers = { ...one.headers, ...other.headers }
  return { description: `${one.description}\n\n${other.description}`, headers, content }
}

/** An example of each error, by its code. Each channel answers a refused sender in its own words, so nothing refers to `REFUSED`. */
export function errorExamples(): Record<string, { value: object }> {
  const { REFUSED: _refused, ...others } = errors
  const codes: readonly ErrorCode[] = ['VALIDATION_ERROR', ...(Object.keys(others) as (keyof typeof others)[])]
  return Object.fromEntries(codes.map((code) => [code, { value: failure(code).body }]))
}

function failure(code: ErrorCode): { statusCode: number; message: string; body: object } {
  if (code === 'VALIDATION_ERROR') {
    const { message, statusCode, violations } = new ShapeError([{ path: '/status', message: 'is required' }])
    return { statusCode, message, body: { error: { code, message, details: { errors: violations } } } }
  }
  const { message, statusCode = 500 } = new errors[code](...(WORDS[code] ?? []))
  if (code === 'CURSOR_EXPIRED') {
    return { statusCode, message, body: { error: { code, message, details: { cursor: 'cDIwMA' } } } }
  }
  const traced =
    statusCode >= 500 && code !== 'OVERLOADED' && code !== 'VERSION_NOT_SUPPORTED' ? { requestId: 'req-1' } : {}
  return { statusCode, message, body: { error: { code, message, ...traced } } }
}
