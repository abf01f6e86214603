import type { Person } from '../../schemas/message.ts'
import { isKnown, person, withContact } from './person.ts'
import type { Scope } from './scope.ts'
import { idText, text, type Values } from './values.ts'

/** True: `recipient_id` of a status, or `to` of a message, is the id of a group. */
export function isOfGroup({ recipient_type }: Values): boolean {
  return text(recipient_type)?.trim().toLowerCase() === 'group'
}

/** The group that a message is for. */
export function groupOf(message: Values): string | undefined {
  return idText(message['group_id']) ?? (isOfGroup(message) ? idText(message['to']) : undefined)
}

/** The person that a status or a call is for. If it is a group, `recipient_id` is the id of the group. */
export function recipientOf(status: Values, { contacts }: Pick<Scope, 'contacts'>) {
  const isGroup = isOfGroup(status)
  const parent = idText(status['recipient_parent_user_id']) ?? status['parent_recipient_user_id']
  const named = person(isGroup ? undefined : status['recipient_id'], status['recipient_user_id'], parent)
  return withContactIn(contacts, named, isGroup)
}

/** The person that a message of the hotel is for. If it is a group, `to` is the id of the group. */
export function addresseeOf(message: Values, contacts: Scope['contacts']) {
  const to = idText(message['to'])
  const isGroup = to === undefined ? isOfGroup(message) : to === groupOf(message)
  const named = person(isGroup ? undefined : to, message['to_user_id'], message['to_parent_user_id'])
  return withContactIn(contacts, named, isGroup)
}

/** A contact beside what a group gets is not the group. */
function withContactIn(contacts: Scope['contacts'], named: Person, isGroup: boolean) {
  const contact = isGroup && !isKnown(named) ? undefined : contacts.of(named)
  return { recipient: withContact(named, contact), contact }
}
