import { canonical } from '../../schemas/canonical.ts'
import type { Person } from '../../schemas/message.ts'
import type { Json } from '../../schemas/reading.ts'
import { type Contact, type Contacts, contactsOf } from './contacts.ts'
import { type Read, type Reads, readEach } from './each.ts'
import type { Field } from './field.ts'
import { FIELDS } from './fields.ts'
import { extraOf } from './leftovers.ts'
import { isKnown, mainId, person, withContact, withUsername } from './person.ts'
import { type Account, phoneNumberIdOf } from './scope.ts'
import { asJson, idText, instant, isValues, sharedName, type Values, values } from './values.ts'

/** A path for each place where a value can be. The first one that has a value counts. */
type Paths = readonly (readonly string[])[]

/** A line of the table, with its paths split once. */
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

/** Names that Meta's pages use besides. */
const ALIASES: ReadonlyMap<string, string> = new Map([['group_participant_update', 'group_participants_update']])

function lineOf(name: string): Line | undefined {
  return LINES.get(ALIASES.get(name) ?? name)
}

interface Context {
  account: Account
  phoneNumberId: string | null
  contacts: Contacts
}

export function isInTable(name: string): boolean {
  return lineOf(name) !== undefined
}

/** The list in the value of a field by its line in the table. Undefined: the value as a whole is the change. */
export function listOf(name: string): string | undefined {
  return lineOf(name)?.field.list
}

/** Reads a change of a field by its line in the table. Undefined: the table has no such field. */
export function readChange(name: string, value: Values, path: string, account: Account): Read | Reads | undefined {
  const line = lineOf(name)
  if (line === undefined) return undefined
  const context = { account, phoneNumberId: phoneNumberIdOf(value), contacts: contactsOf(value, null) }
  const { list } = line.field
  if (list === undefined) return readItem(line, value, path, context)
  if (value[list] === undefined) return { path: `${path}/${list}`, problem: 'is missing' }
  return readEach(value, list, path, (item, at) =>
    isValues(item) ? readItem(line, item, at, context) : { path: at, problem: 'must be an object' }
  )
}

function readItem(line: Line, item: Values, path: string, { account, phoneNumberId, contacts }: Context): Read {
  const { type, kind } = line.field
  const { guest, contact } = line.person === undefined ? NOBODY : personIn(item, line.person, contacts)
  const id = idOf(line, item, account, guest)
  if (id === null || id === undefined) return { path, problem: 'names nothing that it is about' }
  const accountId = kind === 'account' ? id : account.id
  const entity: Record<string, Json | undefined> = { externalId: id, accountId }
  if (accountId !== account.id && account.id !== null) entity['portfolioId'] = account.id
  if (phoneNumberId !== null) entity['phoneNumberId'] = phoneNumberId
  if (guest !== undefined && (kind !== 'group' || isKnown(guest))) entity['person'] = { ...guest }
  const extra = extraOf(contact?.unknown ?? [])
  if (extra !== undefined) entity['extra'] = extra
  for (const { to, from, isTime } of line.fields) {
    const found = find(item, from)
    entity[to] = isTime ? instant(found) : found
  }
  const time = instant(timeOf(item)) ?? instant(account.time)
  return {
    type,
    source: 'whatsapp',
    kind,
    id,
    time,
    key: ['change', line.name, account.id ?? '', canonical([account.time, phoneNumberId, item])],
    // Without a time, the same alert tomorrow reads the same.
    keyLasts: time === undefined ? 'day' : undefined,
    data: { [kind]: entity, vendor: asJson(item) }
  }
}

function idOf({ id, field }: Line, item: Values, account: Account, guest: Person | undefined) {
  const own = id && idText(find(item, id))
  if (field.kind === 'account') return own ?? account.id
  return field.kind === 'contact' && guest !== undefined ? (mainId(guest) ?? own) : own
}

interface Subject {
  guest: Person | undefined
  contact: Contact | undefined
}

const NOBODY: Subject = { guest: undefined, contact: undefined }

function personIn(
  item: Values,
  [waId, userId, parentUserId]: readonly [Paths, Paths, Paths],
  contacts: Contacts
): Subject {
  const named = person(find(item, waId), find(item, userId), find(item, parentUserId))
  const contact = contacts.of(named)
  return { guest: withContact(withUsername(named, sharedName(item['username'])), contact), contact }
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
    // A value of a parsed body is JSON already.
    if (found !== undefined && found !== null && found !== '') return found as Json
  }
  return undefined
}
