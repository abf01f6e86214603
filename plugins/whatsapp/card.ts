import type { JsonObject } from '../../schemas/reading.ts'
import { e164 } from '../../src/contract/phone-number.ts'
import type { Shape } from './leftovers.ts'
import { person } from './person.ts'
import { asJson, idText, text, type Values, values, valuesIn } from './values.ts'

const MOST_PARTS = 100
export const MOST_CARDS = 1000

/** The fields of the cards that are read. Addresses, links, and the organization are taken as they are. */
export const CARDS: Shape = [
  {
    name: {
      formatted_name: 'text',
      first_name: 'text',
      last_name: 'text',
      middle_name: 'text',
      prefix: 'text',
      suffix: 'text'
    },
    phones: [{ phone: 'id', wa_id: 'id', user_id: 'id', type: 'text' }, MOST_PARTS],
    emails: [{ email: 'text', type: 'text' }, MOST_PARTS],
    addresses: ['any', MOST_PARTS],
    urls: ['any', MOST_PARTS],
    org: 'any',
    birthday: 'text',
    vcard: 'text',
    origin: 'text'
  },
  MOST_CARDS
]

/**
 * Reads a card of a person that the guest shared. Each field can be missing, also the name. Until spring 2026 the origin was
 * a field of the message.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/contacts
 */
export function readCard(card: Values, messageOrigin: string | undefined): JsonObject {
  const { name, phones, emails, addresses, urls, org, birthday, vcard } = card
  const { formatted_name, first_name, last_name, middle_name, prefix, suffix } = values(name)
  const origin = text(card['origin']) ?? messageOrigin
  return {
    name: text(formatted_name) ?? null,
    firstName: text(first_name),
    lastName: text(last_name),
    middleName: besides(formatted_name, middle_name),
    prefix: besides(formatted_name, prefix),
    suffix: besides(formatted_name, suffix),
    phones: valuesIn(phones).map((phone) => readPhone(phone, origin === 'contact_request')),
    emails: valuesIn(emails).map(({ email, type }) => ({ email: text(email) ?? null, type: text(type) ?? null })),
    addresses: valuesIn(addresses).map(asJson),
    urls: valuesIn(urls).map(asJson),
    organization: valuesIn([org]).map(asJson)[0],
    birthday: text(birthday),
    vcard: text(vcard),
    origin
  }
}

/** A part of a name that the full name does not contain. */
function besides(name: unknown, part: unknown): string | undefined {
  const given = text(part)
  return given !== undefined && text(name)?.includes(given) ? undefined : given
}

/**
 * A number is only E.164 if its country code is certain: it begins with a plus, there is a WhatsApp id beside it, or the
 * guest shares the own number on request. That number has its country code, but not always a plus; one that begins with
 * a zero is national.
 */
function readPhone({ phone, wa_id, user_id, type }: Values, isOwn: boolean): JsonObject {
  const [raw, waId] = [idText(phone) ?? null, idText(wa_id)]
  const hasCountry = raw?.trim().startsWith('+') || (isOwn && /^[\s(]*[1-9]/.test(raw ?? ''))
  const known = person(waId, user_id)
  const international = known.phone ?? (hasCountry && raw !== null ? e164(raw) : null)
  return {
    raw,
    phone: international,
    waId: known.waId,
    userId: known.userId ?? undefined,
    type: text(type) ?? null
  }
}
