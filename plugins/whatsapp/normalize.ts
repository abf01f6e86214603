import { check } from '../../schemas/check.ts'
import type { Reading } from '../../schemas/reading.ts'
import { WhatsAppChange, WhatsAppEntry, type WhatsAppPayload } from '../../schemas/whatsapp.ts'
import { readCalls } from './calls.ts'
import { readChange } from './change.ts'
import { readConversions } from './conversions.ts'
import { readEchoes, readHistory, readStandby } from './copies.ts'
import { readEach } from './each.ts'
import { readError } from './errors.ts'
import { FIELDS } from './fields.ts'
import { readMessage } from './message.ts'
import { scopeOf } from './scope.ts'
import { readStatus } from './status.ts'
import { misfit, text, type Values } from './values.ts'

const changeFits = check(WhatsAppChange)
const entryFits = check(WhatsAppEntry)

type FieldReader = (value: Values, path: string, accountId: string | null) => Reading[]

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

const TABLE = new Map(Object.entries(FIELDS))

/**
 * Reads one notification: up to 1,000 updates, in any number of entries and changes, messages and statuses side by
 * side. Each item is read on its own, so that one that cannot be read does not take the others along.
 */
export function normalize({ object, entry }: WhatsAppPayload): readonly Reading[] {
  if (object !== 'whatsapp_business_account')
    return [{ path: '/object', problem: 'is not a WhatsApp notification', cause: 'unknown_type' }]
  return readEach({ entry }, 'entry', '', (item, path) => {
    if (!entryFits.accepts(item)) return misfit(path, entryFits(item))
    const account = { id: text(item.id) ?? null, time: item.time }
    return readEach(item, 'changes', path, (change, at) => readField(change, at, account))
  })
}

function readField(change: unknown, path: string, account: { id: string | null; time: unknown }): Reading | Reading[] {
  if (!changeFits.accepts(change)) return misfit(path, changeFits(change))
  const { field, value } = change
  const read = READERS.get(field)
  if (read !== undefined) {
    if (LISTS.every((name) => value[name] === undefined))
      return { path: `${path}/value`, problem: 'has nothing known in it', cause: 'unknown_type' }
    return read(value, `${path}/value`, account.id)
  }
  const line = TABLE.get(field)
  if (line !== undefined) return readChange(field, line, value, `${path}/value`, account)
  return { path: `${path}/field`, problem: 'is a field that is not known', cause: 'unknown_type' }
}

function readMessages(value: Values, path: string, accountId: string | null): Reading[] {
  const scope = scopeOf(accountId, value)
  return [
    ...readEach(value, 'messages', path, (item, at) => readMessage(item, at, scope)),
    ...readEach(value, 'statuses', path, (item, at) => readStatus(item, at, scope)),
    ...readEach(value, 'errors', path, (item, at) => readError(item, at, 'messages', scope))
  ]
}
