import type { Static, TSchema } from '@sinclair/typebox'
import type { JsonObject } from '../../schemas/reading.ts'
import type { RecordSource } from '../../src/contract/records.ts'
import type { DeliveryOutcome } from '../../src/contract/reply.ts'
import type { Handshake, Verifier } from '../../src/contract/verifiers.ts'
import type { Envelope } from './envelope.ts'
import type { Fields } from './fields.ts'
import type { OptionDeclarations, OptionsOf } from './options.ts'
import type { AdapterEvent, AdapterReading, Key } from './readings.ts'

export { Nullable as nullable } from '../../schemas/common.ts'
export { xml } from '../../src/contract/decode-xml.ts'
export { escapeXml } from '../../src/contract/escape-xml.ts'
export { Undecodable } from '../../src/contract/undecodable.ts'
export { contentDigest } from './content-digest.ts'
export type { Envelope } from './envelope.ts'
export type { Field, Fields } from './fields.ts'
export { instantIn, isTimeZone } from './instants.ts'
export { currencyOption, type Option, textOption, timeZoneOption } from './options.ts'
export type { AdapterEvent, AdapterReading, EntityReading, OtherReading } from './readings.ts'
export { snsEnvelope } from './sns-envelope.ts'
export { staySpan } from './stay-span.ts'

/**
 * The contract of a PMS adapter: one object in one file that declares how a hotel system proves itself and what its payloads
 * mean. No framework, no SQL, no environment. docs/write-an-adapter.md walks through a complete one.
 */
export interface PmsAdapter<
  Payload extends TSchema = TSchema,
  Declared extends OptionDeclarations = OptionDeclarations
> {
  /** Lower-case slug: the URL is `/webhooks/pms/<name>`, the `source` of its events and the prefix of its settings. */
  name: string
  title: string
  /** The vendor's page that the facts below come from. */
  docs: string
  /** The fixtures follow the vendor's documents, were recorded in its sandbox, or the adapter runs somewhere. */
  evidence: 'documented' | 'sandbox' | 'live'
  /** How a sender proves itself. Of several verifiers any one is enough. */
  verify: Verifier | readonly Verifier[]
  /** A request other than a delivery, by which the vendor asks whether the URL is ours. */
  handshake?: Handshake
  /** How bytes become a value: `json` (the default), `form`, `xml`, or a pure function that throws `Undecodable`. */
  decode?: 'json' | 'form' | 'xml' | Decoder
  /** What surrounds the payload, where the vendor sends it inside an envelope or as text in a field. */
  envelope?: Envelope
  /** Only the fields that tell one shape from another, open to all others. Batches, single events, and pings are a union. */
  payload: Payload
  /** Settings of the adapter that are no secrets, by name. `timeZone` of `acme` is ACME_TIME_ZONE. */
  options?: Declared
  /**
   * `global`: an id of a reservation, guest, or room is unique across hotels, so a delivery that names no hotel finds it.
   * `per-property` (the default): two hotels may use the same id.
   */
  ids?: 'global' | 'per-property'
  /**
   * What a field means that is missing in the payload. `unknown` (the default): the vendor sends only a part, so nothing is
   * reported. `empty`: it always sends whole objects, so the field is reported as null.
   */
  absent?: 'unknown' | 'empty'
  /** Lower-case names of the headers that `key` and `normalize` read. They get no others. */
  headers?: readonly string[]
  /** Names of fields that hold live credentials of the vendor. Their values are redacted before anything is stored. */
  credentials?: readonly string[]
  /** The vendor's id of the hotel, for all readings that name none themselves. */
  property?(payload: Static<Payload>, context: ReadContext<Declared>): string | undefined
  /**
   * What makes two deliveries the same, besides the type, subject, and hotel of each reading. It is for readings that have no key
   * of their own. Undefined, or an undefined part: the vendor sends nothing to tell by, and each delivery counts.
   */
  key?(payload: Static<Payload>, context: ReadContext<Declared>): Key | undefined
  /**
   * What the payload means: events, states, and problems; none is a valid answer. Pure and total: no clock, no random, no I/O,
   * no mutation, no exception for a value that it does not know.
   */
  normalize(payload: Static<Payload>, context: ReadContext<Declared>): readonly AdapterReading[]
  /**
   * What the vendor wants to read, if that is not `{"received":true}`. `payload` is undefined for a body that is no valid payload, and
   * for a request that was refused. Undefined: the usual reply.
   */
  reply?(payload: Static<Payload> | undefined, outcome: ReplyOutcome): AdapterReply | undefined
  /** How whole records are read from the vendor's API, for a vendor whose events only carry ids. */
  records?: PmsRecords
}

export interface PmsRecords extends RecordSource {
  /** What a record that `assemble` has made means. Pure and total, like `normalize` of the adapter. */
  normalize(kind: string, record: Fields): readonly AdapterReading[]
}

export type Decoder = (body: Buffer, contentType: string | undefined) => unknown

/** What a payload is read with, beside itself. */
export interface ReadContext<Declared extends OptionDeclarations = OptionDeclarations> {
  /** The fields of the payload. What they cannot read becomes a problem of the delivery. */
  fields: Fields
  /** The fields of the envelope; those of the payload where there is none. */
  envelope: Fields
  /** The headers named in `headers`. */
  headers: Headers
  options: OptionsOf<Declared>
}

/** By their lower-case names. */
export type Headers = Readonly<Record<string, string | undefined>>

/** What became of a request. */
export interface ReplyOutcome extends Omit<DeliveryOutcome, 'outcome' | 'fault'> {
  /** `refused`: the sender could not be verified. Its status is always 401. */
  outcome: DeliveryOutcome['outcome'] | 'refused'
  /** The fields of the decoded body, also of one that is no valid payload. All are absent if there is none. */
  fields: Fields
}

export interface AdapterReply {
  /** Default: 200. */
  status?: number
  contentType: string
  body: string
}

/** Checks the types of an adapter, and returns it as it is. */
export function defineAdapter<
  Payload extends TSchema,
  const Declared extends OptionDeclarations = Record<never, never>
>(adapter: PmsAdapter<Payload, Declared>): PmsAdapter<Payload, Declared> {
  return adapter
}

/** An event that carries only an id: the vendor wants to be asked for the rest. */
export function thin(
  type: string,
  kind: string,
  id: string | undefined,
  fields: JsonObject = {},
  more: JsonObject = {}
): AdapterEvent {
  return { type, kind, id, isThin: true, data: { [kind]: { externalId: id, ...fields }, ...more } }
}
