import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Channel, ChannelServices } from '../contract/channel.ts'
import type { CredentialStore } from '../contract/credentials.ts'
import type { Delivery } from '../contract/delivery.ts'
import type { Endpoint, ReadingContext } from '../contract/endpoint.ts'
import { createIsoTime } from '../contract/iso-time.ts'
import { newId } from '../contract/new-id.ts'
import type { Reply } from '../contract/reply.ts'
import { Undecodable } from '../contract/undecodable.ts'
import { type SignedRequest, single } from '../contract/verifiers.ts'
import type { Ledger } from '../ledger/ledger.ts'
import {
  type AcceptedRequest,
  contentOf,
  contentTypeOf,
  keyHeadersOf,
  queryOf,
  signedRequest
} from './accepted-request.ts'
import type { BodyReader, ReadBody } from './body-reader.ts'
import { pathOf } from './endpoints.ts'
import { logDefect } from './interpreter.ts'
import { answerProbe } from './probe.ts'
import { traceparentOf } from './traceparent.ts'
import { verifySender } from './verify-sender.ts'

export interface IngestOptions {
  ledger: Pick<Ledger, 'record'>
  reader: Pick<BodyReader, 'redactAndInterpret'>
  credentials: CredentialStore
  /** The URL that providers call. Some of them sign it. */
  publicUrl: string
  /** True for a probe, see probe.ts. Throws for a probe with a wrong signature. */
  isProbe(request: SignedRequest, target: string, reply: FastifyReply): boolean
  /** Channels that accept unverified senders if no secret is set. */
  unverified: ReadonlySet<string>
}

/** Returns the tools with which a channel builds its routes. Each webhook is handled in this order: verify ► redact ► interpret ► record ► reply. */
export function createIngest({ ledger, reader, credentials, publicUrl, isProbe, unverified }: IngestOptions) {
  const isoTime = createIsoTime()
  return function servicesFor(channel: Channel): ChannelServices {
    return { credentials, verify, deliver }

    function verify(endpoint: Endpoint) {
      const open = unverified.has(channel.name)
      const path = pathOf(channel, endpoint)
      return async (request: FastifyRequest, reply: FastifyReply) => {
        const receivedAt = Date.now()
        const signed = signedRequest(request, publicUrl, receivedAt)
        const endpointCredentials = endpoint.credentials(credentials)
        if (isProbe(signed, request.raw.url ?? '', reply))
          return reply.send(answerProbe(request, signed, endpointCredentials))
        const verified = verifySender(signed, endpointCredentials, { path, open, log: request.log })
        if (verified) request.sender?.proven()
        request.accepted = { request: signed, receivedAt: isoTime(receivedAt), verified }
      }
    }

    function deliver(endpoint: Endpoint) {
      const path = pathOf(channel, endpoint)
      return async (request: FastifyRequest, reply: FastifyReply) => {
        const { accepted } = request
        if (accepted === null) throw new Error(`${path} has no verification hook`)
        const answer = endpoint.handshake?.(accepted.request)
        if (answer !== undefined) return send(reply, answer)
        if (request.method === 'GET' && endpoint.handshake) throw new Undecodable('it is not the handshake of this PMS')

        const keyHeaders = keyHeadersOf(endpoint, accepted.request)
        const query = queryOf(endpoint, accepted.request)
        const unread = { path, content: contentOf(accepted), headers: keyHeaders, query }
        const reading = reader.redactAndInterpret(endpoint, unread)
        // Most bodies are read at once, without waiting for a turn of the event loop.
        const read = reading instanceof Promise ? await reading : reading
        const { readings, defect, fault, ownReply } = read.interpretation
        const called = query === undefined ? path : `${path}?${query}`
        const delivery = deliveryOf(channel, called, accepted, read, keyHeaders)
        if (defect !== undefined) logDefect(request.log, delivery, defect)
        const recorded = await ledger.record({ delivery, readings })

        const { deliveryId, outcome, events } = recorded
        request.log.info({ channel: channel.name, deliveryId, outcome, events: events.length }, 'delivery')
        // Providers ignore these two headers. A person can find the delivery with them.
        reply.header('bellhook-delivery', deliveryId).header('bellhook-outcome', outcome)
        const { verified } = accepted
        return send(reply, ownReply ?? endpoint.reply({ ...recorded, verified, fault }))
      }
    }
  }
}

function deliveryOf(
  channel: Channel,
  endpoint: string,
  { request, receivedAt, verified }: AcceptedRequest,
  { body, interpretation: { source, decided } }: ReadBody,
  keyHeaders: ReadingContext['headers']
): Delivery {
  return {
    id: newId(),
    channel: channel.name,
    source,
    endpoint,
    contentType: contentTypeOf(request) ?? null,
    contentEncoding: single(request.headers['content-encoding']),
    receivedAt,
    verified,
    masked: body !== request.body,
    body,
    traceparent: traceparentOf(single(request.headers['traceparent'])),
    keyHeaders,
    ...decided
  }
}

function send(reply: FastifyReply, { status, contentType, body }: Reply): FastifyReply {
  return reply.code(status).type(contentType).send(body)
}
