import type { CompletedRead } from '../../schemas/completed-read.ts'
import type { Outcome } from '../../schemas/event.ts'
import type { Cause, Fact, Problem, Reading, State } from '../../schemas/reading.ts'

/** What arrived. `outcome` is given where it is decided before anything is written: nothing in it could be read. */
export interface Delivery {
  id: string
  channel: string
  source: string
  /** Path of the endpoint, with the query if the endpoint reads it. */
  endpoint: string
  contentType: string | null
  /** Content codings of `body`, as `Content-Encoding` of the request named them. Undefined: there are none. */
  contentEncoding?: string | undefined
  /** RFC 3339, UTC. */
  receivedAt: string
  verified: boolean
  masked: boolean
  body: Buffer
  /** W3C Trace Context of the request, where it had one. */
  traceparent?: string | undefined
  /** Headers that the endpoint reads with the body. They are spooled and not stored. */
  keyHeaders?: Readonly<Record<string, string | undefined>>
  /** Slugs of the account and the hotel, where all of it belongs to one. */
  account?: string | undefined
  hotel?: string | undefined
  /** Ids of the accounts whose secrets proved it, and 0 for the environment. Undefined: the environment only. */
  proven?: readonly number[] | undefined
  /** What has to happen before more of it can become events: see src/accounts/waiting.ts. */
  waiting?: readonly string[] | undefined
  outcome?: Outcome | undefined
  reason?: string | undefined
  cause?: Cause | undefined
}

/** A delivery with what a channel has read in it. */
export interface InterpretedDelivery {
  delivery: Delivery
  readings: readonly Reading[]
  /** Set for a webhook of a vendor whose API is called. It is stored with the delivery, in one transaction. */
  webhook?: WebhookOfProvider
  /** The read that this delivery is the result of: the events that waited for it are dropped. */
  read?: CompletedRead
}

interface WebhookOfProvider {
  /** Events that wait for the record of their entity. */
  held: readonly (Fact | State)[]
  /** What it is about. */
  mentions: readonly { kind: string; id: string }[]
}

export interface Recorded {
  deliveryId: string
  /** `spooled`: kept on disk, and what it becomes is known once the database is back. */
  outcome: Outcome | 'spooled'
  reason: string | null
  problems: readonly Problem[]
  /** Ids of the new events. */
  events: readonly string[]
}

/** In the database, with what it is counted by. */
export interface Committed {
  recorded: Recorded
  channel: string
  cause: Cause
}
