import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  preValidationHookHandler,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
  RouteHandlerMethod
} from 'fastify'
import type { CredentialStore } from './credentials.ts'
import type { Endpoint } from './endpoint.ts'
import type { RecordSource } from './records.ts'
import type { SecretForm } from './secret-form.ts'

/**
 * A way in for one kind of provider.
 *
 * `plugin` is an ordinary Fastify plugin, mounted at `/webhooks/<name>` and not wrapped by fastify-plugin, so that its
 * hooks stay its own. It declares a route with a TypeBox schema for each endpoint, guards it with its own verification
 * hook, and answers in the provider's form. It has no SQL, reads no environment, and opens no connection.
 */
export interface Channel {
  /** Segment of the URL, and the `channel` of its events. */
  name: string
  title: string
  /** What a person pastes at the provider, in the order to show them. */
  endpoints: readonly Endpoint[]
  secrets: readonly SecretSetting[]
  /** False: the provider does not repeat a delivery that failed, so load shedding refuses it last. */
  sendsAgain: boolean
  /** A delivery to try the first endpoint with. */
  example?: Example
  /** APIs of the vendors of which whole records can be read. */
  records?: readonly ChannelRecords[]
  plugin(app: ChannelApp, services: ChannelServices): Promise<void>
}

export interface ChannelRecords {
  /** The `source` of the vendor's events. */
  source: string
  records: RecordSource
  /** Reads a `StoredRecord`. It has no HTTP route. */
  endpoint: Endpoint
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
  /** The part of a value that is secret, where a value says more: the token of `AccountSid:token`. */
  secretOf?(value: string): string
  /** The form that a value needs, where it has one. A value of another form could never match. */
  form?: SecretForm
  /** Set: the variable is no secret but a comma list of public values, each of this form. */
  list?: ListSetting
  /** Set: the list is an option with a single value. */
  option?: OptionSetting
  /** What it means when it is not set, as a clause: "Meta cannot confirm the callback URL". */
  without?: string
}

interface OptionSetting {
  /** What it is for, as a clause. */
  about: string
  /** The value where it is not set. */
  fallback: string | undefined
  /** Credentials of the same adapter: with one of them set, the adapter is in use. */
  credentials: readonly string[]
}

export interface ListSetting {
  accepts(item: string): boolean
  /** The form in words: "an id of a hotel". */
  expected: string
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
  credentials: CredentialStore
  /** True: the token is one of this setting, or of an account that the request may be for. */
  hasToken(request: FastifyRequest, variable: string, token: string | undefined): boolean
  /** The `preValidation` hook: proves the sender on the exact bytes, before anything decodes them. Throws `Refused`. */
  verify(endpoint: Endpoint): preValidationHookHandler
  /** The handler: interprets the verified bytes, records the delivery, and sends the endpoint's reply after the commit. */
  deliver(endpoint: Endpoint): RouteHandlerMethod
}
