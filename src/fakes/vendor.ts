import type { IncomingHttpHeaders } from 'node:http'
import type { Json, JsonObject } from '../../schemas/reading.ts'
import type { Records } from './records.ts'

export interface FakeRequest {
  method: string
  /** As it was sent, without the query: paths of vendors are case-exact. */
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: string
}

export interface FakeReply {
  status: number
  headers?: Readonly<Record<string, string>>
  /** An object or a list is sent as JSON. */
  body?: JsonObject | Json[] | string
}

export interface OutgoingWebhook {
  url: string
  headers: Readonly<Record<string, string>>
  body: string
}

export type Change = 'created' | 'changed' | 'removed'

/** What the fake of one vendor works with. */
export interface World {
  /** The clock of the vendor, which may be wrong. */
  now(): number
  /** The clock by which requests are counted. */
  monotonic(): number
  records: Records
  /** The fake's own origin, such as `http://127.0.0.1:4010`. */
  origin(): string
  /** Where webhooks go, for a vendor whose support sets the URL. */
  webhookUrl(): string | undefined
  /** Requests that have no answer yet. */
  inFlight(): number
  /** Sends a webhook. Returns the status, or 0 if nobody answers. */
  post(webhook: OutgoingWebhook): Promise<number>
}

/** Faults that every vendor words in its own way. */
export type VendorFault = 'unauthorized' | 'too_many' | 'too_many_bare' | 'server_error' | 'refused'

/** The rules of one vendor. Strict: what the vendor refuses is refused. */
export interface Vendor {
  /** Credentials as a gateway's settings name them. */
  credentials: Readonly<Record<string, string>>
  answer(request: FakeRequest): FakeReply | Promise<FakeReply>
  /** The vendor's words for a fault. */
  fault(fault: VendorFault): FakeReply
  idOf(kind: string, record: JsonObject): string
  /** The record with its times of creation and modification set to now. */
  touched(kind: string, record: JsonObject): JsonObject
  /** What the vendor sends when a record changes. */
  webhooks(kind: string, record: JsonObject, change: Change): readonly OutgoingWebhook[]
  /** Ends all tokens that were issued. A vendor with static tokens has none. */
  expireTokens(): void
  /** Puts an invented house with a few reservations into the records. */
  seed(): void
  /** The records that `edit` changes: `reservations`, or `messages`. */
  mainKind: string
  /** A change that an employee of the house could make to a reservation, or a new message. */
  edit(record: JsonObject, serial: number): JsonObject
  /** Releases what the vendor has opened. */
  close?(): Promise<void>
}

export type CreateVendor = (world: World) => Vendor
