import type { Person } from '../../schemas/message.ts'
import { e164 } from '../../src/phone.ts'

const SCHEME = /^([a-z][a-z\d+.-]*):(.*)$/is

export interface Address {
  /** `whatsapp`, `messenger`, `rcs`, …; undefined for the plain numbers and names of SMS. */
  scheme: string | undefined
  person: Person
}

/**
 * Whose address it is. A short code or an alphanumeric sender is nobody's phone number, and a WhatsApp user can have
 * none. A plus that its sender forgot to escape arrives as a space.
 * https://www.twilio.com/docs/messaging/guides/webhook-request#parameters-in-twilios-request-to-your-application
 */
export function readAddress(address: string): Address {
  const [, scheme, rest = address] = SCHEME.exec(address) ?? []
  const phone = /^[+ ]\d/.test(rest) ? e164(rest) : null
  if (scheme === undefined) return { scheme, person: { phone, waId: null, userId: null } }
  const isNumber = /^\+?\d+$/.test(rest)
  const waId = scheme.toLowerCase() === 'whatsapp' && isNumber ? rest.replace('+', '') : null
  const userId = phone === null && waId === null && rest !== '' ? rest : null
  return { scheme: scheme.toLowerCase(), person: { phone: phone ?? (waId && e164(waId)), waId, userId } }
}
