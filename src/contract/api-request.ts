import type { JsonObject } from '../../schemas/reading.ts'

/** One call, as data. The credential is added later. */
export interface ApiRequest {
  /** What the answer contains: the name of its rows, for `read` and `assemble`. */
  name: string
  host?: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With the query. */
  path: string
  headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  json?: JsonObject
  /** Sent as a form. */
  form?: Readonly<Record<string, string>>
  /** Ids that the call asks for, so that it can be made with half of them. */
  ids?: readonly string[]
  /** The adapter's own note about the walk, such as the number of the page or the end of the interval. */
  note?: JsonObject
}

/** Rows of answers, by the name of their request. */
export type Rows = Readonly<Record<string, readonly JsonObject[]>>

/** What requests are made with and answers are read with. */
export interface ReadingOfRecords {
  /** RFC 3339, UTC. */
  now: string
  /** Values of the credential's settings that are no secrets, such as an account id, and of `options`, by the name of the setting. */
  settings: Readonly<Record<string, string | undefined>>
  /** Rows of the lookups by their names. */
  lookups: Rows
}

export interface Bucket {
  capacity: number
  perSecond: number
}
