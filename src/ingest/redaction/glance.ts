import { isForm } from '../../parse.ts'
import { findCardNumbers } from './card-numbers.ts'
import { decodePercent } from './percent.ts'
import { toPlain } from './plain-text.ts'
import { SECURITY_CODE_HINT } from './security-codes.ts'
import { decodeReferences } from './xml-references.ts'

const TRACK = /\d(?:\^|=\d{4})/

const CARD_WORD =
  /card|kart|cart[aeãõ]|cartao|tarjeta|maestro|union ?pay|rupay|uatp|diners|карт|بطاقة|כרטיס|卡|カード|银联|pan|cc_?num/i

/**
 * Whether a closer look can find anything to redact. Runs on every body, so it looks at the body as a whole: at once without the
 * escapes of all forms that a body can have, and with the rules that find most.
 */
export function mayNeedRedaction(
  source: string,
  contentType: string | undefined,
  credentials: readonly string[]
): boolean {
  if (hasSuspect(withoutEscapes(source), credentials)) return true
  return canBeForm(source, contentType) && hasSuspect(withoutEscapes(decodePercent(source)), credentials)
}

function canBeForm(source: string, contentType: string | undefined): boolean {
  return source.includes('%') || (source.includes('+') && (isForm(contentType) || !/^\s*[[{]/.test(source)))
}

function withoutEscapes(text: string): string {
  const unescaped = text.includes('\\') ? text.replace(/\\+(u[\da-f]{4}|[nrt])?/gi, unescapeJson) : text
  return decodeReferences(unescaped)
}

/** As many backslashes as there are strings within each other. */
function unescapeJson(_backslashes: string, escaped: string | undefined): string {
  if (escaped === undefined) return '\\'
  if (escaped.length === 1) return { n: '\n', r: '\r', t: '\t' }[escaped.toLowerCase()] ?? ''
  return String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
}

function hasSuspect(text: string, credentials: readonly string[]): boolean {
  if (SECURITY_CODE_HINT.test(text) || TRACK.test(text) || credentials.some((name) => text.includes(name))) return true
  let namesCard: boolean | undefined
  const isNamed = () => {
    namesCard ??= CARD_WORD.test(text)
    return namesCard
  }
  const surroundings = { lettersMayTouch: () => true, isNamed, isSomethingElse: () => false }
  return findCardNumbers(toPlain(text), surroundings).length > 0
}
