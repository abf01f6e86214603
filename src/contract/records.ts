import type { JsonObject } from '../../schemas/reading.ts'
import type { ApiCredential } from './api-credential.ts'
import type { ApiRequest, Bucket, ReadingOfRecords, Rows } from './api-request.ts'
import type { Subscriptions } from './subscriptions.ts'
import type { Answer, Meaning } from './usual-meaning.ts'

/**
 * How whole records are read from a vendor's API, declared as data and pure functions: no I/O, no clock, no HTTP. An adapter describes
 * requests and reads answers. Bellhook sends the requests, within the budget and with the credential that are declared here.
 *
 * A walk is a first request and the answers to it: `read` takes each answer apart, and names the request for the next page and further
 * requests about the rows of this page. When those are answered, `assemble` makes records of all rows of the page.
 */
export interface RecordSource {
  /** Origins by name. Requests go to `api` unless they name another. `<VENDOR>_API_URL` replaces all of them. */
  hosts: { readonly api: string; readonly [name: string]: string }
  credential: ApiCredential
  /** A call takes one token from each bucket. `capacity + perSecond * window` must stay below the vendor's limit. */
  budget: readonly Bucket[]
  /** Calls at the same time. Default: 2. */
  concurrency?: number
  /** Seconds by which a pass over changes begins before the end of the last complete one. */
  overlapSeconds: number
  /** Seconds after the vendor's modification time until a webhook about it must have come. */
  lagSeconds: number
  /** Longest interval that one walk over changes may ask for. Default: no limit. */
  longestDays?: number
  /** Lists that records are assembled with, such as names of rooms. Each is read before the first record, and again after its hours. */
  lookups?: readonly Lookup[]
  /** In the order in which a baseline reads them. */
  kinds: readonly RecordKind[]
  /** Takes the body of an accepted answer apart. `body` is undefined for an answer without one, such as 204. Throws nothing: a body of an unknown form is undefined. */
  read(request: ApiRequest, body: unknown, context: ReadingOfRecords): Page | undefined
  /** Makes self-contained records of the rows of one page: they are read again without any lookup. */
  assemble(kind: string, rows: Rows, context: ReadingOfRecords): readonly FetchedRecord[]
  /** What an answer means where the vendor differs from `usualMeaning`. Undefined: as usual. */
  meaningOf?(answer: Answer): Meaning | undefined
  /** The vendor's time in the body of an answer. Absent: that of the `Date` header. */
  clockOf?(body: unknown): string | undefined
  subscriptions?: Subscriptions
}

export interface RecordKind {
  /** `reservation`, `guest`, `room`, `message`, or a word of the vendor's for what only leads to those. */
  kind: string
  /** Ids of one walk. Absent: this kind cannot be read by ids, and thin events about it stay thin. */
  batch?: number
  /** The walks that read these ids. An id that no record has is unknown to the vendor. */
  byIds?(ids: readonly string[], context: ReadingOfRecords): readonly ApiRequest[]
  /** The walk over everything that changed in an interval. */
  changed?(interval: Interval, context: ReadingOfRecords): ApiRequest
  /** The walks of the baseline. Absent: `changed`, for the last 90 days. */
  all?(interval: Interval, context: ReadingOfRecords): readonly ApiRequest[]
  /** `slow`: changes are read with every fourth pass only. */
  pace?: 'slow'
  /** True: a change without a webhook counts as missed. Leave it out where the vendor sends no webhook for some changes. */
  hasWebhooks?: boolean
}

/** Half-open: `from` belongs to it, `to` does not. RFC 3339 in UTC, with milliseconds. */
export interface Interval {
  from: string
  to: string
}

export interface Page {
  /** Rows under the name of the request. */
  rows: readonly JsonObject[]
  /** Requests about these rows. Their rows are gathered before `assemble`, with those of their own next pages. */
  more?: readonly ApiRequest[]
  /** The next page of this walk. Absent: this was the last one. */
  next?: ApiRequest
  /** Records of another kind that changed: they are read by their ids. */
  wanted?: readonly WantedRecord[]
}

export interface WantedRecord {
  kind: string
  id: string
  modified?: string
}

export interface FetchedRecord {
  kind: string
  id: string
  /** Instants in UTC. */
  modified?: string | undefined
  created?: string | undefined
  /** The vendor's id of the hotel. */
  property?: string | undefined
  /** The vendor's rows, with all that reading them needs. It is stored as the body of a delivery. */
  record: JsonObject
}

/** The body of the delivery that a fetched record is stored as. The endpoint of `ChannelRecords` reads it. */
export interface StoredRecord {
  kind: string
  record: JsonObject
  /** When Bellhook began to listen to this vendor: a record that is new, but was created before, is no creation. */
  since: string
  /** True: the baseline has read it, so it becomes a state and no event. */
  isBaseline: boolean
  /** The vendor's id of the hotel. */
  property?: string | undefined
}

export interface Lookup {
  name: string
  hours: number
  /** Earlier lookups are in `context`. */
  request(context: ReadingOfRecords): ApiRequest
}
