import { hash } from 'node:crypto'
import { canonical } from '../../schemas/canonical.ts'
import { check } from '../../schemas/check.ts'
import { collect, type Found } from '../../schemas/collect.ts'
import type { Reading } from '../../schemas/reading.ts'
import { WhatsAppChange, WhatsAppEntry, type WhatsAppPayload } from '../../schemas/whatsapp.ts'
import { withIds } from './account-ids.ts'
import { readCalls } from './calls.ts'
import { isInTable, listOf, readChange } from './change.ts'
import { readConversationContext } from './conversation-context.ts'
import { readConversions } from './conversions.ts'
import { readEchoes, readHistory, readStandby } from './copies.ts'
import { NOTHING, type Read, type Reads, readEach } from './each.ts'
import { type Envelope, lookAround, withEnvelope } from './envelope.ts'
import { readError } from './errors.ts'
import { isEmpty, unknownField } from './leftovers.ts'
import { readMessage } from './message.ts'
import { contactProblems } from './people.ts'
import { type Account, phoneNumberIdOf, scopeOf } from './scope.ts'
import { readStatus } from './status.ts'
import { readUserAction } from './user-actions.ts'
import { idText, isValues, misfit, shared, type Values, values, valuesIn } from './values.ts'

const changeFits = check(WhatsAppChange)
const entryFits = check(WhatsAppEntry)

type FieldReader = (value: Values, path: string, account: Account) => Reads

/** Fields that take more than a line in the table of `fields.ts`, with the names of what they read in the value. */
const READERS: ReadonlyMap<string, { read: FieldReader; names: readonly string[] }> = new Map([
  [
    'messages',
    { read: readMessages, names: ['messages', 'statuses', 'errors', 'user_actions', 'conversation_context'] }
  ],
  ['message_echoes', { read: readEchoes, names: ['message_echoes', 'messages'] }],
  ['smb_message_echoes', { read: readEchoes, names: ['message_echoes', 'messages'] }],
  ['history', { read: readHistory, names: ['history', 'messages', 'message_echoes', 'errors'] }],
  ['standby', { read: readStandby, names: ['standby', 'messages', 'message_echoes', 'statuses'] }],
  ['calls', { read: readCalls, names: ['calls', 'statuses', 'errors'] }],
  ['automatic_events', { read: readConversions, names: ['automatic_events'] }]
])

const AROUND = ['messaging_product', 'metadata', 'contacts']
const KNOWN: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...READERS].map(([field, { names }]) => [field, new Set([...AROUND, ...names])])
)
const PAYLOAD = new Set(['object', 'entry'])
const ENTRY = new Set(['id', 'time', 'changes'])
const CHANGE = new Set(['field', 'value'])
const METADATA = new Set(['display_phone_number', 'phone_number_id'])

/**
 * Reads one notification: up to 1,000 updates, in any number of entries and changes, messages and statuses side by
 * side. Each item is read on its own: one that cannot be read does not affect the others.
 */
export function normalize(payload: WhatsAppPayload): readonly Reading[] {
  const { object, entry } = payload
  const isNamed = typeof object === 'string' && object.trim() !== ''
  if (isNamed && object.trim().toLowerCase() !== 'whatsapp_business_account') {
    return [{ path: '/object', problem: 'is not a WhatsApp notification', cause: 'unknown_type' }]
  }
  const unnamed = isNamed ? [] : [{ path: '/object', problem: 'is missing, or not a text' }]
  const around = lookAround(payload, PAYLOAD, { level: '', path: '' })
  const read = (item: unknown, path: string) => readEntry(item, path, around.envelope)
  return collect<Reading>([unnamed, readEach({ entry }, 'entry', '', read), around.problems])
}

function readEntry(item: unknown, path: string, outer: Envelope): Read | Reads {
  if (!entryFits.accepts(item)) return misfit(path, entryFits, item)
  const around = lookAround(item, ENTRY, { level: '/entry', path, outer })
  const account: Account = { id: shared(item.id) ?? null, time: timeOf(item.time), occurrence: occurrenceOf(item) }
  const read = (change: unknown, at: string) => readField(change, at, account, around.envelope)
  return [readEach(item, 'changes', path, read), around.problems]
}

/** Seconds. The time is part of the key of each change. */
function timeOf(time: unknown): string | number | null {
  if (typeof time === 'number' || time === '') return time
  return shared(time) ?? null
}

