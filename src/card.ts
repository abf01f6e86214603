/** True for the digits of a payment card: an issuer's prefix, a length that issuer uses, and the Luhn sum. */
export function isCard(digits: string): boolean {
  return ISSUERS.some((issuer) => issuer.test(digits)) && luhn(digits)
}

const ISSUERS = [
  /^4(\d{12}|\d{15}|\d{18})$/, // Visa
  /^(5[1-5]\d{14}|2(22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12})$/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^(6011|65\d\d|64[4-9]\d)\d{12}$/, // Discover
  /^3(0[0-5]|[68]\d)\d{11}$/, // Diners Club
  /^35(2[89]|[3-8]\d)\d{12}$/ // JCB
]

function luhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const doubled = Number(digits[digits.length - 1 - place]) * (place % 2 === 0 ? 1 : 2)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
