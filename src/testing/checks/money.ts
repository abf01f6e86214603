import { money as exact } from '../../../schemas/money.ts'
import type { Complaint } from '../complaint.ts'
import { leavesOf, type Place } from '../leaves.ts'
import { optionVariables } from '../option-variables.ts'
import type { AdapterCheck, Read, Sample, TestedAdapter } from '../tested-adapter.ts'

const MINOR = /cents?$|minor|sub_?units?|pence|in_?cents/i
const OTHERS = ['CHF', 'JPY', 'KWD']

/** Amounts have the currency of the payload, or of an option, and its number of decimals. */
export const money: AdapterCheck = function* (tested) {
  for (const sample of tested.samples) {
    const amounts = amountsOf(tested.read(sample, sample.value))
    if (amounts.length === 0) continue
    const leaves = leavesOf(sample.value, sample.at)
    const currencies = leaves.filter(({ found }) =>
      amounts.some(({ currency }) => currency === String(found).toUpperCase())
    )
    yield* fixedCurrency(tested, sample, currencies)
    yield* minorUnits(
      tested,
      sample,
      currencies,
      leaves.filter(({ name }) => MINOR.test(name))
    )
  }
}

interface Amount {
  amount: string
  currency: string
}

function amountsOf(read: Read | undefined): Amount[] {
  return (read?.readings ?? []).flatMap(({ data }) => {
    const { totalRate } = Object(data['reservation'])
    return totalRate ? [totalRate] : []
  })
}

function* fixedCurrency(tested: TestedAdapter, sample: Sample, currencies: readonly Place[]): Generator<Complaint> {
  const complain = (text: string): Complaint => ({ check: 'money', fixture: sample.fixture.name, text })
  if (currencies.length === 0) {
    const fixture = {
      ...sample.fixture,
      settings: { ...sample.fixture.settings, ...optionVariables(tested.adapter, 'CHF') }
    }
    const withOption = tested.read({ ...sample, fixture }, sample.value)
    if (amountsOf(withOption).some(({ currency }) => currency !== 'CHF')) {
      yield complain(
        'the currency is fixed in the adapter: read it from the payload, or declare options: { currency: currencyOption() }'
      )
    }
    return
  }
  for (const { path, replace } of currencies) {
    for (const code of OTHERS) {
      const amounts = amountsOf(tested.read(sample, replace(code)))
      if (amounts.length === 0 || amounts.some(({ currency }) => currency === code)) continue
      yield complain(`with ${code} in ${path}, the currency stays ${amounts[0]?.currency}: read it with fields.money()`)
      return
    }
  }
}

function* minorUnits(
  tested: TestedAdapter,
  sample: Sample,
  currencies: readonly Place[],
  minor: readonly Place[]
): Generator<Complaint> {
  const [currency] = currencies
  for (const { path, found } of minor) {
    const codes = currency === undefined ? [undefined] : OTHERS
    for (const code of codes) {
      const value = code === undefined ? sample.value : currency?.replace(code)
      for (const { amount, currency: reported } of amountsOf(tested.read(sample, value))) {
        if (amount === inUnits(String(found), reported)) continue
        const text = `${path} counts the smallest unit of ${reported}, and ${amount} is reported: use fields.money(name, currency, { isMinor: true })`
        yield { check: 'money', fixture: sample.fixture.name, text }
        return
      }
    }
  }
}

function inUnits(minor: string, currency: string): string {
  const places = exact('0', currency).amount.split('.')[1]?.length ?? 0
  const digits = minor.replace('-', '').padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  return exact(
    `${minor.startsWith('-') ? '-' : ''}${whole}${places === 0 ? '' : `.${digits.slice(-places)}`}`,
    currency
  ).amount
}
