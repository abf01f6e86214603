import type { Outcome } from '../../schemas/event.ts'
import type { Problem } from '../../schemas/reading.ts'
import { type Fault, failureOf } from './failure.ts'

/** An HTTP reply in the provider's own form. */
export interface Reply {
  status: number
  contentType: string
  body: string
}

/** What became of a delivery: all that a reply may tell its sender. */
export interface DeliveryOutcome {
  deliveryId: string
  /** `spooled`: on disk until the database is back. */
  outcome: Outcome | 'spooled'
  reason: string | null
  /** Items that could not be read. */
  problems: readonly Pick<Problem, 'path' | 'problem' | 'items'>[]
  /** Ids of the new events. */
  events: readonly string[]
  /** False: the sender was accepted without proof. */
  verified: boolean
  /** Set when nothing of the body could be read. */
  fault?: Fault | undefined
}

export function text(status: number, body: string, contentType = 'text/plain'): Reply {
  return { status, contentType, body }
}

export function json(status: number, body: object): Reply {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) }
}

/** The reply to a body that cannot be read, in the JSON form of every error. */
export function invalid(fault: Fault): Reply {
  const { statusCode, ...error } = failureOf(fault)
  return json(statusCode, { error })
}
