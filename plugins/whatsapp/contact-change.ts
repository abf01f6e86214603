import type { Static } from '@sinclair/typebox'
import type { JsonObject } from '../../schemas/reading.ts'
import type { WhatsAppContent as Content } from '../../schemas/whatsapp.ts'
import { identityOf } from './identity.ts'
import { person } from './person.ts'
import { idText, text, type Values } from './values.ts'

export const CONTACT_CHANGE = {
  type: 'text',
  body: 'text',
  wa_id: 'id',
  new_wa_id: 'id',
  user_id: 'id',
  parent_user_id: 'id',
  previous_user_id: 'id',
  previous_parent_user_id: 'id',
  customer: 'id',
  identity: 'any'
} as const

/**
 * Reads a change of the guest's ids, or of their identity key. `from`, or `customer` in older versions, is the number
 * before the change.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system
 */
export function readContactChange(system: Static<typeof Content.system>, item: Values): JsonObject {
  const content: Values = system
  const number = idText(item['from']) ?? content['customer']
  const userId = idText(content['previous_user_id']) ?? item['from_user_id']
  const parentUserId = idText(content['previous_parent_user_id']) ?? item['from_parent_user_id']
  const previous = { ...person(number, userId, parentUserId) }
  return {
    text: text(content['body']) ?? null,
    sender: previous,
    contactChange: {
      kind: system.type,
      previous,
      current: { ...person(content['wa_id'] ?? content['new_wa_id'], content['user_id'], content['parent_user_id']) }
    },
    identity: identityOf(content['identity']) ?? identityOf(item['identity'])
  }
}
