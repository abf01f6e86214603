import { findCardNumbers, SHOWN } from './card-numbers.ts'
import { nearCardWord } from './card-words.ts'
import { isDigit, type Row } from './digit-rows.ts'
import { partOfSomethingElse } from './not-cards.ts'
import { isAscii, toPlain } from './plain-text.ts'
import { findSecurityCodeBehind, findSecurityCodes } from './security-codes.ts'
import type { Span } from './span.ts'
import { findTracks } from './track-data.ts'

/** What the field says about the numbers in its text. */
interface TextRules {
  /** Letters may touch a card number, as in texts that people write. Elsewhere such a number is an id. */
  lettersMayTouch: () => boolean
  /** True: the field is named a card number. */
  isCard: boolean
  /** Memory that is reused for each text. */
  row?: Row
}

/** "cvv123" */
const SHORTEST = 6

/** The text with stars for track data, security codes, and card numbers except their last four digits. */
export function redactText(text: string, rules: TextRules): string {
  if (text.length < SHORTEST) return text
  const plain = toPlain(text)
  const cards = cardSpans(plain, rules)
  const others = trackSpans(plain, rules.row).concat(findSecurityCodes(plain))
  if (others.length > 0) return redactRest(hide(text, plain, cards.concat(others)), rules)
  return cards.length === 0 ? text : hide(text, plain, cards)
}

/** Stars can split a number, and the rest can be another card number. Then the text is searched again. */
function redactRest(text: string, rules: TextRules): string {
  const plain = toPlain(text)
  const cards = cardSpans(plain, rules)
  return cards.length === 0 ? text : hide(text, plain, cards)
}

function trackSpans(plain: string, row: Row | undefined): Span[] {
  return findTracks(plain, row).flatMap(({ from, to, card }) => [
    { from, to: card.to - SHOWN },
    { from: card.to, to }
  ])
}

function cardSpans(plain: string, { lettersMayTouch, isCard, row }: TextRules): Span[] {
  const isNamed = isCard ? () => true : nearCardWord(plain)
  const surroundings = { lettersMayTouch, isNamed, isSomethingElse: partOfSomethingElse(plain) }
  const cards = findCardNumbers(plain, surroundings, row)
  const spans: Span[] = []
  for (const card of cards) {
    spans.push(allButShown(plain, card))
    const code = findSecurityCodeBehind(plain, card.to)
    if (code !== undefined) spans.push(code)
  }
  return spans
}

function allButShown(plain: string, { from, to }: Span): Span {
  let end = to
  for (let left = SHOWN; left > 0; end--) if (isDigit(plain.charCodeAt(end - 1))) left--
  return { from, to: end }
}

/** The text with a star in place of each digit and letter of some spans. A digit of two code units becomes two stars. */
function hide(text: string, plain: string, spans: readonly Span[]): string {
  const encoding = isAscii(text) ? 'latin1' : 'utf16le'
  const bytes = Buffer.from(text, encoding)
  const width = bytes.length / text.length
  for (const { from, to } of spans) {
    for (let at = from; at <= to; at++) {
      const isSecondHalf = isDigit(plain.charCodeAt(at - 1)) && isLowSurrogate(text.charCodeAt(at))
      if (!isSecondHalf && (at === to || !isLetterOrDigit(plain.charCodeAt(at)))) continue
      bytes[at * width] = STAR
      if (width === 2) bytes[at * width + 1] = 0
    }
  }
  return bytes.toString(encoding)
}

const STAR = 0x2a

function isLetterOrDigit(code: number): boolean {
  const lowerCase = code | 0x20
  return isDigit(code) || (lowerCase >= 0x61 && lowerCase <= 0x7a)
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}
