import { isInTable } from './change.ts'
import { READERS } from './field-readers.ts'
import { idText, isValues, type Values, values, valuesIn } from './values.ts'

/** The change with the name of a field that is read, if it has messages or statuses under another name or without one. */
export function withKnownName(change: Values): Values {
  const { field, value } = change
  if (
    !isValues(value) ||
    !(isValues(value['messages']) || Array.isArray(value['messages']) || Array.isArray(value['statuses']))
  )
    return change
  if (isNamed(field) && (READERS.has(field) || isInTable(field))) return change
  const name = isNamed(field) ? spelled(field) : ''
  return { ...change, field: READERS.has(name) ? name : isByHotel(value) ? 'message_echoes' : 'messages' }
}

/** True for a name that is no known one in another letter case. */
export function isNewName(field: unknown): boolean {
  return isNamed(field) && !READERS.has(spelled(field))
}

function isNamed(field: unknown): field is string {
  return typeof field === 'string' && field.trim() !== ''
}

function spelled(field: string): string {
  return field.trim().toLowerCase()
}

/** True if all messages are from the hotel's own number, so that no guest must get an answer to them. */
function isByHotel(value: Values): boolean {
  const number = digitsOf(values(value['metadata'])['display_phone_number'])
  const messages = valuesIn(value['messages'])
  return number !== '' && messages.length > 0 && messages.every(({ from }) => digitsOf(from) === number)
}

function digitsOf(number: unknown): string {
  return (idText(number) ?? '').replace(/\D/g, '')
}
