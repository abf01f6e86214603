import type { Person } from '../../schemas/message.ts'
import { e164 } from '../../src/contract/phone-number.ts'

const SCHEME = /^([a-z][a-z\d+.-]*):(.*)$/is

/** `whatsapp`, `messenger`, `rcs`, …; undefined for the plain numbers and names of SMS. */
export function schemeOf(address: string): string | undefined {
  return SCHEME.exec(address)?.[1]?.toLowerCase()
}

/**
 * Who has an address. A short code or an alphanumeric sender is nobody's phone number, and a WhatsApp user can have
 * none. A plus that its sender forgot to escape arrives as a space.
 * https://www.twilio.com/docs/messaging/guides/webhook-request#parameters-in-twilios-request-to-your-application
 */
export function personAt(address: string): Person {
  const [, scheme, rest = address] = SCHEME.exec(address) ?? []
  const waId = scheme?.toLowerCase() === 'whatsapp' && /^\+?\d+$/.test(rest) ? rest.replace('+', '') : null
  const phone = waId !== null || /^[+ ]\d/.test(rest) ? e164(rest) : null
  const isOther = scheme !== undefined && waId === null && phone === null && rest !== ''
  return { phone, waId, userId: isOther ? rest : null }
}
