import { hasCardNumber, type Surroundings } from './card-numbers.ts'
import { newRow, type Row } from './digit-rows.ts'
import type { Span } from './span.ts'

/** Data of a magnetic stripe: its span, and the span of the card number in it. */
interface Track extends Span {
  card: Span
}

const TRACKS = [
  // Track 1: B, card number, ^, name, ^, expiry and more, ?
  /%?(?<![a-z\d])B(?<card>\d{12,19})\^[^^\n]{2,26}\^\d{4}[^?\n]{0,60}\??/gi,
  // Track 2: ;, card number, =, expiry and more, ?
  /;(?<card>\d{12,19})=\d{4,26}\??/gi,
  // The same without the signs around it, or as a chip has it. A service code follows the expiry.
  /(?<!\d)(?<card>\d{12,19})[=D]\d{2}(?:0[1-9]|1[0-2])[1-9]\d{2,20}F?(?!\w)/gi
]

/** Every track has one of these, which are cheaper to find. */
const HINT = /\d(?:\^|[=D]\d{4})/i

/** The track itself says that the number is a card number. */
const IN_TRACK: Surroundings = {
  lettersMayTouch: () => false,
  isNamed: () => true,
  isSomethingElse: () => false
}

/** The spans of track data in a plain text. */
export function findTracks(plain: string, row: Row = newRow()): Track[] {
  if (!HINT.test(plain)) return []
  const tracks = TRACKS.flatMap((track) => Array.from(plain.matchAll(track), trackOf))
  return tracks.filter(
    (track) => hasSign(track) || hasCardNumber(plain.slice(track.card.from, track.card.to), IN_TRACK, row)
  )
}

function trackOf({ 0: text, index, groups }: RegExpExecArray): Track {
  const card = groups?.['card'] ?? ''
  const from = index + text.indexOf(card)
  return { from: index, to: index + text.length, card: { from, to: from + card.length } }
}

/** True if it begins with a character that only tracks begin with. */
function hasSign({ from, card }: Track): boolean {
  return from < card.from
}
