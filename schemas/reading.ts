import type { Omitted } from './omitted.ts'

/**
 * What a channel's `normalize` makes of one delivery: a list of readings. This is the boundary between the channels
 * and the ledger; neither knows more of the other than this file.
 *
 * - A *fact* says what happened. It becomes exactly one event, or none when its `key` was seen before.
 * - A *state* says how a thing is now. The ledger compares it with what it knows: a change becomes one event
 *   (`reservation.created`, `guest.checked_in`, ...), an identical or older state becomes none.
 * - A *problem* names an item that could not be read. The delivery is quarantined, its other readings go through.
 */
export type Reading = Fact | State | Problem

/** JSON, as it will be stored. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }
export type JsonObject = { readonly [key: string]: Json | undefined }

interface About {
  /** Slug of whoever says so: `whatsapp`, `twilio`, `mews`, ... */
  source: string
  /** What it is about: `reservation`, `guest`, `room`, `message`, or a word of the adapter's. With `id` the event's subject. */
  kind: string
  id: string
  /** The PMS's own id of the hotel. */
  property?: string | undefined
  /** RFC 3339, by the sender's clock. Absent: the sender did not say, and the time of arrival stands in. */
  time?: string | undefined
  /** What `time` is: the moment of this change (`event`, the default), or the thing's last modification. */
  timebasis?: 'event' | 'modified' | undefined
  /** Described in docs/event-model.md. `data[kind]` is what current state is made of. */
  data: JsonObject
  /** Parts of `data` that were left out already, because an event would have become too large. */
  omitted?: readonly Omitted[] | undefined
}

export interface Fact extends About {
  type: string
  /** What makes two deliveries the same fact. Absent: the sender gives nothing to tell by, so each is a fact. */
  key?: readonly string[] | undefined
  /**
   * How long `key` makes deliveries the same fact. `day`: for deliveries that arrive on the same day (UTC). It is for facts
   * without an id and a time, whose next occurrence reads alike. Absent: for ever.
   */
  keyLasts?: 'day' | undefined
}

export interface State extends About {
  kind: 'reservation' | 'guest' | 'room'
  type?: never
}

export interface Problem {
  /** JSON pointer, or parameter name, of the item. */
  path: string
  /** A sentence without any value of the payload. */
  problem: string
  /** `unknown_type`: the sender calls it something that is not known here. Absent: all else. */
  cause?: 'unknown_type' | 'reader_failed'
  /** How many items it is about, where it sums up those that are not listed. Absent: one. */
  items?: number
}

/**
 * Why a delivery became what it is, for counting: few words, none of which comes from outside. `unparseable`: its bytes have
 * no such form. `shape`: its value does not fit. `unknown_type`, `item`, `reader_failed`: one of its items. `poison`: the
 * database does not take its events. `unwritable`: it could not be written several times in a row, while others could.
 * `known`, `older`: it contains no new information.
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

export function isProblem(reading: object): reading is Problem {
  return 'problem' in reading
}
