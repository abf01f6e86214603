import { isJsonObject } from '../../../schemas/json-object.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import { textOf, texts } from '../json.ts'
import type { Operation } from './operations.ts'

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/
/** Three months, none of which is longer than 31 days. */
const LONGEST_MS = 93 * 24 * 60 * 60 * 1000
const LARGEST_PAGE = 1000

/** What is wrong with the parameters of a call, in the vendor's words. */
export function complaintAbout(operation: Operation, given: JsonObject): string | undefined {
  const { filters, intervals = {}, oneOf = [], hasExtent = false } = operation
  if (oneOf.length > 0 && oneOf.every((name) => given[name] == null)) return `Invalid ${oneOf[0]}.`
  if (hasExtent && !isJsonObject(given['Extent'])) return 'Invalid Extent.'
  for (const [name, [, most]] of Object.entries(filters)) {
    if (given[name] == null) continue
    const values = texts(given[name])
    if (values === undefined || values.length > most) return `Invalid ${name}.`
  }
  for (const name of Object.keys(intervals)) {
    if (given[name] != null && intervalOf(given[name]) === undefined) return `Invalid ${name}.`
  }
  return limitationOf(given) === undefined ? 'Invalid Limitation.' : undefined
}

/** The rows that the filters let through. */
export function selectRows(operation: Operation, rows: readonly JsonObject[], given: JsonObject): JsonObject[] {
  const { filters, intervals = {}, defaults = {} } = operation
  let selected = [...rows]
  for (const [name, [field]] of Object.entries(filters)) {
    const values = texts(given[name] ?? undefined) ?? defaults[name]
    if (values === undefined) continue
    const wanted = new Set(values)
    selected = selected.filter((row) => wanted.has(field === 'IsActive' ? activityOf(row) : textOf(row[field])))
  }
  for (const [name, field] of Object.entries(intervals)) {
    const interval = intervalOf(given[name])
    if (interval === undefined) continue
    const [start, end] = interval
    selected = selected.filter((row) => isInside(Date.parse(textOf(row[field])), start, end))
  }
  return selected
}

/** One page, newest first. Undefined: no row has the id of the cursor. */
export function pageOf(rows: readonly JsonObject[], given: JsonObject): JsonObject[] | undefined {
  const { count, cursor } = limitationOf(given) ?? { count: LARGEST_PAGE, cursor: undefined }
  const newestFirst = rows.toReversed()
  if (cursor === undefined) return newestFirst.slice(0, count)
  const at = newestFirst.findIndex(({ Id }) => Id === cursor)
  return at === -1 ? undefined : newestFirst.slice(at + 1, at + 1 + count)
}

function activityOf({ IsActive }: JsonObject): string {
  return IsActive === false ? 'Deleted' : 'Active'
}

/** Half-open, and equal ends mean equality. */
function isInside(time: number, start: number, end: number): boolean {
  return start === end ? time === start : time >= start && time < end
}

function intervalOf(value: unknown): readonly [start: number, end: number] | undefined {
  if (!isJsonObject(value)) return undefined
  const [start, end] = [textOf(value['StartUtc']), textOf(value['EndUtc'])]
  if (!INSTANT.test(start) || !INSTANT.test(end)) return undefined
  const [from, to] = [Date.parse(start), Date.parse(end)]
  return to >= from && to - from <= LONGEST_MS ? [from, to] : undefined
}

function limitationOf(given: JsonObject): { count: number; cursor: string | undefined } | undefined {
  const limitation = given['Limitation']
  if (!isJsonObject(limitation)) return undefined
  const { Count: count = LARGEST_PAGE, Cursor: cursor } = limitation
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > LARGEST_PAGE) return undefined
  return { count, cursor: typeof cursor === 'string' ? cursor : undefined }
}
