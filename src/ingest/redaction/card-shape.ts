import { type Groups, hasMark, isBreak, isNarrow, isSingle, type Row } from './digit-rows.ts'

/** Sizes of groups as printed on cards, or typed in fours. */
const PRINTED = new Set([
  ...[4441, 4442, 4443, 4444, 44441, 44442, 44443], // up to 19 digits
  ...[445, 464, 465, 456] // 13 digits; Diners Club; American Express; UATP
])

export function isPrinted({ sizes }: Row, { first, last }: Groups): boolean {
  if (last - first > 4) return false
  let all = 0
  for (let at = first; at <= last; at++) all = all * 10 + Math.min(sizes[at] ?? 0, 9)
  return PRINTED.has(all)
}

/** Whether groups are arranged like a card number, and not like amounts, dates, lists, or ids. */
export function isWrittenLikeCard(plain: string, row: Row, groups: Groups, lettersMayTouch: () => boolean): boolean {
  if (groups.first === groups.last) {
    return standsAlone(plain, row, groups) || (touchesLetters(plain, row, groups) && lettersMayTouch())
  }
  if (everyGap(row, groups, isNarrow) && hasNoSingleDigit(row, groups) && standsAlone(plain, row, groups)) return true
  const areAlike = areGapsAlike(row, groups)
  if (isPrinted(row, groups) && (areAlike || !someGap(row, groups, hasMark))) {
    return !(everyGap(row, groups, isBreak) && isOneOfMany(row, groups))
  }
  if (!areAlike || !isSingle(row.gaps[groups.first] ?? 0) || !isSmallAndEven(row, groups)) return false
  return beginsRow(row, groups.first) && !(everyGap(row, groups, isBreak) && row.count > groups.last + 1)
}

function everyGap({ gaps }: Row, { first, last }: Groups, is: (gap: number) => boolean): boolean {
  for (let at = first; at < last; at++) if (!is(gaps[at] ?? 0)) return false
  return true
}

function someGap(row: Row, groups: Groups, is: (gap: number) => boolean): boolean {
  return !everyGap(row, groups, (gap) => !is(gap))
}

function areGapsAlike(row: Row, groups: Groups): boolean {
  const one = row.gaps[groups.first]
  return everyGap(row, groups, (gap) => gap === one)
}

/** Not part of a word, an id, a longer number, a decimal, or an address. */
function standsAlone(plain: string, { areFree, ends }: Row, { first, last }: Groups): boolean {
  const end = ends[last] ?? 0
  return areFree[first] === true && !/^(?:\w|-[a-z])/i.test(plain.slice(end, end + 2))
}

/** A longer word of letters and digits is a hash or a token. */
const LONGEST_WORD = 40

/** Letters are right before or after it, but no digit, address, or decimal. */
function touchesLetters(plain: string, { starts, ends }: Row, { first, last }: Groups): boolean {
  const start = starts[first] ?? 0
  const end = ends[last] ?? 0
  if (/(?:[\d+_@]|\d[.-])$/.test(plain.slice(Math.max(0, start - 2), start)) || /[\d_@]/.test(plain.charAt(end)))
    return false
  let from = start
  while (start - from < LONGEST_WORD && /[a-z\d]/i.test(plain.charAt(from - 1))) from--
  let to = end
  while (to - end < LONGEST_WORD && /[a-z\d]/i.test(plain.charAt(to))) to++
  return to - from <= LONGEST_WORD
}

function hasNoSingleDigit({ sizes }: Row, { first, last }: Groups): boolean {
  for (let at = first; at <= last; at++) if (sizes[at] === 1) return false
  return true
}

/** A list with a number of four digits on each line, or in each column. */
function isOneOfMany({ sizes, count }: Row, { first, last }: Groups): boolean {
  return (first > 0 && sizes[first - 1] === 4) || (last + 1 < count && sizes[last + 1] === 4)
}

/** One digit after the other, or two, or three. The last group may be smaller. */
function isSmallAndEven({ sizes }: Row, { first, last }: Groups): boolean {
  const size = sizes[first] ?? 0
  if (size > 3 || (sizes[last] ?? 0) > size) return false
  for (let at = first + 1; at < last; at++) if (sizes[at] !== size) return false
  return true
}

/** No group of the same size is before it with the same gap, because such rows are checked from their beginning. */
export function beginsRow({ sizes, gaps }: Row, group: number): boolean {
  return group === 0 || sizes[group - 1] !== sizes[group] || gaps[group - 1] !== gaps[group]
}
