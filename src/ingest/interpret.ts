import type { Reading } from '../../schemas/reading.ts'
import type { Delivery } from '../contract/delivery.ts'
import type { Endpoint, ReadingContext } from '../contract/endpoint.ts'
import { ShapeError } from '../contract/errors.ts'
import type { Fault } from '../contract/failure.ts'
import type { DeliveryOutcome, Reply } from '../contract/reply.ts'
import { Undecodable } from '../contract/undecodable.ts'

/** The bytes of a delivery without any content coding, with what is needed to read them. */
export interface Content {
  body: Buffer
  contentType: string | undefined
}

/** Number of violations in the reason of a delivery. The reply lists more. */
const MOST_IN_REASON = 10

/** The contents of a delivery. Plain data, apart from errors. */
export interface Interpretation {
  source: string
  readings: readonly Reading[]
  /** Set if no part of the body could be read: the outcome of the delivery, whatever the ledger finds. */
  decided: Pick<Delivery, 'outcome' | 'reason' | 'cause'>
  /** Why no part of the body could be read. */
  fault?: Fault
  /** An error that the code of the endpoint threw. The caller logs it. */
  defect?: unknown
  /** The decoded body, for an endpoint whose reply depends on it. It does not leave the thread. */
  decoded?: unknown
}

/** Decodes, validates, and normalizes one delivery. Pure and synchronous: no I/O, no clock, no HTTP. Never throws. */
export function interpret(endpoint: Endpoint, content: Content, context: ReadingContext): Interpretation {
  let decoded: unknown
  try {
    decoded = endpoint.decode(content.body, content.contentType)
    const payload = endpoint.validate(decoded, context.settings)
    if (payload.violations) return unreadable(endpoint, decoded, new ShapeError(payload.violations))
    const readings = payload.normalize(context)
    const source = sourceOf(endpoint, decoded)
    return endpoint.repliesToBody ? { source, readings, decided: {}, decoded } : { source, readings, decided: {} }
  } catch (error) {
    if (error instanceof Undecodable) return unreadable(endpoint, undefined, error)
    return { ...unread(sourceOf(endpoint, decoded), 'its reader failed, see the log', error), decoded }
  }
}

/** The reply to a delivery, and what the endpoint's own code threw while it was made. Never throws. */
export function replyTo(
  endpoint: Endpoint,
  decoded: unknown,
  outcome: DeliveryOutcome
): { reply: Reply; defect?: unknown } {
  try {
    return { reply: endpoint.reply(outcome, { decoded }) }
  } catch (defect) {
    return { reply: endpoint.reply(outcome), defect }
  }
}

/** The decoded body; undefined for one that cannot be decoded. */
export function decodedOf(endpoint: Endpoint, content: Content): unknown {
  try {
    return endpoint.decode(content.body, content.contentType)
  } catch {
    // Only for a reply. `interpret` has reported the same failure for the delivery.
    return undefined
  }
}

/** After a defect of the endpoint, the delivery is quarantined, and can be replayed later. */
export function unread(source: string, problem: string, defect: unknown): Interpretation {
  return { source, readings: [{ path: '', problem, cause: 'reader_failed' }], decided: {}, defect }
}

/** The source of a delivery, if the decoded body names one. */
export function sourceOf({ source }: Endpoint, decoded: unknown): string {
  return typeof source === 'string' ? source : source(decoded)
}

/** Outcome of a delivery of which nothing can be read. */
export function unreadable(endpoint: Endpoint, decoded: unknown, fault: Fault): Interpretation {
  const cause = fault instanceof Undecodable ? 'unparseable' : 'shape'
  const outcome = endpoint.onInvalid === 'reject' ? 'rejected' : 'quarantined'
  return {
    source: sourceOf(endpoint, decoded),
    readings: [],
    decided: { outcome, reason: reasonOf(fault), cause },
    fault,
    decoded
  }
}

function reasonOf(fault: Fault): string {
  if (fault instanceof Undecodable) return fault.message
  const texts = fault.violations.map(({ path, message }) => `${path || 'the body'}: ${message}`)
  // The last violation has the number of the others.
  const [first, last] = [texts.slice(0, MOST_IN_REASON - 1), texts.slice(-1)]
  return (texts.length > MOST_IN_REASON ? [...first, ...last] : texts).join('; ')
}
