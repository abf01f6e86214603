import type { Span } from './span.ts'

const NO_CARD = new RegExp(
  [
    '(?<![\\w-])[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}(?![\\w-])', // UUID
    'https?://[^\\s"\'<>\\\\,;|{}]+', // link
    '^o=\\S{1,64} \\d{1,20} \\d{1,20} IN IP[46]' // number and version of the session in a WebRTC description (SDP)
  ].join('|'),
  'gim'
)

// Country, check digits, and up to thirty letters and digits, often in groups of four.
const IBAN = /(?<![a-z\d])[a-z]{2}\d{2}(?: ?[a-z\d]{4}){2,7}(?: ?[a-z\d]{1,3})?(?![a-z\d])/gi

/** A text without letters and without the groups of a UUID has none of these. */
const HINT = /[a-z]|-\d{4}-/i

/** Returns a function that says whether a number is part of a UUID, a link, a WebRTC session, or an IBAN. Call it with ascending positions. */
export function partOfSomethingElse(plain: string): (number: Span) => boolean {
  let spans: readonly Span[] | undefined
  let next = 0
  return ({ from, to }) => {
    spans ??= HINT.test(plain) ? findNoCards(plain) : []
    while ((spans[next]?.to ?? Number.POSITIVE_INFINITY) <= from) next++
    return (spans[next]?.from ?? Number.POSITIVE_INFINITY) < to
  }
}

function findNoCards(plain: string): readonly Span[] {
  const ibans = [...plain.matchAll(IBAN)].filter(([text]) => isIban(text))
  const spans = [...plain.matchAll(NO_CARD), ...ibans].map(({ index, 0: { length } }) => ({
    from: index,
    to: index + length
  }))
  return spans.sort((one, other) => one.from - other.from)
}

/** ISO 13616: with its first four characters at the end and letters as numbers from 10 on, the remainder by 97 is 1. */
function isIban(text: string): boolean {
  const compact = text.replaceAll(' ', '')
  let remainder = 0
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}
