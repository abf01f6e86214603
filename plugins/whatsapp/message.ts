import { check } from '../../schemas/check.ts'
import type { Unread } from '../../schemas/collect.ts'
import type { Json, JsonObject, Problem } from '../../schemas/reading.ts'
import { WhatsAppMessage } from '../../schemas/whatsapp.ts'
import { circumstances } from './circumstances.ts'
import type { Contact } from './contacts.ts'
import { contentShape, isParts, readContent, typeOf } from './content.ts'
import type { Read, Reads } from './each.ts'
import { errorsIn } from './errors.ts'
import { extraOf, type Fields, leftoversOf } from './leftovers.ts'
import { messageFields } from './message-fields.ts'
import { keysOf } from './message-keys.ts'
import { readPartly } from './partial-content.ts'
import { mainId, person, withContact } from './person.ts'
import { addresseeOf } from './recipient.ts'
import type { Scope } from './scope.ts'
import { asJson, idText, instant, misfit, unread, type Values } from './values.ts'

const messageFits = check(WhatsAppMessage)

/**
 * The event that a message becomes, and its direction. Echoes and old messages have event types of their own: a consumer that
 * took one for `message.received` would answer the receptionist, or greet a guest of last winter.
 */
export interface Role {
  event: string
  key: string
  outbound: boolean
}

const RECEIVED: Role = { event: 'message.received', key: 'message', outbound: false }

// Kinds of messages that are not written by a guest, or change an earlier message.
const OTHER_EVENTS: ReadonlyMap<string, string> = new Map([
  ['edit', 'message.edited'],
  ['revoke', 'message.revoked'],
  ['system', 'contact.changed'],
  ['request_welcome', 'conversation.started']
])

/**
 * Reads one message. A message with an id always becomes an event: what cannot be read of it is a problem, and the event
 * then has the message as Meta sent it. `fields`: further fields of the item, which its reader puts into the event with `more`.
 */
export function readMessage(
  item: unknown,
  path: string,
  scope: Scope,
  role = RECEIVED,
  { fields, more }: { fields?: Fields; more?: JsonObject } = {}
): Read | Reads {
  if (!messageFits.accepts(item)) return misfit(path, messageFits, item)
  const message: Values = item
  const id = String(idText(item.id))
  const type = typeOf(message)
  const parts = readContent(type, message)
  const isRead = parts !== undefined && isParts(parts)
  const { contact, ...sides } = role.outbound ? sent(message, scope) : received(message, scope)
  const errors = errorsIn(message['errors'])
  // An error stands in for media that Meta could not fetch. Of what the hotel sends, any template is possible.
  const isExpected = isRead || errors.length > 0 || role.outbound
  const content = isRead ? contentShape(type, message) : 'any'
  const { unknown, misfits } = leftoversOf(message, messageFields(type, content, message, fields), path)
  const found = contact === undefined ? unknown : [...unknown, ...contact.unknown]
  const otherEvent = role === RECEIVED ? OTHER_EVENTS.get(type) : undefined

  const reading: Read = {
    type: otherEvent ?? role.event,
    source: 'whatsapp',
    kind: 'message',
    id,
    time: instant(message['timestamp']),
    ...keysOf(message, role.key, id, type),
    data: {
      message: {
        channel: 'whatsapp',
        externalId: id,
        direction: role.outbound ? 'outbound' : 'inbound',
        type,
        ...sides,
        text: null,
        media: [],
        accountId: scope.accountId,
        phoneNumberId: scope.phoneNumberId,
        ...circumstances(message),
        ...(isRead ? parts : readPartly(type, message)),
        errors: errors.length > 0 ? errors : undefined,
        ...more,
        extra: extraOf(isRead ? found : (contact?.unknown ?? []))
      },
      ...(isRead ? {} : { vendor: asJson(message) })
    }
  }
  const problems: (Unread | Problem)[] = [...misfits]
  if (!isExpected) problems.push(parts === undefined ? unknownType(path) : unread(path, parts))
  const isNamed = sides.from !== null || type === 'system'
  if (!isNamed) problems.push({ path, problem: 'names no sender' })
  return problems.length === 0 ? reading : [reading, ...problems]
}

function unknownType(path: string): Problem {
  return { path: `${path}/type`, problem: 'is not a known kind of message', cause: 'unknown_type' }
}

type Sides = { from: string | null; contact: Contact | undefined } & { [name: string]: Json | Contact | undefined }

function received(message: Values, { contacts, number }: Scope) {
  const named = person(message['from'], message['from_user_id'], message['from_parent_user_id'])
  const contact = contacts.of(named)
  const sender = withContact(named, contact)
  return {
    from: idText(message['from']) ?? mainId(sender),
    to: number,
    sender: { ...sender },
    contactName: contact?.name ?? null,
    identityKeyHash: contact?.identityKeyHash,
    contact
  } satisfies Sides
}

function sent(message: Values, { contacts, number }: Scope) {
  const { recipient, contact } = addresseeOf(message, contacts)
  return {
    from: idText(message['from']) ?? number,
    to: idText(message['to']) ?? mainId(recipient),
    recipient: { ...recipient },
    contactName: contact?.name ?? undefined,
    contact
  } satisfies Sides
}
