import { MOST_READINGS } from '../../schemas/collect.ts'
import { isJsonObject } from '../../schemas/json-object.ts'
import { money as exactMoney, type Money } from '../../schemas/money.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'
import { embeddedJson } from '../../src/contract/decode.ts'
import { dayOf, instantIn, instantOf } from './instants.ts'
import type { ProblemList } from './problem-list.ts'

/** Undefined: not reported, or not readable. Null: the vendor has no value. */
export type Field<Value> = Value | null | undefined

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
  /** The texts of several fields, without blanks. Undefined: none of the fields was reported, or one cannot be read. */
  texts(...names: readonly string[]): string[] | undefined
  /** An instant in UTC: RFC 3339 and what is close to it, seconds or milliseconds since 1970, or a local time of `zone`. */
  instant(name: string, zone?: string): string | undefined
  /** A time without a zone, as the earliest instant that it can be, so that it is never later than it was. For `order` of a reading. The value remains part of the rest. */
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
  /** A person's name in parts. The full name stands in where the parts are empty. */
  name(parts: { first?: string; last?: string; full?: string }): { firstName: Field<string>; lastName: Field<string> }
  /** True for true, 1, and their texts. The value remains part of the rest. */
  flag(name: string): boolean
  /** A status in the words of the event model, beside the vendor's own. Of an unknown word only the vendor's own is reported. */
  status<Word extends string>(
    name: string,
    words: Readonly<Record<string, Word>>
  ): { status: Word | undefined; sourceStatus: string | undefined }
  /**
   * The meaning of a word, in any letter case. An unknown word is a problem of the kind `unknown_type`. `unnamed`: the meaning where
   * the field has no word, so that an odd name costs no more than itself.
   */
  known<Meaning>(
    name: string,
    meanings: Readonly<Record<string, Meaning>>,
    unnamed?: () => Meaning | undefined
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

const AMOUNT = /^-?\d{1,20}(\.\d{1,20})?$/
const CURRENCY = /^[A-Za-z]{3}$/
const LANGUAGE = /^[A-Za-z]{2,8}([-_][A-Za-z\d]{1,8}){0,8}$/
/** The offset of the zone whose clocks are furthest ahead. */
const EARLIEST = '+14:00'
const LONGEST_ID = 255

/** What scripts of vendors write for a value that is missing. */
const NOTHING: ReadonlySet<string> = new Set(['undefined', 'null', 'NaN', '[object Object]'])

/** The fields of a value of a payload: an object, or a list for `list()`. `absent`: what a field that is missing means. */
export function fieldsOf(
  value: unknown,
  path: string,
  problems: ProblemList,
  { absent = 'unknown', opened }: { absent?: 'unknown' | 'empty' | undefined; opened?: Opened[] | undefined } = {}
): Fields {
  const rules = { problems, absent: absent === 'empty' ? null : undefined, ignoresCase: false, opened }
  return reader(value, path, rules)
}

/** An object whose fields were read. */
export interface Opened {
  path: string
  object: JsonObject
  /** True: the reader took the object as it is. */
  isTaken(): boolean
  /** Names of the fields that nothing has read. */
  unread(): readonly string[]
}

interface Rules {
  problems: ProblemList
  /** The value of a field that is absent. */
  absent: null | undefined
  ignoresCase: boolean
  /** Collects the objects of the payload. */
  opened: Opened[] | undefined
}

function reader(source: unknown, path: string, rules: Rules, known?: Set<string>): Fields {
  const { problems, absent, ignoresCase } = rules
  const object: JsonObject = isJsonObject(source) ? source : {}
  let spellings: ReadonlyMap<string, string> | undefined
  /** Names of the fields that were read. */
  let read = known
  /** The same, with those that remain part of the rest. Undefined: all. */
  let seen: Set<string> | undefined = new Set(known)
  let isTaken = false
  if (rules.opened !== undefined && isJsonObject(source)) {
    rules.opened.push({
      path,
      object,
      isTaken: () => isTaken,
      unread: () => (seen === undefined ? [] : unseenIn(object, seen))
    })
  }

  return {
    path,
    isPresent: isJsonObject(source) || Array.isArray(source),
    get json() {
      isTaken = true
      return object
    },
    in(name) {
      const value = take(name)
      if (value != null && value !== '' && !isJsonObject(value)) add(name, 'is not an object')
      return inside(name, value)
    },
    requiredIn(name) {
      const value = take(name)
      if (!isJsonObject(value)) add(name, value == null ? 'is missing' : 'is not an object')
      return isJsonObject(value) ? inside(name, value) : undefined
    },
    embedded(name) {
      const value = take(name)
      const parsed = typeof value === 'string' ? embeddedJson(value) : value
      if (value != null && !isJsonObject(parsed)) add(name, 'is not a JSON object in a text')
      return inside(name, parsed)
    },
    list(name) {
      const value = name === undefined ? source : take(name)
      const at = name === undefined ? path : pathOf(name)
      if (value == null || value === '') return []
      const items: readonly unknown[] = Array.isArray(value) ? value : [value]
      const objects: Fields[] = []
      for (const [index, item] of items.entries()) {
        const itemPath = Array.isArray(value) ? `${at}/${index}` : at
        if (!isJsonObject(item)) problems.add(itemPath, 'is not an object')
        else if (objects.length < MOST_READINGS) objects.push(reader(item, itemPath, rules))
        else {
          problems.add(at, `has more than ${MOST_READINGS} items; the others are not read`)
          break
        }
      }
      return objects
    },
    id: (name) => field(name, 'is not an id', idOf) ?? undefined,
    requiredId(name, ...others) {
      const id = field(name, 'is not an id', idOf)
      if (id != null) return id
      if (isBlank(own(name))) add(name, 'is missing')
      const found = others.map((other) => field(other, 'is not an id', idOf)).find((other) => other != null)
      return found ?? undefined
    },
    text: (name) => field(name, 'is not a text', textOf),
    texts(...names) {
      const found = names.map((name) => field(name, 'is not a text', textOf))
      const isUnread = names.some((name, at) => found[at] === undefined && own(name) !== undefined)
      if (isUnread || found.every((text) => text === undefined)) return undefined
      return found.filter((text) => text != null)
    },
    instant: (name, zone) => {
      const problem = 'is not an instant with an offset, nor seconds or milliseconds since 1970'
      return field(name, problem, (value) => (isScalar(value) ? instantOf(value, zone) : undefined)) ?? undefined
    },
    order(name) {
      const value = textInside(own(name))
      if (isBlank(value)) return undefined
      const instant = typeof value === 'string' ? instantIn(value, EARLIEST) : undefined
      if (instant === undefined) add(name, 'is not a date and a time of day')
      return instant
    },
    day: (name, zone) =>
      field(name, 'is not a calendar date (YYYY-MM-DD)', (value) =>
        typeof value === 'string' ? dayOf(value, zone) : undefined
      ) ?? undefined,
    count: (name) => field(name, 'is not a whole number of 0 or more', countOf),
    money(name, currency, { isMinor } = { isMinor: false }) {
      const amount = field(name, 'is not an amount', (value) => amountOf(value, isMinor))
      const code = typeof currency === 'string' ? currencyIn(currency) : currency.code
      if (amount == null) return amount
      if (code === undefined && typeof currency !== 'string') add(name, 'has no currency')
      if (code === undefined && typeof currency === 'string' && own(currency) === undefined) add(currency, 'is missing')
      if (code == null) return code
      return isMinor ? ofMinor(amount, code) : exactMoney(amount, code)
    },
    language: (name) =>
      field(name, 'is not a language', (value) => {
        const text = textOf(value)
        return text == null || LANGUAGE.test(text) ? text : undefined
      }),
    phone: (name) => field(name, 'is not a phone number', textOf),
    name({ first, last, full }) {
      const [firstName, lastName] = [partOf(first), partOf(last)]
      const fullName = partOf(full)
      return firstName || lastName || !fullName ? { firstName, lastName } : { firstName: null, lastName: fullName }
    },
    flag(name) {
      const value = own(name)
      return value === true || value === 1 || value === 'true' || value === '1'
    },
    status(name, words) {
      const word = field(name, 'is not a text', textOf) ?? undefined
      const status = word !== undefined && Object.hasOwn(words, word) ? words[word] : undefined
      return { status, sourceStatus: word }
    },
    known(name, meanings, unnamed) {
      const value = textInside(take(name))
      const word = typeof value === 'string' ? value.trim() : ''
      if (word === '') add(name, isBlank(value) ? 'is missing' : 'is not a text')
      if (word === '') return unnamed?.()
      const spelled = Object.hasOwn(meanings, word) ? word : spellingAmong(Object.keys(meanings), word)
      if (spelled === undefined) add(name, 'is not a known word', 'unknown_type')
      return spelled === undefined ? undefined : meanings[spelled]
    },
    value: own,
    rest(...others) {
      seen = undefined
      const left = Object.entries(object).filter(
        ([name, value]) => value !== undefined && !read?.has(name) && !others.includes(name)
      )
      return left.length === 0 ? undefined : Object.fromEntries(left)
    },
    ignoringCase() {
      read ??= new Set()
      seen = undefined
      return reader(source, path, { ...rules, ignoresCase: true }, read)
    },
    problem: add
  }

  function own(name: string): Json | undefined {
    const spelled = spellingOf(name)
    seen?.add(spelled)
    return Object.hasOwn(object, spelled) ? object[spelled] : undefined
  }

  function take(name: string): Json | undefined {
    read ??= new Set()
    read.add(spellingOf(name))
    return own(name)
  }

  /** The name as the vendor spells it. */
  function spellingOf(name: string): string {
    if (!ignoresCase) return name
    spellings ??= new Map(Object.keys(object).map((each) => [each.toLowerCase(), each]))
    return spellings.get(name.toLowerCase()) ?? name
  }

  function pathOf(name: string): string {
    return `${path}/${spellingOf(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
  }

  function add(name: string, problem: string, cause?: 'unknown_type'): void {
    problems.add(pathOf(name), problem, cause)
  }

  function inside(name: string, value: unknown): Fields {
    return reader(value, pathOf(name), rules)
  }

  function partOf(name: string | undefined): Field<string> {
    return name === undefined ? absent : field(name, 'is not a text', textOf)
  }

  function currencyIn(name: string): Field<string> {
    return field(name, 'is not a currency of three letters', (value) =>
      typeof value === 'string' && CURRENCY.test(value) ? value : undefined
    )
  }

  function field<Value>(name: string, problem: string, convert: (value: Json) => Field<Value>): Field<Value> {
    const value = textInside(take(name))
    if (value === undefined) return absent
    if (value === null) return null
    const converted = convert(value)
    if (converted === undefined) add(name, problem)
    return converted
  }
}

function unseenIn(object: JsonObject, seen: ReadonlySet<string>): readonly string[] {
  return Object.keys(object).filter((name) => !seen.has(name) && object[name] !== null && object[name] !== undefined)
}

function spellingAmong(words: readonly string[], given: string): string | undefined {
  const lower = given.toLowerCase()
  return words.find((word) => word.toLowerCase() === lower)
}

function isBlank(value: Json | undefined): boolean {
  return value == null || (typeof value === 'string' && value.trim() === '')
}

/** The text of an XML element that has attributes as well. */
function textInside(value: Json | undefined): Json | undefined {
  return isJsonObject(value) && typeof value['#text'] === 'string' ? value['#text'] : value
}

function idOf(value: Json): Field<string> {
  // Above 2^53, decoding leaves only numbers that a double holds exactly.
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 0 && value < 1e21 ? String(value) : undefined
  if (typeof value !== 'string') return undefined
  const id = value.trim()
  if (id === '') return null
  return NOTHING.has(id) || id.length > LONGEST_ID ? undefined : id
}

function textOf(value: Json): Field<string> {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return undefined
  return value.trim() === '' ? null : value
}

function countOf(value: Json): number | undefined {
  const count = typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value) : value
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined
}

function amountOf(value: Json, isMinor: boolean): number | string | null | undefined {
  if (value === '') return null
  if (typeof value === 'number' && Math.abs(value) > 1e15) return undefined
  const text = isScalar(value) ? String(value).trim() : ''
  if (isMinor) return /^-?\d{1,20}$/.test(text) ? text : undefined
  if (typeof value === 'number') return value
  return AMOUNT.test(text) ? text : undefined
}

/** An amount in the smallest unit, as one in the unit. */
function ofMinor(amount: number | string, code: string): Money {
  const places = exactMoney('0', code).amount.split('.')[1]?.length ?? 0
  const text = String(amount)
  const digits = text.replace('-', '').padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  return exactMoney(
    `${text.startsWith('-') ? '-' : ''}${whole}${places === 0 ? '' : `.${digits.slice(-places)}`}`,
    code
  )
}

function isScalar(value: Json): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}
