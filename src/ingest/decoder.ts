import type { FastifyReply } from 'fastify'
import type { Limits } from '../config/limits.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import { errors } from '../contract/errors.ts'
import { Undecodable } from '../contract/undecodable.ts'
import { createBudget } from '../http/budget.ts'
import { whenAnswered } from '../http/when-answered.ts'
import { decodeContent, isCoded, mostBytes } from './content-coding.ts'

/** A body without its content codings. `fault`: it cannot be decoded. */
export type DecodedBody = { body: Buffer; fault?: never } | { body?: never; fault: Undecodable }

/** Decodes the bodies of requests and of stored deliveries. */
export interface Decoder {
  /** Rejects with OVERLOADED if there is no room, and with BODY_TOO_LARGE for a body that decodes to too much. */
  decodeRequest(reply: FastifyReply, endpoint: Endpoint, coded: CodedBody): Promise<DecodedBody>
  /** The same for a body that is stored. One that would be too large cannot be read. */
  decodeStored(endpoint: Endpoint, coded: CodedBody): Promise<DecodedBody>
}

export interface CodedBody {
  body: Buffer
  /** `isCoded` is true for it. */
  contentEncoding: string
}

export function createDecoder({ http, decoding }: Pick<Limits, 'http' | 'decoding'>): Decoder {
  const budget = createBudget(decoding.totalBytes)

  return {
    async decodeRequest(reply, endpoint, coded) {
      const bounds = boundsOf(endpoint)
      const lease = await budget.take(mostBytes(coded.body.length, bounds), { waitMs: decoding.waitMs })
      whenAnswered(reply.raw, lease.release)
      const decoded = await decode(coded, bounds)
      lease.shrink(decoded.body?.length ?? 0)
      return decoded
    },

    async decodeStored(endpoint, coded) {
      const decoding = decode(coded, boundsOf(endpoint))
      return decoding.catch((error: unknown) => {
        if (error instanceof errors.BODY_TOO_LARGE) return { fault: new Undecodable('it decodes to too many bytes') }
        throw error
      })
    }
  }

  function boundsOf({ bodyLimit = http.bodyBytes }: Endpoint) {
    return { ...decoding, bodyLimit }
  }
}

async function decode(
  { body, contentEncoding }: CodedBody,
  bounds: Parameters<typeof decodeContent>[2]
): Promise<DecodedBody> {
  try {
    return { body: await decodeContent(body, contentEncoding, bounds) }
  } catch (error) {
    if (error instanceof Undecodable) return { fault: error }
    throw error
  }
}

/** The coded body of a delivery or a request; undefined if it has no content coding. */
export function codedBody(body: Buffer, contentEncoding: string | null | undefined): CodedBody | undefined {
  const given = contentEncoding ?? undefined
  return isCoded(given) ? { body, contentEncoding: given } : undefined
}
