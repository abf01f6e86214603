/** The place of a value: its name, and what contains it. */
export interface Field {
  name: string
  within: Field | undefined
  secret: Secret
  /** True: it is named a card, or is part of a value that is. */
  inCard: boolean
}

/**
 * What of a value may not stay, whatever it looks like. A credential: nothing, nor what is in it. A security code: nothing.
 * Perhaps a security code: not three or four digits.
 */
type Secret = 'credential' | 'security code' | 'perhaps' | 'no'

export const NAMELESS: Field = Object.freeze({ name: '', within: undefined, secret: 'no', inCard: false })

/** The field with this name in another one. Names of form fields can be paths: `card[number]`, `payment.card.cvv`. */
export function fieldOf(name: string, within: Field, credentials: readonly string[]): Field {
  if (within.secret === 'credential' || isCredential(name, credentials))
    return { ...NAMELESS, name, secret: 'credential' }
  const end = name.slice(-LONGEST_NAME)
  return PATH.test(end)
    ? end
        .split(/[^\w-]+/)
        .filter((part) => part !== '')
        .reduce(step, within)
    : step(within, end)
}

/** Elements of XML have a prefix, which the sender chooses. */
function isCredential(name: string, credentials: readonly string[]): boolean {
  if (credentials.length === 0) return false
  return credentials.includes(name) || credentials.includes(name.slice(name.indexOf(':') + 1))
}

/** The end of a name says what it is. */
const LONGEST_NAME = 64

const PATH = /^[\w-]+(?:[.:/[]+[\w-]+\]?)+$/

function step(within: Field, name: string): Field {
  return { name, within, secret: secretOf(within, name), inCard: within.inCard || /card/i.test(name) }
}

const SECURITY_CODE =
  /^(?:credit|debit|payment|bank)?(?:card|cc)?(?:cvv2?|cvc2?|cvn2?|cvd2?|ccv2?|cav2|cvp2|csc|securitycode|(?<=card)(?:security|verification)(?:code|value))(?:code|number|value)?$/

/** Names of security codes that also have other meanings. SeriesCode is from OpenTravel. */
const PERHAPS_SECURITY_CODE = /^(?:card|cc)?(?:cid|cve|verification(?:code|value|number)|seriescode)$/

/** Every name of a security code contains one of these, so most names need one check. */
const HINT = /c[vi]|csc|cav|secur|verif|series/i

function secretOf(within: Field, name: string): Secret {
  const inherited = within.secret === 'no' ? 'no' : 'perhaps'
  if (!HINT.test(name)) return inherited
  const letters = name.toLowerCase().replace(/[^a-z\d*]/g, '')
  if (SECURITY_CODE.test(letters)) return 'security code'
  return PERHAPS_SECURITY_CODE.test(letters) ? 'perhaps' : inherited
}

const CARD_NUMBER = /(?<!v)card_?(number|no|num)?$|(^|_)pan$|cc_?num/i
const NUMBER = /^(number|no|num)$/i
const VALUE = /^(value|plain_?text)$/i

/** Whether it is named a card number: `pan`, the `number` of a `card`, or the `value` of a `cardNumber`. */
export function isCardNumberField({ name, within }: Field): boolean {
  if (CARD_NUMBER.test(name)) return true
  if (within === undefined) return false
  return (within.inCard && NUMBER.test(name)) || (VALUE.test(name) && isCardNumberField(within))
}

const WRITTEN =
  /(^|_)(text|body|caption|note|message|title|description|comment|remark|request|reason|detail|headline|footer|content|question|answer|instruction)s?$/

/** Whether the value is a text that a person wrote. */
export function isWritten({ name }: Field): boolean {
  return WRITTEN.test(snakeCase(name))
}

/** `recipientId` and `Recipient-Id` as `recipient_id`. */
export function snakeCase(name: string): string {
  const snake = name.replace(/(?<=[a-z\d])(?=[A-Z])|[\s-]+/g, '_')
  return snake.toLowerCase().replace(/_str$/, '')
}
