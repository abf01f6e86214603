import { hasCardNumber, type Surroundings } from './card-numbers.ts'
import { newRow, type Row } from './digit-rows.ts'
import type { Span } from './span.ts'

/** What a magnetic stripe holds: where all of it is, and where the card number in it is. */
export interface Track extends Span {
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

/** Every track has one of these. They are cheaper to look for. */
const HINT = /\d(?:\^|[=D]\d{4})/i

/** The number is called a card's by what stands around it. */
const IN_TRACK: Surroundings = {
  lettersMayTouch: () => false,
  isNamed: () => true,
  isSomethingElse: () => false
}

/** Where a plain text has track data. */
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

/** It begins with a sign that nothing else begins with. */
function hasSign({ from, card }: Track): boolean {
  return from < card.from
}
