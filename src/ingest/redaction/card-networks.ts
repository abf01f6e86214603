import creditCardType from 'credit-card-type'

/** When a number with the prefix of a card network counts as a card number. */
export interface Network {
  /** Lengths that count anywhere, if the check digit is right. */
  anywhere: number
  /** Lengths that count in the groups that are printed on a card, if the check digit is right. */
  inGroups: number
  /** Lengths that count if the text or the field names a card, and the check digit is right. */
  named: number
  /** Lengths that count if a card is named, with any check digit. */
  unchecked: number
}

interface Range extends Network {
  /** First and last eight digits. */
  from: number
  to: number
}

type Prefix = number | readonly number[]
type Rule = readonly [use: Partial<Network>, prefixes: readonly Prefix[]]

/** A set of lengths as the bits of a number. */
function lengths(...digits: readonly number[]): number {
  return digits.reduce((set, length) => set | (1 << length), 0)
}

export function hasLength(set: number, digits: number): boolean {
  return ((set >> digits) & 1) === 1
}

export const SHORTEST_CARD = 12
export const LONGEST_CARD = 19
const LONG = [16, 17, 18, 19]

/** Networks whose ranges are narrow, or whose cards are common: the library's prefixes and lengths count anywhere. */
const ANYWHERE = [
  ...['visa', 'mastercard', 'american-express', 'discover', 'mir', 'troy'],
  ...['elo', 'hipercard', 'hiper', 'naranja', 'verve']
]

/** Networks that the library lacks, or whose ranges there are too wide for numbers that are not called a card. */
const OWN: readonly Rule[] = [
  // Old Visa cards. 43 and 49 are Austria and Germany: with thirteen digits that is a phone number.
  [
    { anywhere: lengths(13), named: lengths(13) },
    [
      [40, 42],
      [44, 48]
    ]
  ],
  [{ named: lengths(13) }, [43, 49]],
  // Diners Club prints fourteen digits. ISO/IEC 7812 allows up to nineteen.
  [{ anywhere: lengths(14), named: lengths(14, 15, ...LONG) }, prefixesOf('diners-club')],
  [{ named: lengths(14, 15, ...LONG) }, [3095]],
  // The library's other prefixes of JCB, 1800 and 2131, are also how times in microseconds begin.
  [{ anywhere: lengths(...LONG) }, [[3528, 3589]]],
  [{ named: lengths(15, ...LONG) }, prefixesOf('jcb')],
  // UnionPay has issued numbers without a check digit: https://github.com/braintree/card-validator/pull/63
  [{ anywhere: lengths(...LONG), unchecked: lengths(...LONG) }, prefixesOf('unionpay')],
  // Maestro shares its range, all of 6 and most of 5, with everybody. These prefixes are its own:
  // https://en.wikipedia.org/wiki/Payment_card_number, https://docs.adyen.com/development-resources/test-cards-and-credentials,
  // https://developer.cybersource.com/docs/cybs/en-us/test-data/developer/all/so/test-data/testing_credit_card_services.html
  [
    { anywhere: lengths(13, 14, 15, ...LONG) },
    [5000, 5018, [5019, 5020], 5033, 5038, 564182, 586824, 5893, 6304, 6703, 6731, 6759, [6761, 6763], 6767, 6771, 6799]
  ],
  [{ named: lengths(12, 13, 14, 15, ...LONG) }, prefixesOf('maestro')],
  // RuPay: NPCI's list of BINs, https://github.com/braintree/credit-card-type/pull/145 and
  // https://github.com/bhaskarmelkani/cardtype.js; the wide ranges are those of https://en.wikipedia.org/wiki/RuPay
  [
    { anywhere: lengths(16) },
    [
      [508500, 508999],
      [606985, 607984],
      [608001, 608500],
      [652150, 653149],
      [817200, 820199]
    ]
  ],
  [{ named: lengths(16) }, [508, 60, 65, 81, 82, 353, 356]],
  // UATP prints 4-5-6 digits: https://github.com/stripe-archive/jquery.payment/pull/224. Meta's ids have as many digits, and begin alike.
  [{ inGroups: lengths(15), named: lengths(15) }, [1]]
]

const NONE: Network = Object.freeze({ anywhere: 0, inGroups: 0, named: 0, unchecked: 0 })

/** A range of numbers up to and including `to`. It begins after the range before it in the list. */
interface Segment {
  to: number
  network: Network
}

/** The number of four-digit prefixes, and the number of eight-digit prefixes that begin with each of them. */
const SEGMENTED = 10_000

/** The rules for all numbers, by their first four digits. */
const SEGMENTS: readonly (readonly Segment[])[] = index([...ANYWHERE.map(ruleOf), ...OWN])

/** The rule for numbers that begin with these eight digits. */
export function networkOf(firstEight: number): Network {
  for (const { to, network } of SEGMENTS[Math.floor(firstEight / SEGMENTED)] ?? []) if (firstEight <= to) return network
  return NONE
}

function ruleOf(network: string): Rule {
  return [{ anywhere: lengths(...creditCardType.getTypeInfo(network).lengths) }, prefixesOf(network)]
}

function prefixesOf(network: string): readonly Prefix[] {
  return creditCardType.getTypeInfo(network).patterns
}

function index(rules: readonly Rule[]): Segment[][] {
  const near = Array.from({ length: SEGMENTED }, (): Range[] => [])
  for (const [use, prefixes] of rules) {
    for (const prefix of prefixes) {
      const range = { ...NONE, ...use, ...rangeOf(prefix) }
      for (let at = Math.floor(range.from / SEGMENTED); at * SEGMENTED <= range.to; at++) {
        near[at]?.push(range)
      }
    }
  }
  return near.map((ranges, at) => segmentsOf(ranges, at * SEGMENTED, (at + 1) * SEGMENTED - 1))
}

function segmentsOf(ranges: readonly Range[], from: number, last: number): Segment[] {
  if (ranges.length === 0) return []
  if (ranges.every((range) => range.from <= from && range.to >= last)) return [{ to: last, network: merge(ranges) }]
  const ends = ranges.flatMap((range) => [range.from - 1, range.to]).filter((end) => end >= from && end < last)
  const sorted = [...new Set([...ends, last])].sort((one, other) => one - other)
  return sorted.map((to) => ({ to, network: merge(ranges.filter((range) => range.from <= to && range.to >= to)) }))
}

function merge(networks: readonly Network[]): Network {
  const merged: Network = { anywhere: 0, inGroups: 0, named: 0, unchecked: 0 }
  for (const { anywhere, inGroups, named, unchecked } of networks) {
    merged.anywhere |= anywhere
    merged.inGroups |= inGroups
    merged.named |= named
    merged.unchecked |= unchecked
  }
  return merged
}

/** The eight-digit prefixes that begin with one of these prefixes. */
function rangeOf(prefix: Prefix): Pick<Range, 'from' | 'to'> {
  const [first = 0, last = first] = typeof prefix === 'number' ? [prefix] : prefix
  return { from: Number(String(first).padEnd(8, '0')), to: Number(String(last).padEnd(8, '9')) }
}
