import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AccountIngest } from '../accounts/account-ingest.ts'
import { provenOf } from '../accounts/proof.ts'
import type { Channel, ChannelServices } from '../contract/channel.ts'
import type { CredentialStore } from '../contract/credentials.ts'
import type { Delivery, Recorded } from '../contract/delivery.ts'
import type { Endpoint, ReadingContext } from '../contract/endpoint.ts'
import { errors } from '../contract/errors.ts'
import { createIsoTime } from '../contract/iso-time.ts'
import { newId } from '../contract/new-id.ts'
import type { Reply } from '../contract/reply.ts'
import { Undecodable } from '../contract/undecodable.ts'
import { matches, type SignedRequest, single } from '../contract/verifiers.ts'
import type { Ledger } from '../ledger/ledger.ts'
import {
  type AcceptedRequest,
  contentEncodingOf,
  contentTypeOf,
  keyHeadersOf,
  pathKeyOf,
  queryOf,
  signedRequest
} from './accepted-request.ts'
import type { BodyReader, ReadBody, Unread } from './body-reader.ts'
import { CODINGS } from './content-coding.ts'
import { codedBody, type DecodedBody, type Decoder } from './decoder.ts'
import { pathOf } from './endpoints.ts'
import { type Content, unreadable } from './interpret.ts'
import { logDefect } from './interpreter.ts'
import { answerProbe } from './probe.ts'
import { refusedSender } from './refused-sender.ts'
import { traceparentOf } from './traceparent.ts'

interface IngestOptions {
  ledger: Pick<Ledger, 'record'>
  reader: Pick<BodyReader, 'redactAndInterpret' | 'replyTo'>
  decoder: Pick<Decoder, 'decodeRequest'>
  credentials: CredentialStore
  accounts: AccountIngest
  /** The URL that providers call. Some of them sign it. */
  publicUrl: string
  /** True for a probe, see probe.ts. Throws for a probe with a wrong signature. */
  isProbe(request: SignedRequest, target: string, reply: FastifyReply): boolean
  /** Channels that accept unverified senders if no secret is set. */
  unverified: ReadonlySet<string>
}

