import { type CountryCode, getCountries, getCountryCallingCode, Metadata } from 'libphonenumber-js/min'

/** What libphonenumber knows about the numbers behind one calling code, such as 49. */
interface CallingCode {
  /** Lengths that a national number may have in every country of this code. */
  lengths: ReadonlySet<number>
  /** Digits that are dialed before a national number in some country of this code. */
  prefixes: readonly RegExp[]
}

const codes = new Set(getCountries().map(codeOf))
const rules = new Map<string, CallingCode>()

/**
 * True if these digits are certain to be a calling code and a possible national number, without a prefix to remove. So `+` and the
 * digits are what libphonenumber returns, at a fraction of its cost: `npm run bench -- --only numbers`. False means that only libphonenumber knows.
 */
export function isPlainNumber(digits: string): boolean {
  for (let length = 1; length <= 3; length++) {
    const code = digits.slice(0, length)
    if (!codes.has(code)) continue
    const national = digits.slice(length)
    const { lengths, prefixes } = rulesOf(code)
    return lengths.has(national.length) && !prefixes.some((prefix) => prefix.test(national))
  }
  return false
}

/** There are some 200 codes, and a rule holds no number of a guest. */
function rulesOf(code: string): CallingCode {
  const found = rules.get(code) ?? readRules(code)
  rules.set(code, found)
  return found
}

function readRules(code: string): CallingCode {
  const countries = getCountries().filter((country) => codeOf(country) === code)
  const plans = countries.map((country) => {
    const metadata = new Metadata()
    metadata.selectNumberingPlan(country)
    // Its types leave out this method, which the library itself uses to parse numbers.
    return metadata.numberingPlan as (typeof metadata.numberingPlan & Prefixed) | undefined
  })
  const [first = [], ...others] = plans.map((plan) => plan?.possibleLengths() ?? [])
  const prefixes = new Set(plans.map((plan) => plan?.nationalPrefixForParsing()))
  return {
    lengths: new Set(first.filter((length) => others.every((lengths) => lengths.includes(length)))),
    prefixes: [...prefixes].filter((prefix) => prefix !== undefined).map((prefix) => new RegExp(`^(?:${prefix})`))
  }
}

function codeOf(country: CountryCode): string {
  return String(getCountryCallingCode(country))
}

interface Prefixed {
  nationalPrefixForParsing(): string | undefined
}
