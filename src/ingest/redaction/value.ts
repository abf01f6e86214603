import { newRow, type Row } from './digit-rows.ts'
import { type Field, isCardNumberField, isWritten, NAMELESS } from './field.ts'
import { redactJson } from './json.ts'
import { toPlain } from './plain-text.ts'
import type { Redactor } from './redactor.ts'
import { isSpared } from './spared.ts'
import { redactText } from './text.ts'
import { redactXml } from './xml.ts'

/** Maximum depth of JSON or XML inside strings. Each level searches its whole content again. */
const DEEPEST = 4

/** JSON without a quote has no names: it is redacted as text. */
const LIKE_JSON = /^\s*[[{][^"]*"/
const LIKE_XML = /^\s*<[a-z?!]/i

interface Context {
  credentials: readonly string[]
  depth: number
  /** Memory that is reused for each text. */
  row: Row
}

/** Redacts a value, for the readers of all formats. */
export function redactorOf(credentials: readonly string[]): Redactor {
  return redactorIn({ credentials, depth: 0, row: newRow() })
}

function redactorIn(context: Context): Redactor {
  return {
    credentials: context.credentials,
    redact: (field, value) => redactValue(field, value, context),
    redactText: (text) => redactPlainValue(NAMELESS, text, context)
  }
}

function redactorInside({ credentials, depth, row }: Context): Redactor {
  return redactorIn({ credentials, depth: depth + 1, row })
}

function redactValue(field: Field, value: string, context: Context): string {
  const { secret } = field
  if (secret === 'credential' || secret === 'security code') return '*'.repeat(value.length)
  if (secret === 'perhaps' && isThreeOrFourDigits(value)) return '*'.repeat(value.length)
  if (context.depth === DEEPEST) return redactPlainValue(field, value, context)
  if (LIKE_JSON.test(value)) {
    const { text, isJson } = redactJson(value, redactorInside(context), field)
    return isJson ? text : redactPlainValue(field, text, context)
  }
  if (LIKE_XML.test(value)) return redactXml(value, redactorInside(context))
  return redactPlainValue(field, value, context)
}

function isThreeOrFourDigits(value: string): boolean {
  return /^\s*\d{3,4}\s*$/.test(toPlain(value))
}

/** Redacts a value that is neither JSON nor XML. */
function redactPlainValue(field: Field, value: string, { row }: Context): string {
  const clean = redactText(value, { lettersMayTouch: () => isWritten(field), isCard: isCardNumberField(field), row })
  return clean === value || isSpared(field, value) ? value : clean
}
