import type { JsonObject, Reading } from '../../schemas/reading.ts'
import { changeKey } from './change-key.ts'
import type { Scope } from './scope.ts'
import { asJson, text, type Values, values, valuesIn, word } from './values.ts'

/**
 * Meta's errors, of which the code is to be relied on: titles are being phased out, and older ones have their details
 * on themselves. https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
export function errorsIn(list: unknown): { code: string | null; title: string | null; details: string | null }[] {
  return valuesIn(list).map(({ code, title, message, details, error_data }) => ({
    code: word(code) ?? null,
    title: text(title) ?? text(message) ?? null,
    details: text(values(error_data)['details']) ?? text(details) ?? null
  }))
}

/** An error that belongs to no message: the system's, the app's or the account's. */
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
    key: changeKey(field, scope.accountId, [scope.phoneNumberId, item]),
    data: { error, vendor: asJson(item as Values) } satisfies JsonObject
  }
}
