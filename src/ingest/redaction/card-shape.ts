import { type Groups, hasMark, isBreak, isNarrow, isSingle, type Row } from './digit-rows.ts'

/** What all gaps of some groups have in common. */
interface Gaps {
  areNarrow: boolean
  areSingle: boolean
  areAlike: boolean
  areBreaks: boolean
  haveMarks: boolean
}

/** Sizes of groups as they are printed on cards, or typed in fours. */
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

/** Whether groups stand as a card number does. Amounts, dates, lists, and ids stand in other ways. */
export function isWrittenLikeCard(plain: string, row: Row, groups: Groups, lettersMayTouch: () => boolean): boolean {
  if (groups.first === groups.last) {
    return standsAlone(plain, row, groups) || (touchesLetters(plain, row, groups) && lettersMayTouch())
  }
  const gaps = gapsOf(row, groups)
  if (gaps.areNarrow && hasNoSingleDigit(row, groups) && standsAlone(plain, row, groups)) return true
  if ((gaps.areAlike || !gaps.haveMarks) && isPrinted(row, groups)) return !(gaps.areBreaks && isOneOfMany(row, groups))
  if (!gaps.areAlike || !gaps.areSingle || !isSmallAndEven(row, groups)) return false
  return beginsRow(row, groups.first) && !(gaps.areBreaks && row.count > groups.last + 1)
}

function gapsOf(row: Row, { first, last }: Groups): Gaps {
  const gaps = { areNarrow: true, areSingle: true, areAlike: true, areBreaks: true, haveMarks: false }
  for (let at = first; at < last; at++) {
    const gap = row.gaps[at] ?? 0
    gaps.areNarrow &&= isNarrow(gap)
    gaps.areSingle &&= isSingle(gap)
    gaps.areAlike &&= gap === row.gaps[first]
    gaps.areBreaks &&= isBreak(gap)
    gaps.haveMarks ||= hasMark(gap)
  }
  return gaps
}

/** Not part of a word, an id, a longer number, a decimal, or an address. */
function standsAlone(plain: string, { areFree, ends }: Row, { first, last }: Groups): boolean {
  const end = ends[last] ?? 0
  return areFree[first] === true && !/^(?:\w|-[a-z])/i.test(plain.slice(end, end + 2))
}

/** A longer word of letters and digits is a hash or a token. */
const LONGEST_WORD = 40

/** Letters stand right before or behind it, but no digit, address, or decimal. */
function touchesLetters(plain: string, { starts, ends }: Row, { first, last }: Groups): boolean {
  const start = starts[first] ?? 0
  const end = ends[last] ?? 0
  const before = plain.slice(Math.max(0, start - LONGEST_WORD), start)
  const behind = plain.slice(end, end + LONGEST_WORD)
  if (/(?:[\d+_@]|\d[.-])$/.test(before) || /^[\d_@]/.test(behind)) return false
  const [left = ''] = /[a-z\d]*$/i.exec(before) ?? []
  const [right = ''] = /^[a-z\d]*/i.exec(behind) ?? []
  return left.length + end - start + right.length <= LONGEST_WORD
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

/** No group of the same size stands before it with the same gap: such rows are looked at from their beginning. */
export function beginsRow({ sizes, gaps }: Row, group: number): boolean {
  return group === 0 || sizes[group - 1] !== sizes[group] || gaps[group - 1] !== gaps[group]
}
