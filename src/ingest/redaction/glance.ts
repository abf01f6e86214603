import { isForm } from '../../contract/decode.ts'
import { replaceInPieces } from '../../contract/replace-in-pieces.ts'
import { decodeReferences } from '../../contract/xml-references.ts'
import { hasCardNumber } from './card-numbers.ts'
import { newRow } from './digit-rows.ts'
import { decodePercent } from './percent.ts'
import { isAscii, toPlain } from './plain-text.ts'
import { hintsAtSecurityCode } from './security-codes.ts'

const CARD_NAME = /card|kart|cart|tarjeta|maestro|union ?pay|rupay|uatp|diners|pan|cc_?num/

/** Shared by all bodies: a new one for each would take as long as the search. It keeps no text. */
const ROW = newRow()

/** A body that begins like JSON is JSON, whatever its content type is. */
const LIKE_JSON = /^[\s\uFEFF]*[[{]/

/**
 * Whether a full search can find anything to redact. It runs on every body, so it checks the body as a whole: without the escapes of all
 * formats, and with the widest rules.
 */
export function mayNeedRedaction(
  source: string,
  contentType: string | undefined,
  credentials: readonly string[]
): boolean {
  const isJson = LIKE_JSON.test(source)
  const hasEscapes = source.includes('%') || (!isJson && source.includes('+'))
  const isSuspect = (text: string) => hasSuspect(withoutEscapes(text), credentials)
  if (!hasEscapes) return isSuspect(source)
  // A body with the content type of a form is a form. Any other body may be one, too.
  return isSuspect(decodePercent(source)) || ((isJson || !isForm(contentType)) && isSuspect(source))
}

function withoutEscapes(text: string): string {
  const unescaped = text.includes('\\') ? replaceInPieces(text, unescapeJson) : text
  return unescaped.includes('&#') ? decodeReferences(unescaped) : unescaped
}

/** A string in a string has twice as many backslashes. */
function unescapeJson(text: string): string {
  return text.replace(/\\{2,}/g, '\\').replace(/\\(u[\da-f]{4}|[nrt])/gi, unescapeOne)
}

function unescapeOne(_all: string, escaped: string): string {
  if (escaped.length === 1) return { n: '\n', r: '\r', t: '\t' }[escaped.toLowerCase()] ?? ''
  return String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
}

function hasSuspect(text: string, credentials: readonly string[]): boolean {
  if (hintsAtSecurityCode(text) || mayHaveTrack(text) || credentials.some((name) => text.includes(name))) return true
  let namesCard: boolean | undefined
  const isNamed = () => {
    // A number before an equals sign can be that of a track, and a word for a card can have other letters.
    namesCard ??= text.includes('=') || CARD_NAME.test(text.toLowerCase()) || !isAscii(text)
    return namesCard
  }
  const surroundings = { lettersMayTouch: () => true, isNamed, isSomethingElse: () => false }
  return hasCardNumber(toPlain(text), surroundings, ROW)
}

function mayHaveTrack(text: string): boolean {
  return text.includes('^') || (text.includes(';') && /;\d{12,19}=/.test(text))
}
