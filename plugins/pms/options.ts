import type { CredentialStore } from '../../src/contract/credentials.ts'
import { isTimeZone } from './instants.ts'

/** A setting of an adapter: not a secret. `LODGIFY_TIME_ZONE` for the option `timeZone` of the adapter `lodgify`. */
export interface Option<Value> {
  accepts(text: string): boolean
  /** The form in words: "a time zone like Europe/Lisbon". */
  expected: string
  parse(text: string): Value
  /** The value where the setting is not set. */
  fallback: Value
  /** What the option is for, as a clause. */
  about: string
}

export type OptionDeclarations = Readonly<Record<string, Option<unknown>>>

/** The values of declared options. */
export type OptionsOf<Declared extends OptionDeclarations> = {
  readonly [Name in keyof Declared]: Declared[Name] extends Option<infer Value> ? Value : never
}

type Text = string | undefined

/** A time zone of the IANA database, for local times of a vendor. */
export function timeZoneOption(): Option<Text>
/** With a value where the setting is not set. */
export function timeZoneOption(fallback: string): Option<string>
export function timeZoneOption(fallback?: string): Option<Text> {
  const about = 'the time zone of times that the vendor sends without one'
  return { accepts: isTimeZone, expected: 'a time zone like Europe/Lisbon', parse: (text) => text, fallback, about }
}

/** A currency for amounts that a vendor sends without one. */
export function currencyOption(): Option<Text>
/** With a value where the setting is not set. */
export function currencyOption(fallback: string): Option<string>
export function currencyOption(fallback?: string): Option<Text> {
  return {
    accepts: (text) => /^[A-Z]{3}$/.test(text),
    expected: 'a currency like EUR (ISO 4217)',
    parse: (text) => text,
    fallback,
    about: 'the currency of amounts that the vendor sends without one'
  }
}

/** Any other text, of which `pattern` says the form. */
export function textOption(about: string, pattern: RegExp, expected: string): Option<Text> {
  return { accepts: (text) => pattern.test(text), expected, parse: (text) => text, fallback: undefined, about }
}

/** `timeZone` of `lodgify` is LODGIFY_TIME_ZONE. */
export function variableOfOption(adapter: string, option: string): string {
  const name = `${adapter}-${option.replace(/[A-Z]/g, (letter) => `-${letter}`)}`
  return name.toUpperCase().replaceAll('-', '_')
}

/** The values of an adapter's options. A gateway with a setting of a wrong form does not start. */
export function readOptions(
  { name, options = {} }: { name: string; options?: OptionDeclarations | undefined },
  store: CredentialStore
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {}
  for (const [option, { accepts, parse, fallback }] of Object.entries(options)) {
    const [text] = store.secrets(variableOfOption(name, option))
    values[option] = text !== undefined && accepts(text) ? parse(text) : fallback
  }
  return values
}
