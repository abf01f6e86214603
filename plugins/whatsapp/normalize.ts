import { check } from '../../schemas/check.ts'
import { collect } from '../../schemas/collect.ts'
import type { Reading } from '../../schemas/reading.ts'
import { WhatsAppChange, WhatsAppEntry, type WhatsAppPayload } from '../../schemas/whatsapp.ts'
import { readCalls } from './calls.ts'
import { type Account, readChange } from './change.ts'
import { readConversions } from './conversions.ts'
import { readEchoes, readHistory, readStandby } from './copies.ts'
import { type Read, type Reads, readEach } from './each.ts'
import { readError } from './errors.ts'
import { readMessage } from './message.ts'
import { scopeOf } from './scope.ts'
import { readStatus } from './status.ts'
import { misfit, shared, type Values } from './values.ts'

const changeFits = check(WhatsAppChange)
const entryFits = check(WhatsAppEntry)

type FieldReader = (value: Values, path: string, accountId: string | null) => Reads

/** Fields that say more than a line in the table of `fields.ts` can. */
const READERS: ReadonlyMap<string, FieldReader> = new Map([
  ['messages', readMessages],
  ['message_echoes', readEchoes],
  ['smb_message_echoes', readEchoes],
  ['history', readHistory],
  ['standby', readStandby],
  ['calls', readCalls],
  ['automatic_events', readConversions]
])

/** What they read. A value with none of these tells something new. */
const LISTS = ['messages', 'statuses', 'errors', 'message_echoes', 'history', 'standby', 'calls', 'automatic_events']

/**
 * Reads one notification: up to 1,000 updates, in any number of entries and changes, messages and statuses side by
 * side. Each item is read on its own, so that one that cannot be read does not take the others along.
 */
export function normalize({ object, entry }: WhatsAppPayload): readonly Reading[] {
  if (object !== 'whatsapp_business_account')
    return [{ path: '/object', problem: 'is not a WhatsApp notification', cause: 'unknown_type' }]
  return collect(readEach({ entry }, 'entry', '', readEntry))
}

function readEntry(item: unknown, path: string): Read | Reads {
  if (!entryFits.accepts(item)) return misfit(path, entryFits, item)
  const account: Account = { id: shared(item.id) ?? null, time: timeOf(item.time) }
  return readEach(item, 'changes', path, (change, at) => readField(change, at, account))
}

/** Seconds. It is part of the key of each change. */
function timeOf(time: unknown): string | number | null {
  if (typeof time === 'number' || time === '') return time
  return shared(time) ?? null
}

function readField(change: unknown, path: string, account: Account): Read | Reads {
  if (!changeFits.accepts(change)) return misfit(path, changeFits, change)
  const { field, value } = change
  const read = READERS.get(field)
  if (read !== undefined) {
    if (LISTS.every((name) => value[name] === undefined))
      return { path: `${path}/value`, problem: 'has nothing known in it', cause: 'unknown_type' }
    return read(value, `${path}/value`, account.id)
  }
  return (
    readChange(field, value, `${path}/value`, account) ?? {
      path: `${path}/field`,
      problem: 'is a field that is not known',
      cause: 'unknown_type'
    }
  )
}

function readMessages(value: Values, path: string, accountId: string | null): Reads {
  const scope = scopeOf(accountId, value)
  return [
    readEach(value, 'messages', path, (item, at) => readMessage(item, at, scope)),
    readEach(value, 'statuses', path, (item, at) => readStatus(item, at, scope)),
    readEach(value, 'errors', path, (item, at) => readError(item, at, 'messages', scope))
  ]
}
