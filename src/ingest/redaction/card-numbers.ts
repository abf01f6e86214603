import { hasLength, LONGEST_CARD, type Network, networkOf, SHORTEST_CARD } from './card-networks.ts'
import { beginsRow, isPrinted, isWrittenLikeCard } from './card-shape.ts'
import {
  digitsOf,
  firstEightDigits,
  type Groups,
  newRow,
  nextRow,
  passesLuhn,
  type Row,
  readRow
} from './digit-rows.ts'
import type { Span } from './span.ts'

/** Number of digits at the end of a card number that stay. */
export const SHOWN = 4

/** What the surrounding text says about a number. */
export interface Surroundings {
  /** Letters may touch the number, as in texts that people write. Elsewhere such a number is an id. */
  lettersMayTouch: () => boolean
  /** True if the field, or a word shortly before this position, names a card. Call it with ascending positions. */
  isNamed: (at: number) => boolean
  /** True if the number is part of something other than a card number. Call it with ascending positions. */
  isSomethingElse: (number: Span) => boolean
}

/**
 * The card numbers in a text that `toPlain` returned. Each begins and ends with a whole group of digits. A caller with many texts passes one
 * `row` for all of them, because a new one costs as much as the search (`npm run bench -- --only redaction`).
 */
export function findCardNumbers(plain: string, surroundings: Surroundings, row: Row = newRow()): Span[] {
  return find(plain, surroundings, row, Number.POSITIVE_INFINITY)
}

/** Whether a text has a card number. */
export function hasCardNumber(plain: string, surroundings: Surroundings, row: Row = newRow()): boolean {
  return find(plain, surroundings, row, 1).length > 0
}

/** Stops after the row that completes the wanted number. */
function find(plain: string, surroundings: Surroundings, row: Row, enough: number): Span[] {
  const found: Span[] = []
  let start = nextRow(plain, 0)
  for (let done = 0; start !== -1 && found.length < enough; start = row.isCut ? overlapOf(row) : nextRow(plain, done)) {
    readRow(row, plain, start)
    done = findInRow(plain, row, done, surroundings, found)
  }
  return found
}

/** Maximum number of groups in a card number. */
const OVERLAP = LONGEST_CARD

/** The start of the next part of a long row. Groups that can belong to both parts are in both, with as many before them. */
function overlapOf({ starts, count }: Row): number {
  return starts[count - 2 * OVERLAP] ?? -1
}

/** Adds the card numbers that begin at or after `from`. Returns the position at which to continue. */
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

/** The last group of the card number that begins with a group, or -1. `least` is the number of groups with enough digits. */
function lastGroupOfCard(plain: string, row: Row, least: Groups, surroundings: Surroundings): number {
  const { first } = least
  if (row.sizes[first] === 1 && !beginsRow(row, first)) return -1
  if (least.last >= row.count || digitsOf(row, first, least.last) > LONGEST_CARD) return -1
  const network = networkOf(firstEightDigits(plain, row, first))
  for (let { last } = least; last < row.count && digitsOf(row, first, last) <= LONGEST_CARD; last++) {
    if (isCardNumber(plain, row, { first, last }, network, surroundings)) return last
  }
  return -1
}

function isCardNumber(
  plain: string,
  row: Row,
  groups: Groups,
  network: Network,
  { lettersMayTouch, isNamed, isSomethingElse }: Surroundings
): boolean {
  const use = useOf(network, row, groups)
  if (use === 'none') return false
  const number = spanOf(row, groups)
  if (use === 'if named' && !isNamed(number.from)) return false
  return isWrittenLikeCard(plain, row, groups, lettersMayTouch) && !isSomethingElse(number)
}

/** Whether a network uses these digits: always, or only if they are called a card. */
function useOf(network: Network, row: Row, groups: Groups): 'sure' | 'if named' | 'none' {
  const digits = digitsOf(row, groups.first, groups.last)
  if (hasLength(network.unchecked, digits) && !passesLuhn(row, groups)) return 'if named'
  if (!hasLength(network.anywhere | network.inGroups | network.named, digits) || !passesLuhn(row, groups)) return 'none'
  if (hasLength(network.anywhere, digits)) return 'sure'
  return hasLength(network.inGroups, digits) && isPrinted(row, groups) ? 'sure' : 'if named'
}

/** A phone number in E.164 has at most fifteen digits. */
const LONGEST_PHONE = 15

/** The last group of a phone number that begins with a plus, or -1. */
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

/** Eight stars, and up to three digits behind them, right before a position. */
const STARS = /(?:\*[ \t\r\n./_\0-]{0,4}){8}(?<shown>(?:\d[ \t\r\n./_\0-]{0,4}){0,3})$/

/** The first group that can begin a card number. A number after a plus cannot, nor the rest of a redacted number. */
function firstGroup(plain: string, { starts, sizes, count }: Row, lastOfPhone: number): number {
  if (lastOfPhone !== -1) return 1
  const start = starts[0] ?? 0
  const before = plain.slice(Math.max(0, start - 60), start)
  const stars = before.includes('*') ? STARS.exec(before) : null
  if (stars === null) return 0
  let left = SHOWN - (stars.groups?.['shown']?.replace(/\D/g, '').length ?? 0)
  let group = 0
  for (; left > 0 && group < count; group++) left -= sizes[group] ?? 0
  return group
}
