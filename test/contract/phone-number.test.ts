import fc from 'fast-check'
import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import t from 'tap'
import { isPlainNumber } from '../../src/contract/calling-codes.ts'
import { e164, e164WithPlus } from '../../src/contract/phone-number.ts'

const CODES = [...new Set(getCountries().map((country) => String(getCountryCallingCode(country))))]

t.test('a number that needs no parsing is what libphonenumber makes of it, in every country', async (t) => {
  let plain = 0
  for (const code of CODES) {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{2,17}$/), (national) => {
        if (!isPlainNumber(code + national)) return
        plain++
        const parsed = parsePhoneNumberFromString(`+${code}${national}`)
        return parsed?.number === `+${code}${national}` && parsed.isPossible()
      }),
      { numRuns: 300 }
    )
  }
  t.ok(plain > CODES.length, `${plain} numbers were compared`)
})

t.test('ordinary numbers need no parsing', async (t) => {
  const numbers =
    '4915112345009 12025550123 525512345678 447911123456 393331234567 919812345678 5511987654321 33612345678'
  for (const number of numbers.split(' ')) {
    t.ok(isPlainNumber(number), number)
    t.equal(e164(number), `+${number}`)
    t.equal(e164WithPlus(`+${number}`), `+${number}`)
  }
})

t.test('what is not a plain number is left to libphonenumber', async (t) => {
  for (const [written, expected] of [
    ['+49 (0)151 12345009', '+4915112345009'],
    ['5215512345678', '+525512345678'],
    ['+39 06 12345678', '+390612345678'],
    ['+800 1234 5678', '+80012345678'],
    ['+1 202 555 01', null],
    ['+999 1234567', null],
    ['guest', null],
    ['', null]
  ] as const) {
    t.equal(e164(written), expected, written)
  }
})
