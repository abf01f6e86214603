import { maskCards } from './cards.ts'

export const CARD_NAME = /(?<!v)card_?(number|no|num)?$|(^|_)pan$|cc_?num/i
const SECURITY_CODE_NAME =
  /^((card_?)?(cvv2?|cvc2?|cav2|security_?code)|card_?(security|verification)_?(code|value))(_?(code|number|value))?$/i

/** A value as it was meant, with no escapes, under its name. */
export function maskValue(name: string, value: string, credentials: readonly string[]): string {
  if (isSecret(name, credentials)) return '*'.repeat(value.length)
  if (value.length < SHORTEST_CARD) return value
  const spelled = spell(name)
  return isSpared(name, spelled, value) ? value : maskCards(value, { isWritten: TEXT_NAME.test(spelled) })
}

/** Nothing of what stands under such a name may stay. */
export function isSecret(name: string, credentials: readonly string[]): boolean {
  return credentials.includes(name) || SECURITY_CODE_NAME.test(name)
}

const SHORTEST_CARD = 13

// For names as `spell` gives them.
const PHONE_NAME =
  /(phone|mobile|fax|msisdn|whatsapp|vcard|(^|_)(from|to|tel|cell|wa_?id|sender|recipient(_id)?))(_?(number|no|num|nr|e164|home|work|private|\d))*s?$/
const ID_NAME = /(ids?|sid|key|address|e_?mail|ur[il]|href|link|callback_?data|flow_token|payload)$/
const TEXT_NAME =
  /(^|_)(text|body|caption|note|message|title|description|comment|remark|request|reason|detail|headline|footer|content|question|answer|instruction)s?$/
const DIGITS_NAME = /(ids?|sid|key|number|code|ref|reference|from|to|time|timestamp)$/

// No phone number has sixteen digits. An address can, but it has no white space around them.
const NO_PHONE = /\d{4}([ -]\d{4}){3}|\s\d{16}|\d{16}\s/
const IN_GROUPS = /(?<!\d)\d{4}(-\d{4}){2,3}(?!\d)/
const LINK = /^https?:\/\/\S+$/i

/**
 * What is masked cannot be had back. A guest whose address is masked cannot be answered, and a thing whose id is masked
 * can neither be matched nor deduplicated. So what is an address or an id by its name and its shape stays.
 */
function isSpared(name: string, spelled: string, value: string): boolean {
  if (CARD_NAME.test(name)) return false
  if (LINK.test(value)) return true
  if (PHONE_NAME.test(spelled)) return !NO_PHONE.test(value)
  if (ID_NAME.test(spelled) && !spelled.includes('card')) return !/\s/.test(value) && !IN_GROUPS.test(value)
  return /^\d+$/.test(value) && DIGITS_NAME.test(spelled)
}

/** `recipientId` as `recipient_id`. The end says what it is, so that is all that is looked at of a long one. */
function spell(name: string): string {
  const snake = name.slice(-64).replace(/(?<=[a-z\d])(?=[A-Z])/g, '_')
  return snake.toLowerCase().replace(/_str$/, '')
}
