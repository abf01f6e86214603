import { money as exactMoney } from '../../schemas/money.ts'
import {
  amountOf,
  countOf,
  currencyOf,
  idOf,
  isBlank,
  isScalar,
  languageOf,
  ofMinor,
  textInside,
  textOf
} from './field-values.ts'
import type { Field, Fields } from './fields.ts'
import { dayOf, instantIn, instantOf } from './instants.ts'
import { addProblem, convertedIn, type OpenedObject, valueIn } from './opened-object.ts'

/** The offset of the zone whose clocks are furthest ahead. */
const EARLIEST = '+14:00'

type Names =
  | ('id' | 'requiredId' | 'text' | 'texts' | 'instant' | 'order' | 'day' | 'count' | 'money')
  | ('language' | 'phone' | 'flag')

/** The methods of `Fields` that read a value in a form of its own, like an id or an amount. */
export const VALUE_METHODS: Pick<Fields, Names> & ThisType<Fields & OpenedObject> = {
  id(name) {
    return convertedIn(this, name, 'is not an id', idOf) ?? undefined
  },
  requiredId(name, ...others) {
    const id = this.id(name)
    if (id !== undefined) return id
    if (isBlank(valueIn(this, name))) addProblem(this, name, 'is missing')
    return others.map((other) => this.id(other)).find((other) => other !== undefined)
  },
  text(name) {
    return convertedIn(this, name, 'is not a text', textOf)
  },
  texts(...names) {
    const found = names.map((name) => this.text(name))
    const isUnread = names.some((name, at) => found[at] === undefined && valueIn(this, name) !== undefined)
    if (isUnread || found.every((text) => text === undefined)) return undefined
    return found.filter((text) => text != null)
  },
  instant(name, zone) {
    const problem = 'is not an instant with an offset, nor seconds or milliseconds since 1970'
    const convert = (value: unknown) => (isScalar(value) ? instantOf(value, zone) : undefined)
    return convertedIn(this, name, problem, convert) ?? undefined
  },
  order(name) {
    const value = textInside(valueIn(this, name))
    if (isBlank(value)) return undefined
    const instant = typeof value === 'string' ? instantIn(inUtc(value), EARLIEST) : undefined
    if (instant === undefined) addProblem(this, name, 'is not a date and a time of day')
    return instant
  },
  day(name, zone) {
    const convert = (value: unknown) => (typeof value === 'string' ? dayOf(value, zone) : undefined)
    return convertedIn(this, name, 'is not a calendar date (YYYY-MM-DD)', convert) ?? undefined
  },
  count(name) {
    return convertedIn(this, name, 'is not a whole number of 0 or more', countOf)
  },
  money(name, currency, { isMinor } = { isMinor: false }) {
    const amount = convertedIn(this, name, 'is not an amount', (value) => amountOf(value, isMinor))
    const code = typeof currency === 'string' ? currencyIn(this, currency) : currency.code
    if (amount == null) return amount
    if (code === undefined) addMissingCurrency(this, name, currency)
    if (code == null) return code
    return isMinor ? ofMinor(amount, code) : exactMoney(amount, code)
  },
  language(name) {
    return convertedIn(this, name, 'is not a language', languageOf)
  },
  phone(name) {
    return convertedIn(this, name, 'is not a phone number', textOf)
  },
  flag(name) {
    const value = valueIn(this, name)
    return value === true || value === 1 || value === 'true' || value === '1'
  }
}

/** A time with an offset, as the clock in UTC shows it. A vendor that writes some times with an offset means UTC without one. */
function inUtc(written: string): string {
  return instantOf(written)?.slice(0, -1) ?? written
}

function currencyIn(opened: OpenedObject, name: string): Field<string> {
  return convertedIn(opened, name, 'is not a currency of three letters', currencyOf)
}

/** A currency that cannot be read has a problem already. */
function addMissingCurrency(
  opened: OpenedObject,
  amount: string,
  currency: string | { code: string | undefined }
): void {
  if (typeof currency !== 'string') addProblem(opened, amount, 'has no currency')
  else if (valueIn(opened, currency) === undefined) addProblem(opened, currency, 'is missing')
}
