import { CARD_PREFIX, isCard } from '../card.ts'

// A run of digits, alone or in groups of two and more, that does not begin inside a word, a longer number or a phone
// number.
const DIGITS = /(?<![\w+.-])\d{2,}(?:[ -]\d{2,})*/g

// Groups with anything between them that people and their programs put there, and letters before and after.
const SPREAD = /(?<![\d+])\d{4}(?:[ .\u00a0\r\n-]{1,2}\d+){2,}/g

// As cards are printed, or typed in fours.
const PRINTED = /^(444[1-4]|4444[1-3]|445|46[45])$/

// One number, not part of a longer one or of an address.
const TOUCHED = /(?<![\d+_]|\d[.-])\d{13,19}(?![\d_@])/g

// Its first digits can be those of a card.
const UUID = /(?<![\w-])([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![\w-])/i

/**
 * Masks every card number in a text but for its last four digits. The text keeps its length. In what people write,
 * letters can touch a number; elsewhere that is an id.
 */
export function maskCards(text: string, { isWritten = false } = {}): string {
  const parts = text.split(UUID)
  return parts.map((part, at) => (at % 2 === 1 ? part : maskPart(part, isWritten))).join('')
}

function maskPart(text: string, isWritten: boolean): string {
  const masked = text
    .replace(DIGITS, (run: string, at: number) => maskRun(run, /[\w-]/.test(text.charAt(at + run.length))))
    .replace(SPREAD, maskSpread)
  return isWritten ? masked.replace(TOUCHED, (run) => maskRun(run, false)) : masked
}

/** `runsOn`: its last group goes on behind it, and is part of no card. */
function maskRun(run: string, runsOn: boolean): string {
  if (run.length < 13) return run
  return maskGroups(run, (groups, _from, to) => !runsOn || to < groups.length)
}

/** The same where gaps are wide, for groups as on a card: amounts, dates and numbers in a list have other ones. */
function maskSpread(run: string): string {
  return maskGroups(run, isPrinted)
}

type Fits = (groups: readonly string[], from: number, to: number) => boolean

/** "4111 1111 1111 1111 12 27" holds a card in its first four groups: every row of whole groups is a candidate. */
function maskGroups(run: string, fits: Fits): string {
  const groups = run.split(/(?<=\D)(?=\d)/)
  const digits = groups.map(digitsOf)
  for (let first = 0; first < groups.length; first++) {
    const size = cardAt(digits, first)
    if (size === 0 || !fits(groups, first, first + size)) continue
    hide(groups, first, first + size)
    first += size - 1
  }
  return groups.join('')
}

function digitsOf(group: string): string {
  return group.replace(/\D+/, '')
}

function isPrinted(groups: readonly string[], from: number, to: number): boolean {
  const lengths = groups.slice(from, to).map((group) => digitsOf(group).length)
  const gaps = groups.slice(from, to - 1).map((group) => group.replace(/\d+/, ''))
  if (!PRINTED.test(lengths.join(''))) return false
  // Numbers with decimals, one after the other.
  if (gaps.some((gap) => gap.includes('.')) && gaps.some((gap) => gap !== gaps[0])) return false
  // A list with a number on each line.
  const isOneOfMany = [groups[from - 1], groups[to]].some((group) => group !== undefined && /^\d{4}(\D|$)/.test(group))
  return !(isOneOfMany && gaps.every((gap) => /[\r\n]/.test(gap)))
}

/** How many groups from `first` on make a card number; 0 for none. */
function cardAt(groups: readonly string[], first: number): number {
  let digits = groups[first] ?? ''
  if (!CARD_PREFIX.test(digits)) return 0
  for (let next = first + 1; digits.length <= 19; next++) {
    if (digits.length >= 13 && isCard(digits)) return next - first
    if (next >= groups.length) return 0
    digits += groups[next] ?? ''
  }
  return 0
}

/** Stars in place of all digits of these groups but the last four. */
function hide(groups: string[], from: number, to: number): void {
  let shown = 4
  for (let at = to - 1; at >= from; at--) {
    const group = groups[at] ?? ''
    const digits = digitsOf(group)
    const visible = Math.min(shown, digits.length)
    groups[at] = '*'.repeat(digits.length - visible) + group.slice(digits.length - visible)
    shown -= visible
  }
}
