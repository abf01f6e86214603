import { type Money, money } from '../../../schemas/money.ts'

const CURRENCY = /^[A-Za-z]{3}$/

/** The exact sum of amounts that JSON has as doubles, rounded to the decimals of the currency. Undefined: there is no currency. */
export function sumOfMoney(amounts: readonly number[], currency: string | undefined): Money | undefined {
  if (currency === undefined || !CURRENCY.test(currency)) return undefined
  const sum = amounts.reduce((total, amount) => total + amount, 0)
  return Math.abs(sum) > 1e15 ? undefined : money(sum.toFixed(decimalsOf(currency)), currency)
}

function decimalsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}
