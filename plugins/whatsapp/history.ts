import type { Person } from '../../schemas/message.ts'
import { type Reads, readEach } from './each.ts'
import { lookAround, withEnvelope } from './envelope.ts'
import { readError } from './errors.ts'
import { progressOf, type Sync } from './history-progress.ts'
import { type Fields, isEmpty, leftoversOf } from './leftovers.ts'
import { type Role, readMessage } from './message.ts'
import { isKnown, person, withUsername } from './person.ts'
import { type Account, type Scope, scopeOf } from './scope.ts'
import { idText, isValues, shared, sharedName, text, type Values, values } from './values.ts'

/**
 * Reads up to 180 days of old messages, when a number of the WhatsApp Business app is connected. Chunks arrive in any order,
 * and their media later, with the same ids.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/history
 */
export function readHistory(value: Values, path: string, account: Account): Reads {
  const scope = scopeOf(account, value)
  return [
    readEach(value, 'history', path, (chunk, at) => readChunk(chunk, at, scope)),
    readEach(value, 'messages', path, (item, at) => readMessage(item, at, scope, imported(false, 'media'))),
    readEach(value, 'message_echoes', path, (item, at) => readMessage(item, at, scope, imported(true, 'media'))),
    readEach(value, 'errors', path, (item, at) => readError(item, at, 'history', scope))
  ]
}

function imported(outbound: boolean, part: string): Role {
  return { event: 'message.imported', key: `history ${part}`, outbound }
}

const CHUNK: ReadonlySet<string> = new Set(['metadata', 'threads', 'errors'])
const METADATA: Fields = { phase: 'number', progress: 'number', chunk_order: 'number' }
const THREAD: ReadonlySet<string> = new Set(['id', 'context', 'messages'])
const GUEST: Fields = {
  id: 'id',
  context: { wa_id: 'id', user_id: 'id', parent_user_id: 'id', username: 'text' },
  messages: 'any'
}

function readChunk(chunk: unknown, path: string, scope: Scope): Reads {
  if (!isValues(chunk)) return [{ path, problem: 'must be an object' }]
  const metadata = values(chunk['metadata'])
  const { phase, progress, chunk_order } = metadata
  const sync = { phase: whole(phase), progress: whole(progress), chunkOrder: whole(chunk_order) }
  const around = lookAround(chunk, CHUNK, { level: '/chunk', path })
  const place = { level: '/chunk/metadata', path: `${path}/metadata`, outer: around.envelope }
  const within = lookAround(metadata, new Set(Object.keys(METADATA)), place)
  const { misfits } = leftoversOf(metadata, METADATA, `${path}/metadata`)
  if (isEmpty(chunk['threads']) && isEmpty(chunk['errors'])) {
    return [progressOf(chunk, path, scope, sync), around.problems, within.problems, misfits]
  }
  const found = [
    readEach(chunk, 'threads', path, (thread, at) => readThread(thread, at, scope, sync)),
    readEach(chunk, 'errors', path, (item, at) => readError(item, at, 'history', scope))
  ]
  return [withEnvelope(found, within.envelope), around.problems, within.problems, misfits]
}

const HISTORY: Fields = { history_context: { status: 'text' } }

/**
 * A thread names its guest by a number, by business-scoped ids, or by both. Only messages of the hotel name a recipient, and
 * not all of them do.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
function readThread(thread: unknown, path: string, scope: Scope, sync: Sync): Reads {
  if (!isValues(thread)) return [{ path, problem: 'must be an object' }]
  const guest = guestOf(thread)
  const around = lookAround(thread, THREAD, { level: '/thread', path })
  const place = { level: '/thread/context', path: `${path}/context`, outer: around.envelope }
  const within = lookAround(values(thread['context']), CONTEXT, place)
  const { misfits } = leftoversOf(thread, GUEST, path)
  const guestScope = { ...scope, contacts: { of: (one: Person) => contactIn(one, guest, scope) } }
  const found = [
    readEach(thread, 'messages', path, (item, at) => {
      const message = values(item)
      const isOurs = isFromHotel(message, guest, scope)
      const history = { ...sync, status: text(values(message['history_context'])['status']) }
      const raw =
        isOurs && !hasRecipient(message) && guest.number !== undefined ? { ...message, to: guest.number } : item
      return readMessage(raw, at, guestScope, imported(isOurs, 'text'), { fields: HISTORY, more: { history } })
    })
  ]
  return [withEnvelope(found, within.envelope), around.problems, within.problems, misfits]
}

const CONTEXT: ReadonlySet<string> = new Set(['wa_id', 'user_id', 'parent_user_id', 'username'])

interface Guest {
  person: Person
  /** The id of the thread, as it was sent. */
  number: string | undefined
}

function guestOf(thread: Values): Guest {
  const context = values(thread['context'])
  const number = shared(thread['id']) ?? shared(context['wa_id'])
  const ids = person(number, shared(context['user_id']), shared(context['parent_user_id']))
  return { person: withUsername(ids, sharedName(context['username'])), number }
}

/** The contact of a person: the guest of the thread, unless the ids of the person belong to somebody else. */
function contactIn(one: Person, { person: guest }: Guest, { contacts }: Scope) {
  const known = contacts.of(isKnown(one) ? one : guest)
  if (isKnown(one) && !isSame(one, guest)) return known
  const { username } = guest
  return {
    person: guest,
    name: known?.name ?? username ?? null,
    identityKeyHash: known?.identityKeyHash,
    unknown: known?.unknown ?? []
  }
}

function isSame(one: Person, other: Person): boolean {
  return (
    (one.userId !== null && one.userId === other.userId) ||
    (one.waId !== null && one.waId === other.waId) ||
    (one.parentUserId !== undefined && one.parentUserId === other.parentUserId)
  )
}

/** True: the hotel wrote this message of a thread. */
function isFromHotel(message: Values, { person: guest }: Guest, { number }: Scope): boolean {
  if (hasRecipient(message)) return true
  const sender = person(message['from'], message['from_user_id'], message['from_parent_user_id'])
  if (!isKnown(sender) || sender.userId !== null || isSame(sender, guest)) return false
  if (isNumber(guest.waId) || number === null) return true
  // The guest's number is not known, or the thread is that of a group, so only the hotel's own number decides.
  return sender.waId === number.replace(/\D/g, '')
}

function isNumber(waId: string | null): boolean {
  return waId !== null && /^\d+$/.test(waId)
}

function hasRecipient(message: Values): boolean {
  return (idText(message['to']) ?? idText(message['to_user_id']) ?? idText(message['to_parent_user_id'])) !== undefined
}

function whole(value: unknown): number | undefined {
  return Number.isInteger(value) ? Number(value) : undefined
}
