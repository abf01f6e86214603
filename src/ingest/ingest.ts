import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Channel, ChannelServices } from '../contract/channel.ts'
import type { Credential, CredentialStore } from '../contract/credentials.ts'
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
  contentEncodingOf,
  contentTypeOf,
  keyHeadersOf,
  queryOf,
  signedRequest
} from './accepted-request.ts'
import type { BodyReader, ReadBody, Unread } from './body-reader.ts'
import { CODINGS } from './content-coding.ts'
import { codedBody, type DecodedBody, type Decoder } from './decoder.ts'
import { pathOf } from './endpoints.ts'
import { unreadable } from './interpret.ts'
import { logDefect } from './interpreter.ts'
import { answerProbe } from './probe.ts'
import { traceparentOf } from './traceparent.ts'
import { checkSender, verifySender } from './verify-sender.ts'

export interface IngestOptions {
  ledger: Pick<Ledger, 'record'>
  reader: Pick<BodyReader, 'redactAndInterpret' | 'replyTo'>
  decoder: Pick<Decoder, 'decodeRequest'>
  credentials: CredentialStore
  /** The URL that providers call. Some of them sign it. */
  publicUrl: string
  /** True for a probe, see probe.ts. Throws for a probe with a wrong signature. */
  isProbe(request: SignedRequest, target: string, reply: FastifyReply): boolean
  /** Channels that accept unverified senders if no secret is set. */
  unverified: ReadonlySet<string>
}

/** Returns the tools with which a channel builds its routes. Each webhook is handled in this order: verify ► decode ► redact ► interpret ► record ► reply. */
export function createIngest(options: IngestOptions) {
  const { ledger, reader, decoder, credentials, publicUrl, isProbe, unverified } = options
  const isoTime = createIsoTime()

  return function servicesFor(channel: Channel): ChannelServices {
    return { credentials, verify, deliver }

    function verify(endpoint: Endpoint) {
      const open = unverified.has(channel.name)
      const path = pathOf(channel, endpoint)
      return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => {
        const receivedAt = Date.now()
        const signed = signedRequest(request, publicUrl, receivedAt)
        const endpointCredentials = endpoint.credentials(credentials)
        if (isProbe(signed, request.raw.url ?? '', reply)) {
          reply.send(answerProbe(request, signed, endpointCredentials))
          return
        }
        const coded = codedBody(signed.body, contentEncodingOf(signed))
        if (coded === undefined) {
          accept(signed, { body: signed.body })
          done()
          return
        }
        decoder
          .decodeRequest(reply, endpoint, coded)
          .then((decoded) => accept(signedForm(signed, decoded, endpointCredentials), decoded))
          .then(() => done(), done)

        function accept(proof: SignedRequest, decoded: DecodedBody): void {
          const verified = verifySender(proof, endpointCredentials, { path, open, log: request.log })
          if (verified) request.sender?.proven()
          const contentEncoding = coded?.contentEncoding
          request.accepted = { request: signed, receivedAt: isoTime(receivedAt), verified, decoded, contentEncoding }
        }
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
        const reading = readBody(endpoint, accepted, { path, headers: keyHeaders, query })
        // Most bodies are read at once, without waiting for a turn of the event loop.
        const read = reading instanceof Promise ? await reading : reading
        const { readings, defect, fault } = read.interpretation
        const called = query === undefined ? path : `${path}?${query}`
        const delivery = deliveryOf(channel, called, accepted, read, keyHeaders)
        if (defect !== undefined) logDefect(request.log, delivery, defect)
        const recorded = await ledger.record({ delivery, readings })

        const { deliveryId, outcome, events } = recorded
        request.log.info({ channel: channel.name, deliveryId, outcome, events: events.length }, 'delivery')
        // Providers ignore these two headers. A person can find the delivery with them.
        reply.header('bellhook-delivery', deliveryId).header('bellhook-outcome', outcome)
        if (accepted.decoded.fault?.statusCode === 415) reply.header('accept-encoding', CODINGS)
        const result = { ...recorded, verified: accepted.verified, fault }
        if (!endpoint.repliesToBody) return send(reply, endpoint.reply(result))
        const content = { body: accepted.decoded.body ?? read.body, contentType: contentTypeOf(accepted.request) }
        const made = await reader.replyTo(endpoint, { path, content, read }, result)
        if (made.defect !== undefined) logDefect(request.log, delivery, made.defect)
        return send(reply, made.reply)
      }
    }
  }

  /** A body that cannot be decoded cannot be redacted either, so nothing of it is stored. */
  function readBody(
    endpoint: Endpoint,
    { request, decoded }: AcceptedRequest,
    { path, headers, query }: Omit<Unread, 'content'>
  ): ReadBody | Promise<ReadBody> {
    if (decoded.fault) return { body: NO_BODY, interpretation: unreadable(endpoint, undefined, decoded.fault) }
    const content = { body: decoded.body, contentType: contentTypeOf(request) }
    return reader.redactAndInterpret(endpoint, { path, content, headers, query })
  }
}

const NO_BODY = Buffer.alloc(0)

/** Some senders sign the bytes that they send, others what they compressed. */
function signedForm(signed: SignedRequest, { body }: { body?: Buffer }, credentials: readonly Credential[]) {
  if (body === undefined || checkSender(signed, credentials) === 'ok') return signed
  return { ...signed, body }
}

/** The bytes as they were sent, and their coding, unless something in them was redacted. */
function storedBody({ request, decoded, contentEncoding }: AcceptedRequest, { body }: ReadBody) {
  if (body === decoded.body) return { body: request.body, contentEncoding, masked: false }
  return { body, contentEncoding: decoded.fault ? contentEncoding : undefined, masked: true }
}

function deliveryOf(
  channel: Channel,
  endpoint: string,
  accepted: AcceptedRequest,
  read: ReadBody,
  keyHeaders: ReadingContext['headers']
): Delivery {
  const { request, receivedAt, verified } = accepted
  const { source, decided } = read.interpretation
  const { body, contentEncoding, masked } = storedBody(accepted, read)
  return {
    id: newId(),
    channel: channel.name,
    source,
    endpoint,
    contentType: contentTypeOf(request) ?? null,
    contentEncoding,
    receivedAt,
    verified,
    masked,
    body,
    traceparent: traceparentOf(single(request.headers['traceparent'])),
    keyHeaders,
    ...decided
  }
}

function send(reply: FastifyReply, { status, contentType, body }: Reply): FastifyReply {
  return reply.code(status).type(contentType).send(body)
}
