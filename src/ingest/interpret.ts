import type { Reading } from '../../schemas/reading.ts'
import type { Delivery } from '../contract/delivery.ts'
import type { Endpoint, ReadingContext } from '../contract/endpoint.ts'
import { ShapeError } from '../contract/errors.ts'
import type { Fault } from '../contract/failure.ts'
import type { DeliveryOutcome, Reply } from '../contract/reply.ts'
import { Undecodable } from '../contract/undecodable.ts'

/** The bytes of a delivery, with what is needed to read them. */
export interface Content {
  body: Buffer
  contentType: string | undefined
  /** The value of `Content-Encoding`, where the request had one. */
  contentEncoding?: string | undefined
}

/** Violations in the reason of a delivery. Its reply lists more. */
const MOST_IN_REASON = 10

/** What a delivery says. */
export interface Interpretation {
  source: string
  readings: readonly Reading[]
  /** Set when nothing of the body could be read: what the delivery becomes, whatever the ledger finds. */
  decided: Pick<Delivery, 'outcome' | 'reason' | 'cause'>
  /** What the endpoint's own code threw. The caller logs it. */
  defect?: unknown
  reply(outcome: Omit<DeliveryOutcome, 'fault'>): Reply
}

/** Decodes, validates, and normalizes one delivery. Pure and synchronous: no I/O, no clock, no HTTP. Never throws. */
export function interpret(endpoint: Endpoint, content: Content, context: ReadingContext): Interpretation {
  let decoded: unknown
  try {
    decoded = decode(endpoint, content)
    const payload = endpoint.validate(decoded, context.settings)
    if (payload.violations) return unreadable(endpoint, decoded, new ShapeError(payload.violations))
    const readings = payload.normalize(context)
    return { source: sourceOf(endpoint, decoded), readings, decided: {}, reply: payload.reply }
  } catch (error) {
    if (error instanceof Undecodable) return unreadable(endpoint, undefined, error)
    // A defect of the endpoint is no reason to lose what was sent: the delivery is quarantined and can be replayed.
    const problem = { path: '', problem: 'its reader failed, see the log', cause: 'reader_failed' } as const
    const source = sourceOf(endpoint, decoded)
    return { source, readings: [problem], decided: {}, defect: error, reply: endpoint.replyInvalid }
  }
}

function decode(endpoint: Endpoint, { body, contentType, contentEncoding }: Content): unknown {
  if (contentEncoding && contentEncoding !== 'identity') {
    throw new Undecodable('no content encoding is supported', 415)
  }
  return endpoint.decode(body, contentType)
}

function unreadable(endpoint: Endpoint, decoded: unknown, fault: Fault): Interpretation {
  const cause = fault instanceof Undecodable ? 'unparseable' : 'shape'
  const outcome = endpoint.onInvalid === 'reject' ? 'rejected' : 'quarantined'
  return {
    source: sourceOf(endpoint, decoded),
    readings: [],
    decided: { outcome, reason: reasonOf(fault), cause },
    reply: (about) => endpoint.replyInvalid({ ...about, fault })
  }
}

function sourceOf({ source }: Endpoint, decoded: unknown): string {
  return typeof source === 'string' ? source : source(decoded)
}

function reasonOf(fault: Fault): string {
  if (fault instanceof Undecodable) return fault.message
  const texts = fault.violations.map(({ path, message }) => `${path || 'the body'}: ${message}`)
  // The last violation counts those that are not listed.
  const [first, last] = [texts.slice(0, MOST_IN_REASON - 1), texts.slice(-1)]
  return (texts.length > MOST_IN_REASON ? [...first, ...last] : texts).join('; ')
}
