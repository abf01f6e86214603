// Currencies whose smallest unit is not a hundredth: https://www.iso.org/iso-4217-currency-codes.html, list one.
const DECIMALS: Readonly<Record<string, number>> = {
  ...even(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...even(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...even(4, 'CLF UYW')
}

export interface Money {
  /** Exact decimal, with at least as many places as the currency has: `599.00` USD, `12000` JPY. */
  amount: string
  currency: string
}

/**
 * An exact amount from a JSON number or a decimal string, with its sign: a refund makes a total negative. JSON drops the zeros
 * of `599.00`; the currency restores them.
 */
export function money(total: number | string, code: string): Money {
  const currency = code.toUpperCase()
  const text = typeof total === 'number' ? decimal(total) : total
  const isNegative = text.startsWith('-')
  const [whole = '0', fraction = ''] = text.slice(isNegative ? 1 : 0).split('.')
  const places = withoutLastZeros(fraction).padEnd(DECIMALS[currency] ?? 2, '0')
  const amount = `${whole.replace(/^0+(?=\d)/, '')}${places === '' ? '' : `.${places}`}`
  return { amount: isNegative && /[1-9]/.test(amount) ? `-${amount}` : amount, currency }
}

/** Not /0+$/, which begins anew at each zero. */
function withoutLastZeros(digits: string): string {
  let end = digits.length
  while (digits[end - 1] === '0') end--
  return digits.slice(0, end)
}

/** The shortest decimal that is this number, never in exponent form: 1e-7 is 0.0000001. */
function decimal(value: number): string {
  const sign = value < 0 ? '-' : ''
  const [digits = '0', exponent] = String(Math.abs(value)).split('e-')
  return sign + (exponent === undefined ? digits : `0.${'0'.repeat(Number(exponent) - 1)}${digits.replace('.', '')}`)
}

function even(places: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, places]))
}
