import { maskCards } from './cards.ts'

const ID_NAME = /(ids?|sid|key|number|code|ref|reference|from|to|phone|time|timestamp)(_str)?$/i
export const CARD_NAME = /card_?(number|no|num)?$|(^|_)pan$|cc_?num/i
export const SECURITY_CODE_NAME =
  /^((card_?)?(cvv2?|cvc2?|cav2|security_?code)|card_?(security|verification)_?(code|value))(_?(code|number|value))?$/i

export function maskValue(name: string, value: string, credentials: readonly string[]): string {
  if (credentials.includes(name) || SECURITY_CODE_NAME.test(name)) return '*'.repeat(value.length)
  if (/^\d+$/.test(value) && ID_NAME.test(name) && !CARD_NAME.test(name)) return value
  return maskCards(value)
}
