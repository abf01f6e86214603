import type { Person } from '../../schemas/message.ts'
import { e164 } from '../../src/contract/phone-number.ts'

const SCHEME = /^([a-z][a-z\d+.-]*):(.*)$/is
/** `US.13491208655302741918`, and that of an enterprise, `US.ENT.11815799212886844830`. */
const USER_ID = /^[a-z]{2}\.\S+$/i
const PARENT_USER_ID = /^[a-z]{2}\.ENT\.\S+$/i

/** `whatsapp`, `messenger`, `rcs`, …; undefined for the plain numbers and names of SMS. */
export function schemeOf(address: string): string | undefined {
  return SCHEME.exec(address)?.[1]?.toLowerCase()
}

/** Of the ids without a scheme, those that cannot be the name of an agent, like `jo.smith`. */
const CERTAIN_USER_ID = /^[A-Z]{2}\.(ENT\.)?\d+$/

/** True: a person can be reached there. A name, like that of an agent in a conversation, is no address. */
export function isAddress(address: string): boolean {
  return SCHEME.test(address) || /^[+ ]?\d+$/.test(address) || CERTAIN_USER_ID.test(address)
}

/**
 * Who has an address. A short code or an alphanumeric sender is nobody's phone number, and a WhatsApp user can have
 * none. A plus that its sender did not escape arrives as a space.
 * https://www.twilio.com/docs/messaging/guides/webhook-request#parameters-in-twilios-request-to-your-application
 */
export function personAt(address: string): Person {
  const [, scheme, rest = address] = SCHEME.exec(address) ?? []
  const waId = scheme?.toLowerCase() === 'whatsapp' && /^\+?\d+$/.test(rest) ? rest.replace('+', '') : null
  const phone = waId !== null || /^[+ ]\d/.test(rest) ? e164(rest) : null
  const isOther = waId === null && phone === null && rest !== '' && (scheme !== undefined || USER_ID.test(rest))
  if (isOther && PARENT_USER_ID.test(rest)) return { phone, waId, userId: null, parentUserId: rest }
  return { phone, waId, userId: isOther ? rest : null }
}

/**
 * A person by their address and what Twilio sends beside it. `WaId` differs from the number in some countries;
 * `ExternalUserId` has the business-scoped id of WhatsApp, with or without a number in the address.
 * https://www.twilio.com/en-us/changelog/whatsapp-bsuid-format-in-conversations-and-webhook-fields
 */
export function personOf(address: string, waId: string | undefined, externalUserId: string | undefined): Person {
  const named = personAt(address)
  const external = externalUserId === undefined ? undefined : personAt(externalUserId)
  const isNumber = waId !== undefined && /^\+?\d+$/.test(waId)
  const byWaId = waId === undefined || isNumber ? undefined : personAt(waId)
  const number = isNumber ? waId.replace('+', '') : (named.waId ?? external?.waId ?? null)
  const parent = named.parentUserId ?? external?.parentUserId ?? byWaId?.parentUserId
  const opaque = external !== undefined && !isKnown(external) ? externalUserId : undefined
  return {
    phone: named.phone ?? external?.phone ?? (isNumber ? e164(waId) : null),
    waId: number,
    userId: external?.userId ?? opaque ?? named.userId ?? byWaId?.userId ?? null,
    ...(parent !== undefined && { parentUserId: parent })
  }
}

function isKnown({ phone, waId, userId, parentUserId }: Person): boolean {
  return phone !== null || waId !== null || userId !== null || parentUserId !== undefined
}
