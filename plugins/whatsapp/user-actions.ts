import { canonical } from '../../schemas/canonical.ts'
import type { Read } from './each.ts'
import { extraOf } from './leftovers.ts'
import { isKnown, person, withContact } from './person.ts'
import { type Account, phoneNumberIdOf, scopeOf } from './scope.ts'
import { asJson, idText, instant, isValues, text, type Values, values } from './values.ts'

/**
 * Reads what a guest did with a marketing message: a click, or a landing page that opened. Neither of its ids is always
 * there; without them the event is about the hotel's number.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/marketing-messages/track-click-events
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/marketing-messages/track-landing-page-views
 */
export function readUserAction(item: unknown, path: string, value: Values, account: Account): Read {
  if (!isValues(item)) return { path, problem: 'must be an object' }
  const action = text(item['action_type'])
  // A view has its ids under the name of the click. Other actions are assumed to follow the same pattern.
  const details = values(item['marketing_messages_link_click_data'] ?? item[`${action}_data`])
  const clickId = idText(details['click_id'])
  const trackingToken = idText(details['tracking_token'])
  const phoneNumberId = phoneNumberIdOf(value)
  const ownId = clickId ?? trackingToken
  const id = ownId ?? phoneNumberId ?? account.id
  if (id === null) return { path, problem: 'names nothing that it is about' }
  const kind = ownId === undefined ? 'phone_number' : 'user_action'
  const named = person(item['wa_id'] ?? item['from'], item['user_id'] ?? item['from_user_id'])
  const contact = scopeOf(account, value).contacts.of(named)
  const guest = withContact(named, contact)
  const time = instant(item['timestamp'])
  return {
    type: 'user_action.recorded',
    source: 'whatsapp',
    kind,
    id,
    time,
    key: ['user action', account.id ?? '', canonical([phoneNumberId, item])],
    // Without a time, the same action tomorrow reads the same.
    keyLasts: time === undefined ? 'day' : undefined,
    data: {
      [kind]: {
        externalId: id,
        action: action ?? null,
        clickId: clickId ?? null,
        trackingToken: trackingToken ?? null,
        component: text(details['click_component']),
        productId: idText(details['product_id']),
        accountId: account.id,
        phoneNumberId,
        person: isKnown(guest) ? { ...guest } : undefined,
        extra: extraOf(contact?.unknown ?? [])
      },
      vendor: asJson(item)
    }
  }
}
