import type { JsonObject } from '../../schemas/reading.ts'
import { e164 } from '../../src/contract/phone-number.ts'
import { asJson, text, type Values, values, valuesIn } from './values.ts'

/**
 * A card of a person that the guest shared. Everything in it can be missing, even the name.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/contacts
 */
export function readCard({ name, phones, emails, addresses, urls, org, birthday, vcard, origin }: Values): JsonObject {
  const { formatted_name, first_name, last_name } = values(name)
  return {
    name: text(formatted_name) ?? null,
    firstName: text(first_name),
    lastName: text(last_name),
    phones: valuesIn(phones).map(readPhone),
    emails: valuesIn(emails).map(({ email, type }) => ({ email: text(email) ?? null, type: text(type) ?? null })),
    addresses: valuesIn(addresses).map(asJson),
    urls: valuesIn(urls).map(asJson),
    organization: valuesIn([org]).map(asJson)[0],
    birthday: text(birthday),
    vcard: text(vcard),
    origin: text(origin)
  }
}

/** Only a number with its country code can be told by itself: the plus, or the WhatsApp id beside it. */
function readPhone({ phone, wa_id, type }: Values): JsonObject {
  const [raw, waId] = [text(phone) ?? null, text(wa_id) ?? null]
  const international = waId ?? (raw?.trim().startsWith('+') ? raw : null)
  return { raw, phone: international ? e164(international) : null, waId, type: text(type) ?? null }
}
