import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Channel, ChannelServices } from '../contract/channel.ts'
import type { CredentialStore } from '../contract/credentials.ts'
import type { Delivery } from '../contract/delivery.ts'
import type { Endpoint } from '../contract/endpoint.ts'
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
  reader: Pick<BodyReader, 'redactAndInterpret' | 'replyTo'>
  credentials: CredentialStore
  /** The URL under which providers call the gateway: some of them sign it. */
  publicUrl: string
  /** True for a probe: see probe.ts. Throws for a request that claims to be one and is not. */
  isProbe(request: SignedRequest, target: string, reply: FastifyReply): boolean
  /** Channels that accept senders without proof where no secret is set. */
  unverified: ReadonlySet<string>
}

/** Returns what a channel builds its routes with. A webhook goes this way: verify ► redact ► interpret ► record ► reply. */
export function createIngest({ ledger, reader, credentials, publicUrl, isProbe, unverified }: IngestOptions) {
  return function servicesFor(channel: Channel): ChannelServices {
    return { credentials, verify, deliver }

    function verify(endpoint: Endpoint) {
      return async (request: FastifyRequest, reply: FastifyReply) => {
        const receivedAt = new Date()
        const signed = signedRequest(request, publicUrl, receivedAt)
        const endpointCredentials = endpoint.credentials(credentials)
        if (isProbe(signed, request.raw.url ?? '', reply))
          return reply.send(answerProbe(request, signed, endpointCredentials))
        const open = unverified.has(channel.name)
        const verified = verifySender(signed, endpointCredentials, {
          path: pathOf(channel, endpoint),
          open,
          log: request.log
        })
        if (verified) request.sender?.proven()
        request.accepted = { request: signed, receivedAt: receivedAt.toISOString(), verified }
      }
    }

    function deliver(endpoint: Endpoint) {
      return async (request: FastifyRequest, reply: FastifyReply) => {
        const { accepted } = request
        if (accepted === null) throw new Error(`${pathOf(channel, endpoint)} has no verification hook`)
        const answer = endpoint.handshake?.(accepted.request)
        if (answer !== undefined) return send(reply, answer)
        if (request.method === 'GET' && endpoint.handshake) throw new Undecodable('it is not the handshake of this PMS')

        const keyHeaders = keyHeadersOf(endpoint, accepted.request)
        const query = queryOf(endpoint, accepted.request)
        const path = pathOf(channel, endpoint)
        const unread = { path, content: contentOf(accepted), headers: keyHeaders, query }
        const reading = reader.redactAndInterpret(endpoint, unread)
        // Most bodies are read at once, and need not wait for a turn of the event loop.
        const read = reading instanceof Promise ? await reading : reading
        const { readings, defect, fault } = read.interpretation
        const called = query === undefined ? path : `${path}?${query}`
        const delivery = { ...deliveryOf(channel, called, accepted, read), keyHeaders }
        if (defect !== undefined) logDefect(request.log, delivery, defect)
        const recorded = await ledger.record({ delivery, readings })

        const { deliveryId, outcome, events } = recorded
        request.log.info({ channel: channel.name, deliveryId, outcome, events: events.length }, 'delivery')
        // Providers ignore these two. They let a person find the delivery, whatever the provider is told.
        reply.header('bellhook-delivery', deliveryId).header('bellhook-outcome', outcome)
        const result = { ...recorded, verified: accepted.verified, fault }
        if (!endpoint.repliesToBody) return send(reply, endpoint.reply(result))
        const made = await reader.replyTo(endpoint, { ...unread, read }, result)
        if (made.defect !== undefined) logDefect(request.log, delivery, made.defect)
        return send(reply, made.reply)
      }
    }
  }
}

function deliveryOf(
  channel: Channel,
  endpoint: string,
  { request, receivedAt, verified }: AcceptedRequest,
  { body, interpretation: { source, decided } }: ReadBody
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
    ...decided
  }
}

function send(reply: FastifyReply, { status, contentType, body }: Reply): FastifyReply {
  return reply.code(status).type(contentType).send(body)
}
