import type { Omitted } from './omitted.ts'

/**
 * What a channel's `normalize` makes of one delivery: a list of readings. This is the boundary between the channels
 * and the ledger; they share only this file.
 *
 * - A *fact* says what happened. It becomes exactly one event, or none when its `key` was seen before.
 * - A *state* says how an entity is now. The ledger compares it with the stored state: a change becomes one event
 *   (`reservation.created`, `guest.checked_in`, ...), an identical or older state becomes none.
 * - A *problem* names an item that could not be read. The delivery is quarantined, its other readings go through.
 */
export type Reading = Fact | State | Problem

/** JSON, as it will be stored. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }
export type JsonObject = { readonly [key: string]: Json | undefined }

interface About {
  /** Slug of the sender: `whatsapp`, `twilio`, `mews`, ... */
  source: string
  /** What it is about: `reservation`, `guest`, `room`, `message`, or a word of the adapter's. With `id` the event's subject. */
  kind: string
  id: string
  /** The PMS's own id of the hotel. */
  property?: string | undefined
  /** True: the id is unique across hotels, so the entity is found also by a reading that names no hotel. */
  isGlobal?: boolean | undefined
  /**
   * The dedup key: two readings with one key are one. Absent: each reading counts. A state with a key that its entity has seen
   * changes nothing, so a repeated delivery does not bring an earlier state back.
   */
  key?: readonly string[] | undefined
  /** RFC 3339, on the sender's clock. Absent: the sender gave no time, and the time of arrival is used. */
  time?: string | undefined
  /** What `time` is: the moment of this change (`event`, the default), or the entity's last modification. */
  timebasis?: 'event' | 'modified' | undefined
  /**
   * A moment by a clock of the sender's that cannot be compared with others, because its zone is not known. It replaces `time`
   * where the updates of one entity are put in order. It is not the time of the event.
   */
  order?: string | undefined
  /** Described in docs/event-model.md. Current state is made of `data[kind]`. */
  data: JsonObject
  /** Parts of `data` that were left out already, because an event would have become too large. */
  omitted?: readonly Omitted[] | undefined
  /**
   * Paths in `data[kind]`, like `guest/email`, whose values the sender did not report. They are defaults: the state gets them
   * only where it has no value.
   */
  assumed?: readonly string[] | undefined
  /**
   * Paths in `data[kind]` of objects and lists that the sender reports in full: the state loses members that are absent.
   * All other objects are merged field by field, and lists of items with an `externalId` item by item.
   */
  whole?: readonly string[] | undefined
  /** Ids of the account at the provider that it names, most specific first. Absent: `property`, if there is one. */
  ids?: readonly AccountId[] | undefined
  /** True: it has little more than an id. Where the vendor's API is connected, the reading waits for the whole record. */
  isThin?: boolean | undefined
  /** Set for a whole record that was read from the vendor's API. */
  fetched?: Fetched | undefined
  /** Slugs of the account and the hotel that it belongs to. Set by the gateway, and not by a channel. */
  account?: string | undefined
  hotel?: string | undefined
}

/** What a provider calls something behind an account: a phone number id, an AccountSid, … */
export interface AccountId {
  type: string
  value: string
}

export interface Fact extends About {
  type: string
  /**
   * How long `key` makes deliveries the same fact. `day`: for deliveries that arrive on the same day (UTC). It is for facts
   * without an id and a time, whose next occurrence reads alike. Absent: for ever.
   */
  keyLasts?: 'day' | undefined
  /** The key that an earlier version gave this fact. An event that is stored under it is this one. */
  formerKey?: readonly string[] | undefined
}

export interface State extends About {
  kind: 'reservation' | 'guest' | 'room'
  type?: never
  /** True: the sender announces a change and reports only a part of the entity. It becomes an event even if that part is unchanged. */
  isNotice?: boolean | undefined
  /** Moments by the type of event that the state may become. If it becomes that event, its time is that moment. */
  moments?: Readonly<Record<string, string | undefined>> | undefined
}

export interface Fetched {
  /** When Bellhook began to listen: a reservation that is new, but was created before, was not created now. */
  since: string
  /** True: the state is stored, and becomes no event. */
  isBaseline: boolean
}

export interface Problem {
  /** JSON pointer, or parameter name, of the item. */
  path: string
  /** A sentence without any value of the payload. */
  problem: string
  /** `unknown_type`: the channel does not know the type of the item. Absent: any other problem. */
  cause?: 'unknown_type' | 'reader_failed' | 'foreign' | 'unclaimed' | 'paused'
  /** Number of items, if the problem stands for all items that are not listed. Absent: one. */
  items?: number
}

/**
 * The cause of an outcome, for metrics: one of a few fixed words. `unparseable`: the bytes cannot be decoded. `shape`: the value does
 * not match the schema. `unknown_type`, `item`, `reader_failed`: one of its items. `poison`: the
 * database refuses its events. `unwritable`: it could not be written several times in a row, while other deliveries could.
 * `known`, `older`: it contains no new information. `foreign`: an item belongs to an account that did not prove the
 * delivery. `unclaimed`: no account has its id. `paused`: its account is paused.
 */
export type Cause =
  | 'none'
  | 'unparseable'
  | 'shape'
  | 'unknown_type'
  | 'item'
  | 'reader_failed'
  | 'poison'
  | 'unwritable'
  | 'known'
  | 'older'
  | 'foreign'
  | 'unclaimed'
  | 'paused'

export function isProblem(reading: object): reading is Problem {
  return 'problem' in reading
}
