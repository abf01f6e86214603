import { check } from '../../schemas/check.ts'
import type { Person } from '../../schemas/message.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { WhatsAppStatus } from '../../schemas/whatsapp.ts'
import type { Contact } from './contacts.ts'
import type { Read, Reads } from './each.ts'
import { ERRORS, errorsIn } from './errors.ts'
import { extraOf, type Fields, leftoversOf, type UnknownField } from './leftovers.ts'
import { readPayment } from './payment.ts'
import { isKnown, mainId, person, withContact } from './person.ts'
import { isOfGroup, recipientOf } from './recipient.ts'
import type { Scope } from './scope.ts'
import { flag, idText, instant, misfit, text, type Values, values, valuesIn } from './values.ts'

const statusFits = check(WhatsAppStatus)

const PRICING = { billable: 'flag', pricing_model: 'text', type: 'text', category: 'text' } as const

/** The fields that are read. `parent_recipient_user_id` was Meta's name in spring 2026. */
const STATUS: Fields = {
  id: 'id',
  status: 'text',
  type: 'text',
  timestamp: 'time',
  recipient_id: 'id',
  recipient_user_id: 'id',
  recipient_parent_user_id: 'id',
  parent_recipient_user_id: 'id',
  recipient_identity_key_hash: 'text',
  recipient_type: 'text',
  recipient_participant_id: 'id',
  recipient_participant_user_id: 'id',
  recipient_participant_parent_user_id: 'id',
  participant_recipient_id: 'id',
  participant_recipient_user_id: 'id',
  participant_recipient_parent_user_id: 'id',
  group_id: 'id',
  template_id: 'id',
  errors: ERRORS,
  pricing: PRICING,
  conversation: { id: 'id', origin: { type: 'text' }, expiration_timestamp: 'time', pricing: PRICING },
  biz_opaque_callback_data: 'text'
}

/**
 * Reads how far a message of the hotel has got. In a group, each participant has a status of their own.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
 */
export function readStatus(item: unknown, path: string, scope: Scope): Read | Reads {
  if (!statusFits.accepts(item)) return misfit(path, statusFits, item)
  const status: Values = item
  const kind = text(status['type'])?.toLowerCase()
  if (kind === 'payment') return readPayment(item, path, scope)
  if (kind !== undefined && kind !== 'message') {
    return { path: `${path}/type`, problem: 'is not a known kind of status', cause: 'unknown_type' }
  }
  const id = String(idText(item.id))
  const participant = participantOf(status)
  const time = instant(status['timestamp'])
  const { recipient, contact } = recipientOf(status, scope)
  const member = participant && scope.contacts.of(participant)
  const { unknown, misfits } = leftoversOf(status, STATUS, path)
  const reading: Read = {
    type: 'message.status_changed',
    source: 'whatsapp',
    kind: 'message',
    id,
    time,
    key: ['status', id, item.status, ...(participant ? [participant.userId ?? mainId(participant) ?? ''] : [])],
    data: {
      status: {
        channel: 'whatsapp',
        externalId: id,
        status: item.status,
        time: time ?? null,
        accountId: scope.accountId,
        phoneNumberId: scope.phoneNumberId,
        ...addressee(status, recipient),
        participant: participant && { ...withContact(participant, member) },
        ...outcome(status),
        extra: extraOf(contact === undefined && member === undefined ? unknown : withContacts(unknown, contact, member))
      }
    }
  }
  return misfits.length === 0 ? reading : [reading, ...misfits]
}

/** The unknown fields of a status, and those of its contacts. */
function withContacts(unknown: readonly UnknownField[], ...contacts: (Contact | undefined)[]): UnknownField[] {
  return [...unknown, ...[...new Set(contacts)].flatMap((contact) => contact?.unknown ?? [])]
}

/** Meta's samples have both spellings of these names. */
function participantOf(status: Values): Person | undefined {
  const participant = person(
    status['recipient_participant_id'] ?? status['participant_recipient_id'],
    status['recipient_participant_user_id'] ?? status['participant_recipient_user_id'],
    status['recipient_participant_parent_user_id'] ?? status['participant_recipient_parent_user_id']
  )
  return isKnown(participant) ? participant : undefined
}

function addressee(status: Values, recipient: Person): JsonObject {
  const given = idText(status['recipient_id'])
  return {
    to: given ?? mainId(recipient),
    recipient: { ...recipient },
    groupId: idText(status['group_id']) ?? (isOfGroup(status) ? given : undefined),
    identityKeyHash: text(status['recipient_identity_key_hash'])
  }
}

function outcome({ errors, pricing, conversation, biz_opaque_callback_data, template_id }: Values): JsonObject {
  const found = errorsIn(errors)
  const [talk] = valuesIn([conversation])
  // A sample of Meta's has the price within the conversation.
  const [price] = valuesIn([pricing, talk?.['pricing']])
  return {
    errorCode: found[0]?.code ?? null,
    errorMessage: found[0]?.details ?? found[0]?.title ?? null,
    errors: found.length > 0 ? found : undefined,
    pricing: price && {
      billable: flag(price['billable']),
      model: text(price['pricing_model']) ?? null,
      type: text(price['type']) ?? null,
      category: text(price['category']) ?? null
    },
    conversation: talk && {
      id: idText(talk['id']) ?? null,
      origin: text(values(talk['origin'])['type']) ?? null,
      expiresAt: instant(talk['expiration_timestamp'])
    },
    callbackData: text(biz_opaque_callback_data),
    templateId: idText(template_id)
  }
}
