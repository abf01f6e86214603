import type { JsonObject } from '../../schemas/reading.ts'
import type { Failure, FailureRule } from './failures.ts'
import type { Records } from './records.ts'
import type { Change } from './vendor.ts'
import type { FakeSource } from './vendors.ts'

export interface FakeOptions {
  /** 0, the default, takes a free port. */
  port?: number
  /** False: the house is empty. */
  seed?: boolean
  /** The API shows a change this long after it was made. */
  lagMs?: number
  /** Each answer waits this long. */
  latencyMs?: number
  /** Where webhooks go, for a vendor whose support sets the URL: Mews and Twilio. */
  webhookUrl?: string
  now?: () => number
}

/** A request that a fake has answered. */
export interface FakeCall {
  at: number
  method: string
  path: string
  query: string
  body: string
  /** 0: no answer. */
  status: number
}

export interface Fake {
  source: FakeSource
  url: string
  /** Settings of a gateway that uses the fake. */
  settings: Readonly<Record<string, string>>
  /** The newest 100,000 requests, without those of the control paths. */
  calls: readonly FakeCall[]
  /** Requests that came too fast. */
  refusals(): readonly FakeCall[]
  /** Adds or replaces a record in the vendor's own words, with new times unless `touch` is false. Returns its id. */
  put(kind: string, record: JsonObject, options?: { touch?: boolean }): string
  /** Changes a reservation as an employee would, and sends the webhooks unless they are stopped. Without an id: any. */
  edit(id?: string): Promise<{ id: string; statuses: readonly number[] }>
  /** Sends the webhooks about a record, also while webhooks are stopped. Returns the statuses of the answers. */
  announce(kind: string, id: string, change?: Change): Promise<readonly number[]>
  /** The record as it was put last. */
  record(kind: string, id: string): JsonObject | undefined
  records: Records
  /** Removes a record without a trace. */
  forget(kind: string, id: string): void
  setWebhooks(webhooks: { url?: string | undefined; enabled?: boolean | undefined }): void
  fail(failure: Failure, rule?: Omit<FailureRule, 'failure'>): void
  heal(): void
  expireTokens(): void
  /** Sets the vendor's clock apart from ours. */
  setClockOffset(ms: number): void
  close(): Promise<void>
}
