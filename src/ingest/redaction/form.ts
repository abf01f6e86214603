import { applyEdits, type Edit } from './edits.ts'
import { fieldOf, NAMELESS } from './field.ts'
import { decodePercent, encodePercent } from './percent.ts'
import type { Redactor } from './redactor.ts'

/** Redacts the pairs of a form. A changed pair is written again with the escapes of a form. */
export function redactForm(source: string, redactor: Redactor): string {
  const edits: Edit[] = []
  for (let from = 0; from < source.length; ) {
    const next = source.indexOf('&', from)
    const to = next === -1 ? source.length : next
    const pair = source.slice(from, to)
    const clean = redactPair(pair, redactor)
    if (clean !== pair) edits.push({ from, to, text: clean })
    from = to + 1
  }
  return applyEdits(source, edits)
}

function redactPair(pair: string, redactor: Redactor): string {
  // A caret and the percent sign at the start of a track are not escaped. Otherwise the number would lose two digits.
  return redactValueOf(pair.includes('^') ? redactor.redactText(pair) : pair, redactor)
}

function redactValueOf(pair: string, { credentials, redact, redactText }: Redactor): string {
  const end = pair.indexOf('=')
  const name = decodePercent(end === -1 ? pair : pair.slice(0, end))
  const value = end === -1 ? '' : decodePercent(pair.slice(end + 1))
  const cleanName = redactText(name)
  const cleanValue = redact(fieldOf(name, NAMELESS, credentials), value)
  return cleanName === name && cleanValue === value ? pair : `${encodePercent(cleanName)}=${encodePercent(cleanValue)}`
}