/** Returns the tools with which a channel builds its routes. Each webhook is handled in this order: verify ► decode ► redact ► interpret ► record ► reply. */
export function createIngest(options: IngestOptions) {
  const { ledger, reader, decoder, credentials, accounts, publicUrl, isProbe, unverified } = options
  const isoTime = createIsoTime()

  return function servicesFor(channel: Channel): ChannelServices {
    return { credentials, hasToken, verify, deliver }

    function hasToken(request: FastifyRequest, variable: string, token: string | undefined): boolean {
      const pathKey = pathKeyOf(request)
      if (pathKey === undefined && matches(token, credentials.secrets(variable)) === 'ok') return true
      return token !== undefined && accounts.hasToken(channel.name, variable, token, pathKey)
    }

    function verify(endpoint: Endpoint) {
      const open = unverified.has(channel.name)
      const path = pathOf(channel, endpoint)
      const prove = accounts.proverFor(channel, endpoint)
      const proveProbe = accounts.probeProverFor(channel, endpoint)
      return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => {
        const receivedAt = Date.now()
        const signed = signedRequest(request, publicUrl, receivedAt)
        const environment = endpoint.credentials(credentials)
        const sender = { request: signed, pathKey: pathKeyOf(request), environment, open }
        if (isProbe(signed, request.originalUrl, reply)) {
          reply.send(answerProbe(request, signed, proveProbe(sender)))
          return
        }
        const coded = codedBody(signed.body, contentEncodingOf(signed))
        if (coded === undefined) {
          refuseFlood(endpoint, signed.body)
          accept(prove(sender), { body: signed.body })
          done()
          return
        }
        decoder
          .decodeRequest(reply, endpoint, coded)
          .then((decoded) => accept(proveDecoded(decoded), decoded))
          .then(() => done(), done)

        /** Some senders sign the bytes that they send, others what they compressed. */
        function proveDecoded({ body }: DecodedBody): ReturnType<typeof prove> {
          const proof = prove(sender)
          if (typeof proof !== 'string' || body === undefined) return proof
          refuseFlood(endpoint, body)
          return prove({ ...sender, request: { ...signed, body } })
        }

        function accept(proof: ReturnType<typeof prove>, decoded: DecodedBody): void {
          if (typeof proof === 'string') {
            accounts.noteRefused(path, sender, proof)
            throw refusedSender({ result: proof, credentials: environment, path }, request.log)
          }
          accounts.noteProven(proof, request.method === 'GET' && endpoint.handshake !== undefined)
          if (proof.verified) request.sender?.proven()
          const contentEncoding = coded?.contentEncoding
          request.accepted = { request: signed, receivedAt: isoTime(receivedAt), proof, decoded, contentEncoding }
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
        const isOfAccount = accepted.proof.accounts.length > 0
        const content = contentOf(accepted)
        const unread = { path, content, headers: keyHeaders, query, isOfAccount }
        const reading = readBody(endpoint, accepted.decoded, unread)
        // Most bodies are read at once, without waiting for a turn of the event loop.
        const read = reading instanceof Promise ? await reading : reading
        const { readings, defect, fault } = read.interpretation
        const called = query === undefined ? path : `${path}?${query}`
        const delivery = deliveryOf(channel, called, accepted, read, keyHeaders)
        if (defect !== undefined) logDefect(request.log, delivery, defect)
        let recorded: Recorded
        try {
          recorded = await ledger.record(accounts.attribute(path, { delivery, readings }, accepted.proof))
        } finally {
          read.release?.()
        }

        const { deliveryId, outcome, reason, problems, events } = recorded
        request.log.info({ channel: channel.name, deliveryId, outcome, events: events.length }, 'delivery')
        // Providers ignore these two headers. A person can find the delivery with them.
        reply.header('bellhook-delivery', deliveryId).header('bellhook-outcome', outcome)
        if (accepted.decoded.fault?.statusCode === 415) reply.header('accept-encoding', CODINGS)
        const { verified } = accepted.proof
        const result = { deliveryId, outcome, reason, problems, events, verified, fault }
        if (!endpoint.repliesToBody) return send(reply, endpoint.reply(result))
        const made = await reader.replyTo(endpoint, { path, content, read }, result)
        if (made.defect !== undefined) logDefect(request.log, delivery, made.defect)
        return send(reply, made.reply)
      }
    }
  }

  /** A body that cannot be decoded cannot be redacted either, so nothing of it is stored. */
  function readBody(endpoint: Endpoint, { fault }: DecodedBody, unread: Unread): ReadBody | Promise<ReadBody> {
    if (fault) return { body: NO_BODY, interpretation: unreadable(endpoint, undefined, fault) }
    return reader.redactAndInterpret(endpoint, unread)
  }
}

/** A 401 would say that an authentic request was forged. */
function refuseFlood(endpoint: Endpoint, body: Buffer): void {
  if (endpoint.isFlood?.(body)) throw new errors.BODY_TOO_LARGE()
}

const NO_BODY = Buffer.alloc(0)

function contentOf({ request, decoded: { body = NO_BODY } }: AcceptedRequest): Content {
  return { body, contentType: contentTypeOf(request) }
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
  const { request, receivedAt, proof } = accepted
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
    verified: proof.verified,
    proven: provenOf(proof),
    masked,
    body,
    traceparent: traceparentOf(single(request.headers['traceparent'])),
    keyHeaders,
    outcome: decided.outcome,
    reason: decided.reason,
    cause: decided.cause
  }
}

function send(reply: FastifyReply, { status, contentType, body }: Reply): FastifyReply {
  return reply.code(status).type(contentType).send(body)
}
