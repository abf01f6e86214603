import { type Field, isCardNumberField, snakeCase } from './field.ts'
import { toPlain } from './plain-text.ts'

// For names in snake case.
const PHONE =
  /(phone|mobile|fax|msisdn|whatsapp|vcard|(^|_)(from|to|tel|cell|wa_?id|sender|recipient(_id)?))(_?(number|no|num|nr|e164|home|work|private|\d))*s?$/
const ID = /(ids?|sid|key|address|e_?mail|ur[il]|href|link|callback_?data|flow_token|payload)$/
const NUMBER = /(ids?|sid|key|number|code|ref|reference|from|to|time|timestamp)$/

// No phone number has sixteen digits. An address can have them, but no white space around them.
const NO_PHONE = /\d{4}([ -]\d{4}){3}|\s\d{16}|\d{16}\s/
const IN_GROUPS = /(?<!\d)\d{4}([-./_])\d{4}(\1\d{4}){1,2}(?!\d)/
const LINK = /^https?:\/\/\S+$/i
/** Description of a WebRTC session. Its ids are random (RFC 8829, 5.2.1), and a call with stars in it could not be answered. */
const SDP = /^v=0\r?\n(?:[a-z]=[^\r\n]*(?:\r?\n|$))*$/

/**
 * Whether a value stays although it contains what looks like a card number. Redaction cannot be undone: a guest whose address is
 * redacted cannot be answered, and an entity whose id is redacted can neither be matched nor deduplicated. So a value stays that is
 * an address, an id, or a link by its name and its shape.
 */
export function isSpared(field: Field, value: string): boolean {
  if (isCardNumberField(field)) return false
  if (LINK.test(value)) return true
  const name = snakeCase(field.name)
  if (name === 'sdp' && SDP.test(value)) return true
  const plain = toPlain(value)
  if (PHONE.test(name)) return !NO_PHONE.test(plain)
  if (ID.test(name) && !name.includes('card')) return !/\s/.test(plain) && !IN_GROUPS.test(plain)
  return /^\d+$/.test(value) && NUMBER.test(name)
}
