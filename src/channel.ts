import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  preValidationAsyncHookHandler,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault
} from 'fastify'
import type { Violation } from '../schemas/check.ts'
import type { Outcome } from '../schemas/event.ts'
import type { Problem, Reading } from '../schemas/reading.ts'
import type { ShapeError } from './errors.ts'
import type { Verdict, Verifier } from './verify.ts'

export { type Examples, jsonReply, type ReplyDocs, type RouteDocs, textReply } from './route-docs.ts'

/**
 * The contract of a channel: a way in for one kind of provider.
 *
 * `plugin` is an ordinary Fastify plugin, mounted at `/webhooks/<name>` and never wrapped, so that its hooks and
 * parsers stay its own. It declares routes with TypeBox schemas and docs, guards each with a verifier, hands its pure
 * `normalize` to `receive`, and answers in its provider's form. It has no SQL, reads no environment, and opens no
 * connection.
 */
export interface Channel {
  /** Segment of the URL, and the `channel` of its events. */
  name: string
  title: string
  /** Paths below `/webhooks/<name>` that a person pastes at the provider. */
  endpoints: readonly string[]
  secrets: readonly SecretSetting[]
  /** False: the provider does not repeat what it could not deliver, so it is turned away last when there is too much. */
  sendsAgain: boolean
  /** A delivery to try the first endpoint with. */
  example?: Example
  /** The ways in which a sender may prove itself at one of the endpoints; any one is enough. Guards and simulators use the same. */
  proofs(endpoint: string, secrets: ChannelServices['secrets']): readonly Proof[]
  plugin(app: ChannelApp, services: ChannelServices): Promise<void>
}

export interface Example {
  contentType: string
  body: string
}

export interface SecretSetting {
  /** The variable that holds it. `<variable>_FILE` works as well, and a comma list means several active values. */
  variable: string
  /** True: without any such secret the channel cannot tell who is calling. */
  authenticates: boolean
  /** What it means when it is not set, as a clause: "Meta cannot confirm the callback URL". Absent: nothing to mind. */
  without?: string
}

/** Fastify with types from TypeBox schemas. */
export type ChannelApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** What Bellhook gives to a channel. */
export interface ChannelServices {
  /** The active values of a secret, none when it is not set. */
  secrets(variable: string): readonly string[]
  /**
   * The route's `preValidation`: proves the sender on the exact bytes, then parses them, in this order.
   * Throws `Refused` when none of the proofs holds.
   */
  guard(guard: Guard): preValidationAsyncHookHandler
  /** Keeps the delivery and what `normalize` makes of it. Returns after the commit, so that the answer may be a 2xx. */
  receive<Payload>(request: FastifyRequest, reading: Reader<Payload>): Promise<Receipt>
}

export interface Guard {
  /** The ways a sender may prove itself: any one is enough. One whose secrets are not set does not count. */
  proofs: readonly Proof[]
  parse: Parse
  /** Names of fields that hold live credentials of the vendor's: their values are masked before anything else. */
  credentials?: readonly string[]
}

export interface Proof {
  verifier: Verifier
  secrets: readonly string[]
}

/** Those that count: there is something to check a sender by. */
export function usableOf(proofs: readonly Proof[]): readonly Proof[] {
  return proofs.filter(({ verifier, secrets }) => secrets.length > 0 || verifier.kind === 'address')
}

/** True: a sender who proves nothing is let in where that is allowed at all. */
export function needsNone(proofs: readonly Proof[]): boolean {
  return usableOf(proofs).length === 0 || proofs.some(({ verifier }) => verifier.kind === 'none')
}

/** Bytes to a value. Throws `Unreadable`, and nothing else, for bytes that have no such form. */
export type Parse = (body: Buffer, contentType: string | undefined) => unknown

export interface Reader<Payload> {
  /** Who sends here: `whatsapp`, `twilio`, `mews`, … */
  source: string
  /** Pure and total: no clock, no I/O, no mutation, no throw for a value it does not know. */
  normalize(payload: Payload): readonly Reading[]
  /** Rules between fields, which a schema cannot say. Asked as well where the schema has found something already. */
  rules?(body: unknown): readonly Violation[]
  /** What a delivery is when nothing in it can be read. `rejected`: the sender is told to mend it. */
  unreadable?: 'quarantined' | 'rejected'
}

export interface Receipt {
  deliveryId: string
  /** `spooled`: kept on disk until the database is back. */
  outcome: Outcome | 'spooled'
  reason: string | null
  /** What in it could not be read. */
  problems: readonly Pick<Problem, 'path' | 'problem'>[]
  /** Set when nothing in it could be read: the bytes have no such form, or the value has the wrong shape. */
  fault?: Unreadable | ShapeError
  /** Ids of the new events. */
  events: readonly string[]
}

/** Thrown by a `Parse`. The reason is a sentence without any byte of the body. */
export class Unreadable extends Error {
  override name = 'Unreadable'
  readonly statusCode: 400 | 415

  constructor(reason: string, statusCode: 400 | 415 = 400) {
    super(reason)
    this.statusCode = statusCode
  }
}

/** Thrown by a guard. Nothing of the request is kept. */
export class Refused extends Error {
  override name = 'Refused'
  readonly statusCode = 401
  readonly verdict: Verdict
  /** The kind of proof that was asked for first. */
  readonly kind: Verifier['kind']

  constructor(verdict: Verdict, kind: Verifier['kind']) {
    super(kind === 'signature' ? 'Invalid signature' : 'Unauthorized')
    this.verdict = verdict
    this.kind = kind
  }
}