/** Tells one entry from another by its content, which stays the same when Meta sends it again. Most entries need no such key. */
function occurrenceOf(entry: unknown): () => string {
  let digest: string | undefined
  return () => {
    digest ??= hash('sha256', canonical(entry))
    return digest
  }
}

/** A field whose name is missing, misspelled, or new costs no more than its name, if it has messages or statuses. */
function readField(given: unknown, path: string, account: Account, outer: Envelope): Read | Reads {
  const change = isValues(given) ? withName(given) : given
  if (!changeFits.accepts(change)) return misfit(path, changeFits, given)
  const read = readNamed(change, path, account, outer)
  if (!isValues(given) || change.field === given['field']) return read
  const isNew = isNamed(given['field']) && !READERS.has(spelled(given['field']))
  return [isNew ? unknownField(path, 'field') : { path: `${path}/field`, problem: 'is not the name of a field' }, read]
}

function withName(change: Values): Values {
  const { field, value } = change
  if (
    !isValues(value) ||
    !(isValues(value['messages']) || Array.isArray(value['messages']) || Array.isArray(value['statuses']))
  )
    return change
  if (isNamed(field) && (READERS.has(field) || isInTable(field))) return change
  const name = isNamed(field) ? spelled(field) : ''
  return { ...change, field: READERS.has(name) ? name : isByHotel(value) ? 'message_echoes' : 'messages' }
}

function isNamed(field: unknown): field is string {
  return typeof field === 'string' && field.trim() !== ''
}

function spelled(field: string): string {
  return field.trim().toLowerCase()
}

/** True: all messages are from the hotel's own number. Nobody may answer them. */
function isByHotel(value: Values): boolean {
  const number = digitsOf(values(value['metadata'])['display_phone_number'])
  const messages = valuesIn(value['messages'])
  return number !== '' && messages.length > 0 && messages.every(({ from }) => digitsOf(from) === number)
}

function digitsOf(number: unknown): string {
  return (idText(number) ?? '').replace(/\D/g, '')
}

function readNamed(change: WhatsAppChange, path: string, account: Account, outer: Envelope): Read | Reads {
  const { field, value } = change
  const inside = `${path}/value`
  const named = { phoneNumberId: phoneNumberIdOf(value), accountId: account.id }
  const around = lookAround(change, CHANGE, { level: '/change', path, outer })
  const reader = READERS.get(field)
  const list = listOf(field)
  const known = KNOWN.get(field) ?? (list === undefined ? undefined : new Set([...AROUND, list]))
  // Without a list, the event has the value as a whole.
  if (known === undefined) {
    const read = readChange(field, value, inside, account) ?? unknownField(path, 'field')
    return [withIds(withEnvelope(read, around.envelope), named), around.problems]
  }
  const metadata = values(value['metadata'])
  const about = { level: '/metadata', path: `${inside}/metadata`, outer: around.envelope }
  const described = lookAround(metadata, METADATA, about)
  const beside = lookAround(value, known, { level: '/value', path: inside, outer: described.envelope })
  const found: Found<Reading>[] = [
    withIds(
      withEnvelope(
        reader?.read(value, inside, account) ?? readChange(field, value, inside, account) ?? [],
        beside.envelope
      ),
      named
    ),
    around.problems,
    described.problems,
    beside.problems,
    contactProblems(value['contacts'], `${inside}/contacts`)
  ]
  if (reader !== undefined && beside.problems.length === 0) found.push(nothingKnown(value, reader.names, inside))
  return found
}

/** A value in which nothing is known would leave no trace. */
function nothingKnown(value: Values, names: readonly string[], path: string): Iterable<Read> {
  if (!names.every((name) => isEmpty(value[name]))) return NOTHING
  if (names.every((name) => value[name] === undefined)) {
    return [{ path, problem: 'has no known list', cause: 'unknown_type' }]
  }
  const unknown = Object.keys(value).filter((name) => !AROUND.includes(name) && !isEmpty(value[name]))
  return unknown.filter((name) => !names.includes(name)).map((name) => unknownField(path, name))
}

function readMessages(value: Values, path: string, account: Account): Reads {
  const scope = scopeOf(account, value)
  return [
    readEach(value, 'messages', path, (item, at) => readMessage(item, at, scope)),
    readEach(value, 'statuses', path, (item, at) => readStatus(item, at, scope)),
    readEach(value, 'errors', path, (item, at) => readError(item, at, 'messages', scope)),
    readEach(value, 'user_actions', path, (item, at) => readUserAction(item, at, value, account)),
    readConversationContext(value, path, account)
  ]
}
