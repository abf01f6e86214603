import type { Static, TSchema } from '@sinclair/typebox'
import type { Fact, JsonObject, Problem, State } from '../../schemas/reading.ts'
import type { Handshake, Verifier } from '../../src/contract/verifiers.ts'

export { isCalendarDate, toUtc } from '../../schemas/common.ts'
export { contentDigest } from './content-digest.ts'
export { type FieldReader, namesOf, readFields } from './fields.ts'
export { guest, reservation, room } from './model.ts'

/**
 * The contract of a PMS adapter: one object in one file, that says how a hotel system proves itself and what its
 * payloads mean. No framework, no SQL, no environment. docs/write-an-adapter.md walks through a complete one.
 */
export interface PmsAdapter<Payload extends TSchema = TSchema> {
  /** Lower-case slug: the URL is `/webhooks/pms/<name>`, the `source` of its events and the prefix of its settings. */
  name: string
  title: string
  /** The vendor's page that the facts below come from. */
  docs: string
  /** Fixtures follow the vendor's documents, were recorded in its sandbox, or somebody runs it. Nobody rounds up. */
  proof: 'documented' | 'sandbox' | 'live'
  /** How a sender proves itself. Of several, any one is enough. */
  verify: Verifier | readonly Verifier[]
  /** A request other than a delivery, by which the vendor asks whether the URL is ours. */
  handshake?: Handshake
  /** Only the fields that are read, open to all others. Batches, single events and pings are a union. */
  payload: Payload
  /** The vendor's id of the hotel. */
  property?(payload: Static<Payload>): string | undefined
  /**
   * What, besides the event's own type, subject and property, makes two deliveries the same fact. Undefined: the vendor gives
   * nothing to tell by, and each delivery is a fact of its own.
   */
  duplicateKey?(payload: Static<Payload>, headers: Headers): readonly string[] | undefined
  /** Lower-case names of the headers that `duplicateKey` reads. It gets no others. */
  keyHeaders?: readonly string[]
  /** Names of fields that hold live credentials of the vendor's. Their values are masked before anything is stored. */
  credentials?: readonly string[]
  /**
   * What the payload means: events, states and problems; none is a valid answer. Pure and total: no clock, no random,
   * no I/O, no mutation, no throw for a value it does not know.
   */
  normalize(payload: Static<Payload>): readonly AdapterReading[]
  /** What the vendor wants to read when a delivery is kept, if that is not `{"received":true}`. */
  reply?(payload: Static<Payload>): Reply
}

/** Lower-case names. */
export type Headers = Readonly<Record<string, string | undefined>>

export interface Reply {
  contentType: string
  body: string
}

export type AdapterReading = AdapterEvent | AdapterState | Problem

/** Something happened. */
export type AdapterEvent = Omit<Fact, 'source' | 'property' | 'key'>

/** Something is so now; Bellhook finds out what changed. */
export type AdapterState = Omit<State, 'source' | 'property'>

/** Checks an adapter's types, and returns it as it is. */
export function defineAdapter<Payload extends TSchema>(adapter: PmsAdapter<Payload>): PmsAdapter<Payload> {
  return adapter
}

/** An event that carries only an id: the vendor wants to be asked for the rest. */
export function thin(
  type: string,
  kind: string,
  id: string,
  fields: JsonObject = {},
  more: JsonObject = {}
): AdapterEvent {
  return { type, kind, id, data: { [kind]: { externalId: id, ...fields }, ...more } }
}
