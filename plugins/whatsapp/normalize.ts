import { hash } from 'node:crypto'
import { canonical } from '../../schemas/canonical.ts'
import { check } from '../../schemas/check.ts'
import { collect, type Found } from '../../schemas/collect.ts'
import type { Reading } from '../../schemas/reading.ts'
import { WhatsAppChange, WhatsAppEntry, type WhatsAppPayload } from '../../schemas/whatsapp.ts'
import { withIds } from './account-ids.ts'
import { listOf, readChange } from './change.ts'
import { contactProblems } from './contacts.ts'
import { NOTHING, type Read, type Reads, readEach } from './each.ts'
import { type Envelope, lookAround, withEnvelope } from './envelope.ts'
import { isNewName, withKnownName } from './field-name.ts'
import { AROUND, READERS } from './field-readers.ts'
import { isEmpty, unknownField } from './leftovers.ts'
import { type Account, phoneNumberIdOf } from './scope.ts'
import { isValues, misfit, shared, type Values, values } from './values.ts'

const changeFits = check(WhatsAppChange)
const entryFits = check(WhatsAppEntry)

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

/** A digest of the entry, which stays the same when Meta sends the entry again. It is lazy, because most entries need no such key. */
function occurrenceOf(entry: unknown): () => string {
  let digest: string | undefined
  return () => {
    digest ??= hash('sha256', canonical(entry))
    return digest
  }
}

/** Reads a change. One with messages or statuses is read even if the name of its field is missing, misspelled, or new. */
function readField(given: unknown, path: string, account: Account, outer: Envelope): Read | Reads {
  if (isValues(given) && Array.isArray(given['value'])) return readValues(given, given['value'], path, account, outer)
  return readValue(given, path, `${path}/value`, account, outer)
}

/** A list in place of the value is read item by item. */
function* readValues(
  change: Values,
  list: readonly unknown[],
  path: string,
  account: Account,
  outer: Envelope
): Generator<Read | Reads> {
  yield { path: `${path}/value`, problem: 'must be an object' }
  for (const [at, value] of list.entries()) {
    const inside = `${path}/value/${at}`
    yield isValues(value)
      ? readValue({ ...change, value }, path, inside, account, outer)
      : { path: inside, problem: 'must be an object' }
  }
}

function readValue(given: unknown, path: string, inside: string, account: Account, outer: Envelope): Read | Reads {
  const change = isValues(given) ? withKnownName(given) : given
  if (!changeFits.accepts(change)) return misfit(path, changeFits, given)
  const read = readNamed(change, path, inside, account, outer)
  if (!isValues(given) || change.field === given['field']) return read
  const isNew = isNewName(given['field'])
  return [isNew ? unknownField(path, 'field') : { path: `${path}/field`, problem: 'is not the name of a field' }, read]
}

function readNamed(
  change: WhatsAppChange,
  path: string,
  inside: string,
  account: Account,
  outer: Envelope
): Read | Reads {
  const { field, value } = change
  const named = { phoneNumberId: phoneNumberIdOf(value), accountId: account.id }
  const around = lookAround(change, CHANGE, { level: '/change', path, outer })
  const reader = READERS.get(field)
  const list = listOf(field)
  const known = reader?.known ?? (list === undefined ? undefined : new Set([...AROUND, list]))
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

/** Reports a value without any known list, which would otherwise become neither an event nor a problem. */
function nothingKnown(value: Values, names: readonly string[], path: string): Iterable<Read> {
  if (!names.every((name) => isEmpty(value[name]))) return NOTHING
  if (names.every((name) => value[name] === undefined)) {
    return [{ path, problem: 'has no known list', cause: 'unknown_type' }]
  }
  const unknown = Object.keys(value).filter((name) => !AROUND.includes(name) && !isEmpty(value[name]))
  return unknown.filter((name) => !names.includes(name)).map((name) => unknownField(path, name))
}
