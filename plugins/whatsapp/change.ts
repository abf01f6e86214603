import type { Json } from '../../schemas/reading.ts'
import { changeKey } from './change-key.ts'
import { type Read, type Reads, readEach } from './each.ts'
import { FIELDS, type Field } from './fields.ts'
import { person } from './people.ts'
import { phoneNumberIdOf } from './scope.ts'
import { asJson, instant, type Values, values, word } from './values.ts'

/** The account that a change belongs to. */
export interface Account {
  id: string | null
  time: string | number | null
}

/** A path for each place where something can be; the first one that leads anywhere counts. */
type Paths = readonly (readonly string[])[]

/** A line of the table, with its paths taken apart once. */
interface Line {
  name: string
  field: Field
  id: Paths | undefined
  person: readonly [Paths, Paths, Paths] | undefined
  fields: readonly { to: string; from: Paths; isTime: boolean }[]
}

const LINES: ReadonlyMap<string, Line> = new Map(
  Object.entries(FIELDS).map(([name, field]) => [name, toLine(name, field)])
)

/** Reads a change of a field by its line in the table. Undefined: the table has no such field. */
export function readChange(name: string, value: Values, path: string, account: Account): Read | Reads | undefined {
  const line = LINES.get(name)
  if (line === undefined) return undefined
  const phoneNumberId = phoneNumberIdOf(value)
  const { list } = line.field
  if (list === undefined) return readItem(line, value, path, account, phoneNumberId)
  if (value[list] === undefined) return { path: `${path}/${list}`, problem: 'is missing' }
  return readEach(value, list, path, (item, at) => readItem(line, values(item), at, account, phoneNumberId))
}

function readItem(line: Line, item: Values, path: string, account: Account, phoneNumberId: string | null): Read {
  const { type, kind } = line.field
  const id = line.id === undefined ? account.id : word(find(item, line.id))
  if (id === null || id === undefined) return { path, problem: 'names nothing it is about' }
  const thing: Record<string, Json | undefined> = { externalId: id, accountId: account.id }
  if (phoneNumberId !== null) thing['phoneNumberId'] = phoneNumberId
  if (line.person !== undefined) {
    const [waId, userId, parentUserId] = line.person
    thing['person'] = { ...person(find(item, waId), find(item, userId), find(item, parentUserId)) }
  }
  for (const { to, from, isTime } of line.fields) {
    const found = find(item, from)
    thing[to] = isTime ? instant(found) : found
  }
  return {
    type,
    source: 'whatsapp',
    kind,
    id,
    time: instant(timeOf(item)) ?? instant(account.time),
    key: changeKey(line.name, account.id, [account.time, phoneNumberId, item]),
    data: { [kind]: thing, vendor: asJson(item) }
  }
}

function timeOf(item: Values): unknown {
  return item['timestamp'] ?? values(item['metadata'])['timestamp']
}

function toLine(name: string, field: Field): Line {
  return {
    name,
    field,
    id: field.id === undefined ? undefined : toPaths(field.id),
    person: field.person && [toPaths(field.person[0]), toPaths(field.person[1]), toPaths(field.person[2])],
    fields: Object.entries(field.fields ?? {}).map(([to, from]) => ({
      to,
      from: toPaths(from),
      isTime: to.endsWith('At')
    }))
  }
}

function toPaths(paths: string | readonly string[]): Paths {
  return [paths].flat().map((path) => path.split('.'))
}

function find(item: Values, paths: Paths): Json | undefined {
  for (const path of paths) {
    let found: unknown = item
    for (const name of path) found = values(found)[name]
    // What is in a parsed body is JSON.
    if (found !== undefined && found !== null && found !== '') return found as Json
  }
  return undefined
}
