import type { FastifyRequest } from 'fastify'
import { splitPathKey } from '../accounts/path-key.ts'
import type { Proof } from '../accounts/proof.ts'
import type { Endpoint, ReadingContext } from '../contract/endpoint.ts'
import { type SignedRequest, single } from '../contract/verifiers.ts'
import type { DecodedBody } from './decoder.ts'
import { redact } from './redaction/redact.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the verification hook of a webhook route, and read by its handler. */
    accepted: AcceptedRequest | null
  }
}

/** A request whose sender was accepted. */
export interface AcceptedRequest {
  readonly request: SignedRequest
  /** RFC 3339, UTC. */
  readonly receivedAt: string
  readonly proof: Proof
  /** The body without its content codings, or why there is none. */
  readonly decoded: DecodedBody
  /** The content codings of the body. Undefined: it has none. */
  readonly contentEncoding: string | undefined
}

/** The path key of the URL. Undefined: the URL has none. */
export function pathKeyOf({ raw, originalUrl }: FastifyRequest): string | undefined {
  return raw.url === originalUrl ? undefined : splitPathKey(originalUrl)?.key
}

const NO_BODY = Buffer.alloc(0)

/** The request as its sender made it: raw headers, raw URL, raw bytes. */
export function signedRequest(request: FastifyRequest, publicUrl: string, receivedAt: number): SignedRequest {
  const { method, raw, ip: address } = request
  const body = Buffer.isBuffer(request.body) ? request.body : NO_BODY
  return { method, url: publicUrl + request.originalUrl, headers: raw.headers, body, receivedAt, address }
}

export function contentTypeOf({ headers }: SignedRequest): string | undefined {
  return single(headers['content-type'])
}

/** The content codings of a request, as its header names them. */
export function contentEncodingOf({ headers }: Pick<SignedRequest, 'headers'>): string | undefined {
  const value = headers['content-encoding']
  return typeof value === 'string' ? value : value?.join(',')
}

const NO_HEADERS: ReadingContext['headers'] = Object.freeze({})

export function keyHeadersOf({ keyHeaders }: Endpoint, { headers }: SignedRequest): ReadingContext['headers'] {
  if (keyHeaders === undefined) return NO_HEADERS
  return Object.fromEntries(keyHeaders.map((name) => [name, single(headers[name])]))
}

/** The query of the URL, for endpoints that read it, redacted like a body. Not for a GET, whose query is its body. */
export function queryOf({ readsQuery }: Endpoint, { method, url }: SignedRequest): string | undefined {
  const at = url.indexOf('?')
  if (!readsQuery || method === 'GET' || at === -1 || at === url.length - 1) return undefined
  return redact(Buffer.from(url.slice(at + 1)), 'application/x-www-form-urlencoded').toString()
}
