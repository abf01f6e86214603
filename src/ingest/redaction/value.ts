import { type Field, isCardNumberField, isWritten, NAMELESS } from './field.ts'
import { redactJson } from './json.ts'
import { toPlain } from './plain-text.ts'
import type { Redactor } from './redactor.ts'
import { isSpared } from './spared.ts'
import { redactText } from './text.ts'
import { redactXml } from './xml.ts'

/** So deep is JSON or XML looked at that is in a string in a string. Each depth looks once more at all that is in it. */
const DEEPEST = 4

/** JSON without a quote has no names; it is redacted as text. */
const LIKE_JSON = /^\s*[[{][^"]*"/
const LIKE_XML = /^\s*<[a-z?!]/i

/** What the readers of all forms of bodies do with a value. */
export function redactorOf(credentials: readonly string[], depth = 0): Redactor {
  return {
    credentials,
    redact: (field, value) => redactValue(field, value, credentials, depth),
    redactText: (text) => redactAsText(NAMELESS, text)
  }
}

function redactValue(field: Field, value: string, credentials: readonly string[], depth: number): string {
  const { secret } = field
  if (secret === 'credential' || secret === 'security code') return '*'.repeat(value.length)
  if (secret === 'perhaps' && isThreeOrFourDigits(value)) return '*'.repeat(value.length)
  if (depth < DEEPEST && LIKE_JSON.test(value)) {
    const { text, isJson } = redactJson(value, redactorOf(credentials, depth + 1), field)
    return isJson ? text : redactAsText(field, text)
  }
  if (depth < DEEPEST && LIKE_XML.test(value)) return redactXml(value, redactorOf(credentials, depth + 1))
  return redactAsText(field, value)
}

function isThreeOrFourDigits(value: string): boolean {
  return /^\s*\d{3,4}\s*$/.test(toPlain(value))
}

/** Redacts a value that is no JSON and no XML. */
export function redactAsText(field: Field, value: string): string {
  const clean = redactText(value, { lettersMayTouch: () => isWritten(field), isCard: isCardNumberField(field) })
  return clean === value || isSpared(field, value) ? value : clean
}
