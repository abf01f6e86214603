import { isKnown, person, withContact } from './person.ts'
import type { Scope } from './scope.ts'
import { idText, type Values } from './values.ts'

/** True: `recipient_id` is the id of a group. */
export function isOfGroup({ recipient_type }: Values): boolean {
  return recipient_type === 'group'
}

/** The person that a status or a call is for. If it is a group, `recipient_id` is the id of the group. */
export function recipientOf(status: Values, { contacts }: Pick<Scope, 'contacts'>) {
  const isGroup = isOfGroup(status)
  const parent = idText(status['recipient_parent_user_id']) ?? status['parent_recipient_user_id']
  const named = person(isGroup ? undefined : status['recipient_id'], status['recipient_user_id'], parent)
  const contact = isGroup && !isKnown(named) ? undefined : contacts.of(named)
  return { recipient: withContact(named, contact), contact }
}
