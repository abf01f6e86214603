import type { Static, TSchema } from '@sinclair/typebox'
import { check, type Violation } from '../../schemas/check.ts'
import type { Reading } from '../../schemas/reading.ts'
import type { Credential, CredentialStore } from './credentials.ts'
import type { DeliveryOutcome, Reply } from './reply.ts'
import type { RouteDocs } from './route-docs.ts'
import type { SignedRequest } from './verifiers.ts'

/**
 * One URL that a provider posts to, declared as data and pure functions: no I/O, no clock, no HTTP. The HTTP route, a
 * replay, the drain of the spool, and the adapter kit all use the same declaration.
 */
interface EndpointDeclaration<Schema extends TSchema> {
  /** Below `/webhooks/<channel>`: empty, or like `/status`. */
  path: string
  /** Slug of the sender. A function where the payload names it: it gets whatever `decode` returned. */
  source: string | ((decoded: unknown) => string)
  /** The ways in which a sender can prove itself: any one is enough. */
  credentials(store: CredentialStore): readonly Credential[]
  /** Names of fields that hold live credentials of the vendor. Their values are redacted before anything else. */
  secretFields?: readonly string[]
  /** Bytes of the largest body. Default: the limit of the server. */
  bodyLimit?: number
  /** True: a body, without its content coding, has more in it than its sender can be verified for. */
  isFlood?(body: Buffer): boolean
  /** Lower-case names of headers that tell deliveries apart. `normalize` gets them, and a spooled delivery keeps them. */
  keyHeaders?: readonly string[]
  /** `normalize` gets the query of the URL. It is stored with the delivery. */
  readsQuery?: boolean
  /** Answers a request that only asks whether the URL is ours. It is verified like a delivery and not stored. */
  handshake?(request: SignedRequest): Reply | undefined
  /** Bytes to a value. Throws `Undecodable`, and nothing else, for bytes that do not have the form. */
  decode(body: Buffer, contentType: string | undefined): unknown
  schema: Schema
  /** Rules between fields, which a schema cannot express. Also asked about values that do not fit the schema. */
  check?: ((decoded: unknown, settings: CredentialStore) => readonly Violation[]) | undefined
  // Properties, not methods: TypeScript compares parameters of methods loosely, and two swapped schemas would compile.
  /** Total: it returns a problem, and never throws, for a value it does not know. */
  normalize: (payload: Static<Schema>, context: ReadingContext) => readonly Reading[]
  /** What a delivery becomes when nothing in it can be read. `reject` tells the sender to repair it. */
  onInvalid: 'quarantine' | 'reject'
  /** The reply that the sender gets. */
  reply: (outcome: DeliveryOutcome, body: DecodedBody<Static<Schema>>) => Reply
  /** True: the reply depends on the body, which is decoded once more for it. Otherwise `reply` gets an empty one. */
  repliesToBody?: boolean
  docs: RouteDocs
}

/** What a payload is read with, beside itself. */
export interface ReadingContext {
  /** The headers named in `keyHeaders`. */
  headers: Readonly<Record<string, string | undefined>>
  settings: CredentialStore
  /** The query of the URL, if the endpoint reads it and there is one. */
  query?: string | undefined
}

/** A body as a reply sees it. */
export interface DecodedBody<Payload> {
  /** What `decode` returned. Undefined: the body could not be decoded, or is not needed. */
  decoded: unknown
  /** The same, if it is a valid payload. */
  payload: Payload | undefined
}

const NO_BODY = Object.freeze({ decoded: undefined, payload: undefined })

/** A declaration whose schema, `normalize`, and `reply` were checked against each other. */
export interface Endpoint extends Omit<EndpointDeclaration<TSchema>, 'check' | 'normalize' | 'reply'> {
  /** Lists what is wrong with a decoded value, or returns it as a payload that can be read. */
  validate(decoded: unknown, settings: CredentialStore): { violations: readonly Violation[] } | ValidPayload
  reply(outcome: DeliveryOutcome, body?: { decoded: unknown }): Reply
}

interface ValidPayload {
  violations?: never
  normalize(context: ReadingContext): readonly Reading[]
}

/** Ties schema, `normalize`, and `reply` together, and compiles the schema. */
export function defineEndpoint<Schema extends TSchema>(declaration: EndpointDeclaration<Schema>): Endpoint {
  const { check: rules, normalize, reply, ...shared } = declaration
  const violationsOf = check(declaration.schema)

  return {
    ...shared,
    validate(decoded, settings) {
      const broken = rules?.(decoded, settings) ?? []
      if (violationsOf.accepts(decoded) && broken.length === 0) {
        return { normalize: (context) => normalize(decoded, context) }
      }
      const misfits = violationsOf(decoded)
      return { violations: [...misfits, ...broken.filter(({ path }) => !misfits.some((one) => one.path === path))] }
    },
    reply(outcome, body) {
      if (body === undefined) return reply(outcome, NO_BODY)
      const { decoded } = body
      return reply(outcome, { decoded, payload: violationsOf.accepts(decoded) ? decoded : undefined })
    }
  }
}
