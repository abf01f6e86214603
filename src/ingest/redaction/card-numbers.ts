import { hasLength, LONGEST_CARD, type Network, networkOf, SHORTEST_CARD } from './card-networks.ts'
import { beginsRow, type Groups, isPrinted, isWrittenLikeCard } from './card-shape.ts'
import { digitsOf, firstEightDigits, newRow, nextRow, passesLuhn, type Row, readRow } from './digit-rows.ts'
import type { Span } from './span.ts'

/** So many digits at the end of a card number stay. */
export const SHOWN = 4

/** What the text around a number says about it. */
export interface Surroundings {
  /** Letters may touch the number: so in what people write. Elsewhere that is an id. */
  lettersMayTouch: () => boolean
  /** The field, or a word shortly before this position, says that the number is a card's. Asked in ascending order. */
  isNamed: (at: number) => boolean
  /** The number is part of something else than a card number. Asked in ascending order. */
  isSomethingElse: (number: Span) => boolean
}

/** The card numbers in a text as `toPlain` returns it. Each begins and ends with a whole group of digits. */
export function findCardNumbers(plain: string, surroundings: Surroundings): Span[] {
  const found: Span[] = []
  let start = nextRow(plain, 0)
  if (start === -1) return found
  const row = newRow()
  for (let done = 0; start !== -1; start = row.isCut ? overlapOf(row) : nextRow(plain, done)) {
    readRow(row, plain, start)
    done = findInRow(plain, row, done, surroundings, found)
  }
  return found
}

/** A card number has at most so many groups. */
const OVERLAP = LONGEST_CARD

/** Where a row is read from that goes on: groups that can belong to both parts are in both, with as many before them. */
function overlapOf({ starts, count }: Row): number {
  return starts[count - 2 * OVERLAP] ?? -1
}

/** Adds the card numbers that begin at or behind `from`. Returns where those begin that are still to be found. */
function findInRow(plain: string, row: Row, from: number, surroundings: Surroundings, found: Span[]): number {
  const lastOfPhone = lastGroupOfPhone(plain, row)
  const end = row.isCut ? row.count - OVERLAP : row.count
  let first = firstGroup(plain, row, lastOfPhone)
  let enough = first
  while (first < end) {
    while (enough < row.count && digitsOf(row, first, enough) < SHORTEST_CARD) enough++
    const last =
      (row.starts[first] ?? 0) < from ? -1 : lastGroupOfCard(plain, row, { first, last: enough }, surroundings)
    const isFound = last > lastOfPhone
    if (isFound) found.push(spanOf(row, { first, last }))
    first = isFound ? last + 1 : first + 1
    enough = Math.max(enough, first)
  }
  return (first < row.count ? row.starts[first] : row.ends[row.count - 1]) ?? plain.length
}

function spanOf({ starts, ends }: Row, { first, last }: Groups): Span {
  return { from: starts[first] ?? 0, to: ends[last] ?? 0 }
}

/** The last group of the card number that begins with a group, or -1. `least` are so many groups that the digits are enough. */
function lastGroupOfCard(plain: string, row: Row, least: Groups, surroundings: Surroundings): number {
  const { first } = least
  if (row.sizes[first] === 1 && !beginsRow(row, first)) return -1
  for (let { last } = least; last < row.count; last++) {
    const digits = digitsOf(row, first, last)
    if (digits > LONGEST_CARD) return -1
    if (isCardNumber(plain, row, { first, last }, digits, surroundings)) return last
  }
  return -1
}

function isCardNumber(
  plain: string,
  row: Row,
  groups: Groups,
  digits: number,
  { lettersMayTouch, isNamed, isSomethingElse }: Surroundings
): boolean {
  const number = spanOf(row, groups)
  const isChecked = passesLuhn(row, groups.first, groups.last)
  if (!isChecked && !isNamed(number.from)) return false
  const network = networkOf(firstEightDigits(plain, row, groups.first))
  return (
    isNumberOf(network, digits, isChecked, isPrinted(row, groups), () => isNamed(number.from)) &&
    isWrittenLikeCard(plain, row, groups, lettersMayTouch) &&
    !isSomethingElse(number)
  )
}

function isNumberOf(
  network: Network,
  digits: number,
  isChecked: boolean,
  isPrinted: boolean,
  isNamed: () => boolean
): boolean {
  if (isChecked && hasLength(network.anywhere, digits)) return true
  if (isChecked && isPrinted && hasLength(network.inGroups, digits)) return true
  return hasLength(isChecked ? network.named | network.unchecked : network.unchecked, digits) && isNamed()
}

/** A phone number in the form of E.164 has at most fifteen digits. */
const LONGEST_PHONE = 15

/** The last group of the phone number that a plus begins, or -1. */
function lastGroupOfPhone(plain: string, { starts, sizes, count }: Row): number {
  if (plain.charAt((starts[0] ?? 0) - 1) !== '+') return -1
  let digits = sizes[0] ?? 0
  let last = 0
  for (; last + 1 < count; last++) {
    digits += sizes[last + 1] ?? 0
    if (digits > LONGEST_PHONE) break
  }
  return last
}

/** Eight stars right before a position, with gaps between them. */
const STARS = /(?:\*[ \t\r\n./_\0-]{0,4}){8}$/

/** The first group that can begin a card number. What stands behind a plus cannot, nor the rest of a redacted number. */
function firstGroup(plain: string, { starts, sizes, count }: Row, lastOfPhone: number): number {
  if (lastOfPhone !== -1) return 1
  const start = starts[0] ?? 0
  const before = plain.slice(Math.max(0, start - 40), start)
  if (!before.includes('*') || !STARS.test(before)) return 0
  let group = 0
  for (let shown = SHOWN; shown > 0 && group < count; group++) shown -= sizes[group] ?? 0
  return group
}
