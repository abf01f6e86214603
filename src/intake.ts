import type { FastifyInstance, FastifyRequest, preValidationAsyncHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import type { Reading } from '../schemas/reading.ts'
import {
  type Guard,
  needsNone,
  type Proof,
  type Reader,
  type Receipt,
  Refused,
  Unreadable,
  usableOf
} from './channel.ts'
import { ShapeError } from './errors.ts'
import type { Delivery } from './ledger/entry.ts'
import type { Ledger } from './ledger/ledger.ts'
import { newId } from './ledger/new-id.ts'
import { mask } from './mask.ts'
import { type ProbeAnswer, probe } from './probe.ts'
import { type Rereading, rereadingOf } from './reread.ts'
import { traceparentOf } from './traceparent.ts'
import { either, type SignedRequest, single, type Verdict } from './verify.ts'

declare module 'fastify' {
  interface FastifyRequest {
    arrival: Arrival
  }
}

/** A request between its guard and its handler. */
interface Arrival {
  receivedAt: string
  contentType: string | undefined
  verified: boolean
  /** What will be stored: the exact bytes, but for what had to be masked. */
  body: Buffer
  masked: boolean
  unreadable?: Unreadable
  receipt?: Receipt
  /** Set when a stored delivery is read again: nothing is proven, and nothing is kept. */
  again?: Rereading
}

interface IntakeOptions {
  ledger: Ledger
  publicUrl: string
  apiTokens: readonly string[]
}

declare module 'fastify' {
  interface FastifyInstance {
    guard(guard: Guard, open: boolean): preValidationAsyncHookHandler
    receive<Payload>(channel: string, request: FastifyRequest, reader: Reader<Payload>): Promise<Receipt>
  }
}

const NO_BODY = Buffer.alloc(0)

/**
 * The way every delivery takes, whatever its channel: bytes ► proof ► parse, and after the channel's schema has spoken:
 * normalize ► record. Shared by all channels, so it is wrapped; the channels are not.
 */
export const intake = fp(registerIntake, { name: 'intake' })

async function registerIntake(app: FastifyInstance, { ledger, publicUrl, apiTokens }: IntakeOptions): Promise<void> {
  app.decorateRequest('arrival')

  // Fastify must not look at the body, nor turn a request away for its media type, before the sender has been proven:
  // until then all bodies are bytes to it.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', (request, _reply, done) => {
    const contentType = request.headers['content-type']
    request.headers['content-type'] = 'application/octet-stream'
    const receivedAt = new Date().toISOString()
    request.arrival = { receivedAt, contentType, verified: false, body: NO_BODY, masked: false }
    const again = rereadingOf(request.raw)
    if (again) request.arrival.again = again
    done()
  })

  // Providers do not care; whoever looks for a delivery finds it by this, whatever the channel answers.
  app.addHook('onSend', (request, reply, _payload, done) => {
    const { receipt } = request.arrival ?? {}
    if (receipt) reply.header('bellhook-delivery', receipt.deliveryId).header('bellhook-outcome', receipt.outcome)
    done()
  })

  app.decorate('guard', (guard, open) => async (request, reply) => {
    const { arrival } = request
    request.headers['content-type'] = arrival.contentType
    const body = Buffer.isBuffer(request.body) ? request.body : NO_BODY
    if (arrival.again) {
      arrival.verified = arrival.again.delivery.verified
    } else {
      const signed = asSigned(request, body)
      if (probe.check(signed, apiTokens) === 'ok') return reply.send(answerTo(request, signed, guard))
      arrival.verified = prove(request, signed, guard, open)
    }
    arrival.body = mask(body, arrival.contentType, guard.credentials)
    arrival.masked = arrival.body !== body
    request.body = parse(request, guard)
  })

  app.decorate('receive', async (channel, request, reader) => {
    const fault = request.arrival.unreadable ?? misfit(request, reader.rules)
    // The route's schema has accepted the body, and the reader is made for that schema.
    const readings = fault ? [] : read(request, () => reader.normalize(request.body as never))
    const { again } = request.arrival
    if (again) {
      again.entry = { delivery: { ...again.delivery, ...(fault && judged(reader, fault)) }, readings }
      const { id: deliveryId } = again.delivery
      return { deliveryId, outcome: 'accepted', reason: null, problems: [], events: [], ...(fault && { fault }) }
    }
    const arrived = toDelivery(channel, request, reader.source)
    const delivery = fault ? { ...arrived, ...judged(reader, fault) } : arrived
    const recorded = await ledger.record({ delivery, readings })
    request.log.info(
      { channel, deliveryId: delivery.id, outcome: recorded.outcome, events: recorded.events.length },
      'delivery'
    )
    request.arrival.receipt = recorded
    return fault ? { ...recorded, fault } : recorded
  })

  function asSigned(request: FastifyRequest, body: Buffer): SignedRequest {
    const { method, headers, raw, ip: address } = request
    return {
      method,
      url: publicUrl + raw.url,
      headers,
      body,
      receivedAt: Date.parse(request.arrival.receivedAt),
      address
    }
  }
}

