import { escapedName } from '../../schemas/json-pointer.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'
import { textInside } from './field-values.ts'
import type { Field } from './fields.ts'
import type { ProblemList } from './problem-list.ts'

/** An object of a payload, and what an adapter has read of it. */
export interface OpenedObject {
  readonly path: string
  /** Empty where the payload has no object. */
  readonly object: JsonObject
  readonly rules: Rules
  /** True: the adapter took the object as it is. */
  isTaken: boolean
  /** Names of the fields that are no part of the rest. */
  read: Set<string> | undefined
  /** The same, and those that remain part of the rest. Undefined: all. */
  seen: Set<string> | undefined
  /** The names as the vendor spells them, by their lower case. */
  spellings: ReadonlyMap<string, string> | undefined
}

export interface Rules {
  problems: ProblemList
  /** The value of a field that is absent. */
  absent: null | undefined
  ignoresCase: boolean
  /** Collects the objects of the payload. */
  opened: OpenedObject[] | undefined
}

/** The value of a field, which remains part of the rest. */
export function valueIn(opened: OpenedObject, name: string): Json | undefined {
  const { object, seen } = opened
  const spelled = spellingIn(opened, name)
  seen?.add(spelled)
  return Object.hasOwn(object, spelled) ? object[spelled] : undefined
}

/** The value of a field, which is no part of the rest any more. */
export function takeFrom(opened: OpenedObject, name: string): Json | undefined {
  opened.read ??= new Set()
  opened.read.add(spellingIn(opened, name))
  return valueIn(opened, name)
}

/** The value of a field in another form. Undefined, and a problem, if it does not have that form. */
export function convertedIn<Value>(
  opened: OpenedObject,
  name: string,
  problem: string,
  convert: (value: Json) => Field<Value>
): Field<Value> {
  const value = textInside(takeFrom(opened, name))
  if (value === undefined) return opened.rules.absent
  if (value === null) return null
  const converted = convert(value)
  if (converted === undefined) addProblem(opened, name, problem)
  return converted
}

export function addProblem(opened: OpenedObject, name: string, problem: string, cause?: 'unknown_type'): void {
  opened.rules.problems.add(pathIn(opened, name), problem, cause)
}

/** JSON pointer of a field. */
export function pathIn(opened: OpenedObject, name: string): string {
  return `${opened.path}/${escapedName(spellingIn(opened, name))}`
}

/** Names of the fields with a value that nothing has read. */
export function unreadNames(opened: OpenedObject): readonly string[] {
  return opened.seen === undefined ? [] : Object.keys(opened.object).filter((name) => isUnread(opened, name))
}

export function hasUnread(opened: OpenedObject): boolean {
  if (opened.seen === undefined) return false
  for (const name in opened.object) if (isUnread(opened, name)) return true
  return false
}

function isUnread({ object, seen }: OpenedObject, name: string): boolean {
  return seen?.has(name) === false && object[name] !== null && object[name] !== undefined
}

function spellingIn(opened: OpenedObject, name: string): string {
  if (!opened.rules.ignoresCase) return name
  opened.spellings ??= new Map(Object.keys(opened.object).map((each) => [each.toLowerCase(), each]))
  return opened.spellings.get(name.toLowerCase()) ?? name
}
