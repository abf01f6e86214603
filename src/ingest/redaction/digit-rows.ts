const [NUL, TAB, LF, CR, SPACE, HYPHEN, DOT, SLASH, ZERO, NINE, UNDERSCORE] = [0, 9, 10, 13, 32, 45, 46, 47, 48, 57, 95]

/** As between "4111" and "- 1111". */
const WIDEST_GAP = 2

/** Maximum number of groups of a longer row in memory. */
const MOST_GROUPS = 1000

/**
 * Groups of digits in a plain text, with gaps of one or two separators between them: "room 12 4111 1111" has one row of three
 * groups. Each list has an entry for each group.
 */
export interface Row {
  count: number
  starts: number[]
  ends: number[]
  /** Digits of the group. Invisible characters in it do not count. */
  sizes: number[]
  /** True if no part of the same word, id, or number is before the group. */
  areFree: boolean[]
  /** The separators after the group as one number. Equal gaps have equal numbers. */
  gaps: number[]
  /**
   * Digits before this group, and two sums of them: with every second one doubled, or every other second one. There is one entry more
   * than groups.
   */
  totals: number[]
  evenSums: number[]
  oddSums: number[]
  /** True: the row continues after the last group. */
  isCut: boolean
}

/** Groups of a row. Both are included. */
export interface Groups {
  first: number
  last: number
}

/** Room for one group: most rows have no more. */
export function newRow(): Row {
  return {
    count: 0,
    starts: [0],
    ends: [0],
    sizes: [0],
    areFree: [true],
    gaps: [0],
    totals: [0, 0],
    evenSums: [0, 0],
    oddSums: [0, 0],
    isCut: false
  }
}

// A group of digits with eleven more digits after it. No card number begins with 0. A regular expression skips other text three times as fast as a loop over its
// characters (npm run bench -- --only redaction).
const BEGINNING = /[1-9](?<!\d\0{0,8}[1-9])(?:\d|[ \t\r\n./_\0-]{1,8}\d){11}/g

/** Start of the first row at or after `from` with enough digits for a card, or -1. */
export function nextRow(plain: string, from: number): number {
  BEGINNING.lastIndex = from
  return BEGINNING.exec(plain)?.index ?? -1
}

/** Fills `row` with the groups from `from` on. */
export function readRow(row: Row, plain: string, from: number): void {
  row.count = 0
  let total = 0
  let evenSum = 0
  let oddSum = 0
  let start = from
  while (start !== -1 && row.count < MOST_GROUPS) {
    const before = total
    let end = start
    for (let code = plain.charCodeAt(end); isDigit(code) || code === NUL; code = plain.charCodeAt(++end)) {
      if (code === NUL) continue
      const digit = code - ZERO
      const doubled = digit > 4 ? digit * 2 - 9 : digit * 2
      evenSum += total % 2 === 0 ? doubled : digit
      oddSum += total % 2 === 0 ? digit : doubled
      total++
    }
    row.starts[row.count] = start
    row.ends[row.count] = end
    row.sizes[row.count] = total - before
    row.areFree[row.count] = isFree(row, plain)
    const next = readGap(row, plain, end)
    row.count++
    row.totals[row.count] = total
    row.evenSums[row.count] = evenSum
    row.oddSums[row.count] = oddSum
    start = next
  }
  row.isCut = start !== -1
}

/** Whether the last group is. A hyphen joins groups: "12-4111" is free if "12" is. A dot or an underscore makes them one. */
function isFree({ count, starts, areFree, gaps }: Row, plain: string): boolean {
  const start = starts[count] ?? 0
  if (count === 0) return !/(?:[\w@+]|\w[.-])$/.test(plain.slice(Math.max(0, start - 2), start))
  const gap = gaps[count - 1] ?? 0
  if (gap === HYPHEN) return areFree[count - 1] ?? true
  return gap !== DOT && gap % 128 !== UNDERSCORE
}

/** Digits from the group `first` to the group `last`. */
export function digitsOf({ totals }: Row, first: number, last: number): number {
  return (totals[last + 1] ?? 0) - (totals[first] ?? 0)
}

/** True if the last digit is a Luhn check digit: with every second digit before it doubled, the sum ends with 0. */
export function passesLuhn({ totals, evenSums, oddSums }: Row, { first, last }: Groups): boolean {
  const sums = (totals[last + 1] ?? 0) % 2 === 0 ? evenSums : oddSums
  return ((sums[last + 1] ?? 0) - (sums[first] ?? 0)) % 10 === 0
}

/** The first eight digits from the group `first` on. */
export function firstEightDigits(plain: string, { starts }: Row, first: number): number {
  let value = 0
  let left = 8
  for (let at = starts[first] ?? 0; left > 0 && at < plain.length; at++) {
    const code = plain.charCodeAt(at)
    if (!isDigit(code)) continue
    value = value * 10 + code - ZERO
    left--
  }
  return value
}

/** Reads the gap after the last group. Returns the start of the next group, or -1. */
function readGap(row: Row, plain: string, start: number): number {
  let gap = 0
  let separators = 0
  for (let at = start; at < plain.length && separators <= WIDEST_GAP + 1; at++) {
    const code = plain.charCodeAt(at)
    if (isSeparator(code)) {
      if (code === CR && plain.charCodeAt(at + 1) === LF) continue
      gap = gap * 128 + code
      separators++
    } else if (isDigit(code)) {
      const isGap = gap > 0 && (separators <= WIDEST_GAP || isSpaced(gap))
      row.gaps[row.count] = isGap ? gap : 0
      return isGap ? at : -1
    } else if (code !== NUL) break
  }
  row.gaps[row.count] = 0
  return -1
}

/** A hyphen, a slash, a dot, or an underscore with a space on both sides. */
function isSpaced(gap: number): boolean {
  const middle = (gap >> 7) % 128
  return gap % 128 === SPACE && gap >> 14 === SPACE && (middle === HYPHEN || isMarkCode(middle))
}

/** One space or one hyphen. */
export function isNarrow(gap: number): boolean {
  return gap === SPACE || gap === HYPHEN
}

export function isSingle(gap: number): boolean {
  return gap < 128
}

/** True if the gap begins a new line or a new column. */
export function isBreak(gap: number): boolean {
  return hasCode(gap, isBreakCode)
}

/** True if the gap has a dot, a slash, or an underscore. */
export function hasMark(gap: number): boolean {
  return hasCode(gap, isMarkCode)
}

function hasCode(gap: number, isOne: (code: number) => boolean): boolean {
  for (let left = gap; left > 0; left >>= 7) if (isOne(left % 128)) return true
  return false
}

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE
}

function isSeparator(code: number): boolean {
  return code === SPACE || code === HYPHEN || isMarkCode(code) || isBreakCode(code)
}

function isMarkCode(code: number): boolean {
  return code === DOT || code === SLASH || code === UNDERSCORE
}

function isBreakCode(code: number): boolean {
  return code === TAB || code === LF || code === CR
}
