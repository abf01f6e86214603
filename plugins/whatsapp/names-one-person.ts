import { isUserId, toWaId } from './person.ts'
import { idText, type Values, valuesIn } from './values.ts'

const LISTS = ['messages', 'statuses', 'message_echoes', 'calls', 'user_preferences']
const NUMBERS = ['from', 'to', 'recipient_id', 'recipient_participant_id', 'participant_recipient_id', 'wa_id']
const USER_IDS = ['from_user_id', 'to_user_id', 'recipient_user_id', 'recipient_participant_user_id', 'user_id']
const IDS = [...NUMBERS, ...USER_IDS]

/** True if the items of a change name at most one person besides the hotel's own number. */
export function namesOnePerson(value: Values, ownNumber: string | null): boolean {
  const own = toWaId(ownNumber ?? undefined)
  const numbers = new Set<string>()
  const userIds = new Set<string>()
  for (const list of LISTS) {
    for (const item of valuesIn(value[list])) {
      for (const name of IDS) addId(idText(item[name]))
      if (numbers.size > 1 || userIds.size > 1) return false
    }
  }
  return true

  function addId(id: string | undefined): void {
    if (id === undefined) return
    if (isUserId(id)) userIds.add(id)
    else if (toWaId(id) !== own) numbers.add(toWaId(id) ?? id)
  }
}
