import type { Money } from '../../schemas/money.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'

/** Undefined: not reported, or not readable. Null: the vendor has no value. */
export type Field<Value> = Value | null | undefined

/** What `person()` reads. */
export interface Person {
  externalId: string | undefined
  firstName: Field<string>
  lastName: Field<string>
  email: Field<string>
  phone: Field<string>
  language: Field<string>
}

/** What `message()` reads. Null: the vendor does not say. */
export type Message = {
  externalId: string | undefined
  direction: 'inbound' | 'outbound'
  from: Field<string>
  to: Field<string>
  text: Field<string>
  conversationId: string | undefined
  reservationId: string | undefined
}

/**
 * Reads the fields of one object of a payload. Each method returns the value of a field, or leaves the field out and adds a problem at
 * its path, so an odd value costs its field and nothing else. No method ever throws.
 */
export interface Fields {
  /** JSON pointer of the object. */
  readonly path: string
  /** False: the payload has no such object. */
  readonly isPresent: boolean
  /** The object as it was sent; empty where there is none. */
  readonly json: JsonObject
  /** The object in a field. Where there is none, all its fields are absent. */
  in(name: string): Fields
  /** The object in a field that the reading cannot do without. Undefined, and a problem, if there is none. */
  requiredIn(name: string): Fields | undefined
  /** The object that a reading is about, and its id. Undefined, and a problem, if there is no object, or the first of its ids is missing. */
  entity(name: string, ...ids: readonly [string, ...string[]]): { id: string; fields: Fields } | undefined
  /** The object that is JSON in a text field. */
  embedded(name: string): Fields
  /** The objects of a list; a single object counts as a list of one. Without a name: of this list itself. */
  list(name?: string): readonly Fields[]
  /** An id as text: a text as it was sent, or the digits of a whole number. Blank and "null" are no ids. */
  id(name: string): string | undefined
  /** An id that the reading cannot do without. If the first field has none, that is a problem, and the others stand in. */
  requiredId(name: string, ...others: readonly string[]): string | undefined
  /** A text; a blank one is null. A number is taken as its digits. */
  text(name: string): Field<string>
  /** The text of a field, or null, without a problem. It remains part of the rest. */
  word(name: string): string | null
  /** The texts of several fields, without blanks. Undefined: none of the fields was reported, or one cannot be read. */
  texts(...names: readonly string[]): string[] | undefined
  /** An instant in UTC: RFC 3339 and what is close to it, seconds or milliseconds since 1970, or a local time of `zone`. */
  instant(name: string, zone?: string): string | undefined
  /**
   * A time without a zone, as the earliest instant that it can be, so that it is never later than it was. A time with a zone is moved by as
   * much, so that times of both forms can be compared. For `order` of a reading. The value remains part of the rest.
   */
  order(name: string): string | undefined
  /** A local date of the hotel, `YYYY-MM-DD`. `zone`: for vendors that send it as an instant. */
  day(name: string, zone?: string): string | undefined
  /** A whole number of 0 or more, as a number or its digits. */
  count(name: string): Field<number>
  /**
   * An exact amount; null where the vendor has no amount, or no currency for it. `currency` is the name of its field, or `{ code }` where the vendor sends none. `isMinor`: the amount is in the
   * smallest unit of its currency, e.g. cents.
   */
  money(name: string, currency: string | { code: string | undefined }, form?: { isMinor: boolean }): Field<Money>
  /** A language, like `en` or `en-GB`. */
  language(name: string): Field<string>
  /** A phone number as it was sent. What is made of it is in E.164. */
  phone(name: string): Field<string>
  /** A person's name in parts. The full name stands in where the parts are empty, and is part of the rest if it differs from them. */
  name(parts: { first?: string; last?: string; full?: string }): { firstName: Field<string>; lastName: Field<string> }
  /** A guest: the id, the name in parts, and how to reach the person. A field that has no name here is not reported. */
  person(names: {
    id?: string
    first?: string
    last?: string
    full?: string
    email?: string
    phone?: string
    language?: string
  }): Person
  /** A message: its id, its text, and, where the vendor names them, who wrote it, to whom, and what it belongs to. */
  message(
    direction: 'inbound' | 'outbound',
    names: { id: string; text: string; from?: string; to?: string; conversation?: string; reservation?: string }
  ): Message
  /** True for true, 1, and their texts. The value remains part of the rest. */
  flag(name: string): boolean
  /**
   * A status in the words of the event model, in any letter case, beside the vendor's own. Of an unknown word only the vendor's own is
   * reported.
   */
  status<Word extends string>(
    name: string,
    words: Readonly<Record<string, Word>>
  ): { status: Word | undefined; sourceStatus: string | undefined }
  /**
   * The meaning of a word, in any letter case. An unknown word is a problem of the kind `unknown_type`. `unnamed`: the meaning where
   * the field has no word, so that an odd name costs no more than itself. `otherwise`: the meaning of an unknown word.
   */
  known<Meaning>(
    name: string,
    meanings: Readonly<Record<string, Meaning>>,
    unnamed?: () => Meaning | undefined,
    otherwise?: () => Meaning | undefined
  ): Meaning | undefined
  /** The value as it is. It remains part of the rest. */
  value(name: string): Json | undefined
  /** Everything that no other method has read, and that is not named here. Undefined: nothing is left. */
  rest(...others: readonly string[]): JsonObject | undefined
  /** The same fields, of a vendor that spells their names in different letter cases. */
  ignoringCase(): Fields
  /** Adds a problem at a field. */
  problem(name: string, problem: string, cause?: 'unknown_type'): void
}
