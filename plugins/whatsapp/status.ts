import { check } from '../../schemas/check.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { WhatsAppStatus } from '../../schemas/whatsapp.ts'
import type { Read } from './each.ts'
import { errorsIn } from './errors.ts'
import { readPayment } from './payment.ts'
import { person } from './people.ts'
import type { Scope } from './scope.ts'
import { flag, instant, misfit, text, valuesIn } from './values.ts'

const statusFits = check(WhatsAppStatus)

/**
 * How far a message of the hotel's has got. In a group each participant has a status of their own.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
 */
export function readStatus(item: unknown, path: string, scope: Scope): Read {
  if (!statusFits.accepts(item)) return misfit(path, statusFits, item)
  if (item.type === 'payment') return readPayment(item, path, scope)
  if (text(item.type) !== undefined && item.type !== 'message') {
    return { path: `${path}/type`, problem: 'is a kind of status that is not known', cause: 'unknown_type' }
  }
  const participant = participantOf(item)
  const time = instant(item.timestamp)
  return {
    type: 'message.status_changed',
    source: 'whatsapp',
    kind: 'message',
    id: item.id,
    time,
    key: ['status', item.id, item.status, ...(participant ? [participant.userId ?? participant.waId ?? ''] : [])],
    data: {
      status: {
        channel: 'whatsapp',
        externalId: item.id,
        status: item.status,
        time: time ?? null,
        accountId: scope.accountId,
        phoneNumberId: scope.phoneNumberId,
        ...addressee(item),
        participant: participant && { ...participant },
        ...outcome(item)
      }
    }
  }
}

function participantOf(item: WhatsAppStatus) {
  const { recipient_participant_id, recipient_participant_user_id, recipient_participant_parent_user_id } = item
  if (!text(recipient_participant_id) && !text(recipient_participant_user_id)) return undefined
  return person(recipient_participant_id, recipient_participant_user_id, recipient_participant_parent_user_id)
}

/** To a group, the recipient's id is the group's. */
function addressee(item: WhatsAppStatus): JsonObject {
  const isGroup = item.recipient_type === 'group'
  const parent = text(item.recipient_parent_user_id) ?? item.parent_recipient_user_id
  const recipient = person(isGroup ? undefined : item.recipient_id, item.recipient_user_id, parent)
  return {
    to: text(item.recipient_id) ?? recipient.userId,
    recipient: { ...recipient },
    groupId: text(item.group_id) ?? (isGroup ? text(item.recipient_id) : undefined)
  }
}

function outcome({ errors, pricing, conversation, biz_opaque_callback_data }: WhatsAppStatus): JsonObject {
  const found = errors === undefined ? [] : errorsIn(errors)
  const [price] = valuesIn([pricing])
  const [talk] = valuesIn([conversation])
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
      id: text(talk['id']) ?? null,
      origin: text(valuesIn([talk['origin']])[0]?.['type']) ?? null,
      expiresAt: instant(talk['expiration_timestamp'])
    },
    callbackData: text(biz_opaque_callback_data)
  }
}
