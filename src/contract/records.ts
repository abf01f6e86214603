import type { JsonObject } from '../../schemas/reading.ts'

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

export interface Answer {
  status: number
  /** By their lower-case names. */
  headers: Readonly<Record<string, string | undefined>>
  /** The decoded JSON. Undefined: there is no body, or it is not JSON. */
  body: unknown
}

/** Rows of answers, by the name of their request. */
export type Rows = Readonly<Record<string, readonly JsonObject[]>>

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
  /** True: the record is one that the vendor marks as not worth a count of missed changes. */
  isUncounted?: boolean
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

export type ApiCredential = StaticCredential | IssuedCredential

/** Values that every call has. */
export interface StaticCredential {
  type: 'static'
  /** Names of the settings. All must be set. */
  settings: readonly string[]
  /** Those of them that are no secrets. */
  open?: readonly string[]
  authorize(request: ApiRequest, secrets: Secrets): ApiRequest
}

/** A token that the vendor issues for a client id and a secret. It is stored sealed, and shared by all gateways. */
export interface IssuedCredential {
  type: 'issued'
  settings: readonly string[]
  open?: readonly string[]
  request(secrets: Secrets): ApiRequest
  /** Undefined: the answer has no token. */
  read(body: unknown): IssuedToken | undefined
  /** Seconds before its end at which a token is renewed. */
  renewSeconds: number
  /** Default: `Authorization: Bearer`. */
  authorize?(request: ApiRequest, token: string, secrets: Secrets): ApiRequest
}

export interface IssuedToken {
  token: string
  lifetimeSeconds: number
  /** Seconds after its issue in which the vendor refuses it. Default: 0. */
  settleSeconds?: number
}

export type Secrets = Readonly<Record<string, string>>

/**
 * - `ok`: read the body.
 * - `absent`: the vendor does not know the record.
 * - `empty`: accepted, and there are no rows.
 * - `again`: call again at once, once.
 * - `halve`: ask for less; a single id is set aside.
 * - `aside`: it will never work; the text is for people.
 * - `renew`: the token is refused; with a new one it may work.
 * - `refused`: the credential is refused.
 * - `slower`: over the budget; `seconds` as the vendor says.
 * - `broken`: the vendor does not work.
 */
export interface Meaning {
  as: 'ok' | 'absent' | 'empty' | 'again' | 'halve' | 'aside' | 'renew' | 'refused' | 'slower' | 'broken'
  seconds?: number
  /** Short, without secrets and data of guests. */
  reason?: string
}

export interface Subscriptions {
  list(context: ReadingOfRecords): ApiRequest
  /** Undefined: the body has an unknown form. `body` is undefined for 204. */
  read(body: unknown, context: ReadingOfRecords): readonly Subscription[] | undefined
  /** Events that must be subscribed to. Empty: the vendor has no choice of events. */
  events: readonly string[]
  /** Which of them go into one subscription. Default: all. */
  together?(events: readonly string[]): readonly (readonly string[])[]
  create(subscription: Pick<Subscription, 'url' | 'events' | 'scope'>, context: ReadingOfRecords): ApiRequest
  /** The id in the answer to `create`. */
  idOf(body: unknown): string | undefined
  remove(subscription: Subscription, context: ReadingOfRecords): ApiRequest
  /** Absent: the vendor cannot switch one off. */
  enable?(subscription: Subscription, context: ReadingOfRecords): ApiRequest
  /** Calls of `bellhook connect`. Together with the calls of the gateway they stay below the vendor's limit. Default: one each second. */
  budget?: Bucket
  /** What an operator has to do after a subscription was created. One sentence. */
  afterwards?: string
}

export interface Subscription {
  id: string
  url: string
  events: readonly string[]
  isEnabled: boolean
  /** The hotels that it is limited to, in the adapter's own form. Absent: it is not limited. */
  scope?: string | undefined
  /** True: the vendor proves itself with another login than the one in the settings. */
  hasOtherCredential?: boolean
}

/** Why a record was read: a webhook asked for it, or a pass over changes found it. */
export type FetchReason = 'fetched' | 'reconcile'

/** Such a delivery was not posted by a vendor: Bellhook read it. The query of its endpoint says why. */
export function fetchReasonOf(endpoint: string): FetchReason | undefined {
  if (endpoint.endsWith('/records?fetched')) return 'fetched'
  return endpoint.endsWith('/records?reconcile') ? 'reconcile' : undefined
}

/** What an answer means, whatever the vendor. */
export function usualMeaning({ status, headers, body }: Answer): Meaning {
  if (status === 204) return { as: 'empty' }
  // A page of a proxy or a maintenance page, with status 200.
  if (status >= 200 && status < 300) return body === undefined ? { as: 'broken', reason: 'no JSON' } : { as: 'ok' }
  const reason = `HTTP ${status}`
  switch (status) {
    case 400:
    case 408:
    case 413:
    case 414:
    case 422:
      return { as: 'halve', reason }
    case 401:
      return { as: 'renew', reason }
    case 403:
      return { as: 'refused', reason }
    case 404:
    case 410:
      return { as: 'absent', reason }
    case 409:
      return { as: 'again', reason }
    case 429:
      return { as: 'slower', reason, ...retryAfter(headers['retry-after']) }
    default:
      // Also a redirect: calls with a credential follow none.
      return { as: status >= 400 && status < 500 ? 'aside' : 'broken', reason }
  }
}

/** A vendor that asks for a longer wait is asked again after this time. */
const LONGEST_WAIT_SECONDS = 24 * 60 * 60

/** Only seconds: a date would need a clock, and is treated like a missing header. */
function retryAfter(value: string | undefined): { seconds?: number } {
  if (value === undefined || !/^\d{1,9}$/.test(value)) return {}
  return { seconds: Math.min(Number(value), LONGEST_WAIT_SECONDS) }
}
