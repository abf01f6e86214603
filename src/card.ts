/** True for the digits of a payment card: an issuer's prefix, a length that issuer uses, and the Luhn sum. */
export function isCard(digits: string): boolean {
  return luhn(digits) && ISSUER.test(digits)
}

const ISSUER = new RegExp(
  [
    '^4(\\d{12}|\\d{15}|\\d{18})$', // Visa
    '^(5[1-5]\\d{14}|2(22[1-9]|2[3-9]\\d|[3-6]\\d\\d|7[01]\\d|720)\\d{12})$', // Mastercard
    '^3[47]\\d{13}$', // American Express
    '^(6011|65\\d\\d|64[4-9]\\d)\\d{12}$', // Discover
    '^3(0[0-5]|[68]\\d)\\d{11}$', // Diners Club
    '^35(2[89]|[3-8]\\d)\\d{12}$' // JCB
  ].join('|')
)

/** The first two digits of every issuer above: most numbers are out after one look. */
export const CARD_PREFIX = /^(4|5[1-5]|2[2-7]|3[04-8]|6[045])/

function luhn(digits: string): boolean {
  let sum = 0
  for (let place = 1; place <= digits.length; place++) {
    const digit = digits.charCodeAt(digits.length - place) - 48
    const weighed = place % 2 === 0 ? digit * 2 : digit
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return sum % 10 === 0
}
