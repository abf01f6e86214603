import type { JsonObject, Reading } from '../../schemas/reading.ts'
import type { Shape } from './leftovers.ts'
import type { Scope } from './scope.ts'
import { asJson, idText, text, type Values, values, valuesIn } from './values.ts'

/** Real lists have one item or two, and each becomes several times its size. */
export const MOST_ERRORS = 100

export const ERRORS: Shape = [
  { code: 'id', title: 'text', message: 'text', details: 'text', error_data: { details: 'text' }, href: 'text' },
  MOST_ERRORS
]

interface MetaError extends JsonObject {
  code: string | null
  title: string | null
  details: string | null
}

/**
 * Meta's errors. The code is what to rely on: titles are being phased out, and older errors have their details on
 * themselves. https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
export function errorsIn(list: unknown): MetaError[] {
  if (!Array.isArray(list) || list.length > MOST_ERRORS) return []
  return valuesIn(list).map(({ code, title, message, details, error_data }) => {
    const error = {
      code: idText(code) ?? null,
      title: text(title) ?? text(message) ?? null,
      details: text(values(error_data)['details']) ?? text(details) ?? null
    }
    const other = text(message)
    return other === undefined || other === error.title ? error : { ...error, message: other }
  })
}

/**
 * Reads an error that belongs to no message: the system's, the app's, or the account's. It has no id and no time, so an
 * error in another entry, or on another day, is another occurrence.
 */
export function readError(item: unknown, path: string, field: string, scope: Scope): Reading {
  const [error] = errorsIn([item])
  const id = scope.phoneNumberId ?? scope.accountId
  if (error === undefined || error.code === null) return { path, problem: 'is no error with a code' }
  if (id === null) return { path, problem: 'belongs to no account' }
  return {
    type: 'error.reported',
    source: 'whatsapp',
    kind: 'phone_number',
    id,
    key: ['error', field, scope.accountId ?? '', scope.occurrence(), positionOf(path)],
    keyLasts: 'day',
    data: { error, vendor: asJson(item as Values) } satisfies JsonObject
  }
}

/** Place within the entry, which stays the same when Meta groups its entries in another way. */
function positionOf(path: string): string {
  return path.replace(/^\/entry\/\d+/, '')
}
