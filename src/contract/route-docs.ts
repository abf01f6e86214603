import type { TSchema } from '@sinclair/typebox'
import type { ErrorCode } from './errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    docs?: RouteDocs
  }
}

/**
 * What a caller has to know of a route, beside the schemas it checks: `config: { docs }`. `/docs` shows it, and nothing that
 * handles a request looks at it. A route without any is not shown, and a test names it.
 */
export interface RouteDocs {
  /** A few words without a full stop. */
  summary: string
  /** Sentences, with `code` in backticks. */
  description?: string
  /** `sender`: one of the proofs of its channel. `token`: the API token. */
  access: 'sender' | 'token' | 'anyone'
  /** Where more is to be read. */
  link?: string
  headers?: TSchema
  body?: { contentType?: string; examples?: Examples }
  /** By status. JSON of the 200 has the route's own response schema, unless it says otherwise. */
  replies: Readonly<Record<number, ReplyDocs>>
  /** Those of docs/errors.md that this route answers beside all others of its kind, see src/api/reference/failures.ts. */
  errors?: readonly ErrorCode[]
}

export interface ReplyDocs {
  description: string
  /** Headers that every such reply has, with what they mean. */
  headers?: Readonly<Record<string, string>>
  /** By media type. */
  content: Readonly<Record<string, ContentDocs>>
}

export interface ContentDocs {
  schema?: TSchema
  examples?: Examples
}

/** Values by a short name. */
export type Examples = Readonly<Record<string, unknown>>

export function jsonReply(description: string, examples: Examples, schema?: TSchema): ReplyDocs {
  return { description, content: { 'application/json': { examples, ...(schema ? { schema } : {}) } } }
}

/** A reply that is always the same text. */
export function textReply(description: string, text: string, contentType = 'text/plain'): ReplyDocs {
  return { description, content: { [contentType]: { examples: { text } } } }
}