/** Returns whether the sender is proven, or throws when that was needed. */
function prove(request: FastifyRequest, signed: SignedRequest, { proofs }: Guard, open: boolean): boolean {
  const usable = usableOf(proofs)
  const verdict = judge(signed, usable)
  if (verdict === 'ok') return true
  if (open && needsNone(proofs)) return false
  request.log.warn({ endpoint: request.routeOptions.url, verdict }, 'refused: the sender is not proven')
  const [first] = usable.length > 0 ? usable : proofs
  throw new Refused(verdict, first?.verifier.kind ?? 'secret')
}

function judge(signed: SignedRequest, proofs: readonly Proof[]): Verdict {
  return either(proofs.map(({ verifier, secrets }) => verifier.check(signed, secrets)))
}

/** Tokens in the query stay out of it. */
function answerTo({ headers, ip, socket }: FastifyRequest, signed: SignedRequest, { proofs }: Guard): ProbeAnswer {
  const isProxy = headers['x-forwarded-for'] !== undefined && ip === socket.remoteAddress
  return {
    verdict: judge(signed, usableOf(proofs)),
    url: signed.url.replace(/\?.*/s, ''),
    ...(isProxy && { unknownProxy: ip })
  }
}

function parse(request: FastifyRequest, guard: Guard): unknown {
  const { arrival } = request
  try {
    const coding = single(request.headers['content-encoding'])
    if (coding && coding !== 'identity') throw new Unreadable('no content encoding is supported', 415)
    return guard.parse(arrival.body, arrival.contentType)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    arrival.unreadable = error
    return undefined
  }
}

/** What the route's schema and the reader's rules have found, one violation for each path. */
function misfit(request: FastifyRequest, rules: Reader<never>['rules']): ShapeError | undefined {
  const error: unknown = request.validationError
  const found = error instanceof ShapeError ? error.violations : []
  const more = rules?.(request.body).filter(({ path }) => !found.some((violation) => violation.path === path)) ?? []
  return found.length + more.length > 0 ? new ShapeError([...found, ...more]) : undefined
}

/** A reader that fails is a defect of ours, and no reason to lose what was sent. */
function read(request: FastifyRequest, normalize: () => readonly Reading[]): readonly Reading[] {
  try {
    return normalize()
  } catch (error) {
    request.log.error({ err: error }, 'a delivery could not be read because of a defect in its reader')
    return [{ path: '', problem: 'its reader failed, see the log', cause: 'reader_failed' }]
  }
}

function toDelivery(channel: string, request: FastifyRequest, source: string): Delivery {
  const { receivedAt, contentType = null, verified, masked, body } = request.arrival
  const endpoint = request.routeOptions.url ?? ''
  const traceparent = traceparentOf(request.headers['traceparent'])
  return { id: newId(), channel, source, endpoint, contentType, receivedAt, verified, masked, body, traceparent }
}

/** What is decided before anything is written. */
function judged(
  { unreadable = 'quarantined' }: Pick<Reader<never>, 'unreadable'>,
  fault: Unreadable | ShapeError
): Pick<Delivery, 'outcome' | 'reason' | 'cause'> {
  const cause = fault instanceof Unreadable ? 'unparseable' : 'shape'
  return { outcome: unreadable, reason: reasonOf(fault), cause }
}

function reasonOf(fault: Unreadable | ShapeError): string {
  if (fault instanceof Unreadable) return fault.message
  return fault.violations.map(({ path, message }) => `${path || 'the body'}: ${message}`).join('; ')
}
