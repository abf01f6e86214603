import type { JsonObject } from '../../schemas/reading.ts'
import { flag, instant, isValues, text } from './values.ts'

export const IDENTITY = { hash: 'text', acknowledged: 'flag', created_timestamp: 'any' } as const

/**
 * Identity key of a guest's phone, with the identity change check. Older versions have only the hash.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers#identity-change-check
 */
export function identityOf(identity: unknown): JsonObject | undefined {
  if (text(identity) !== undefined) return { hash: text(identity), createdAt: undefined, acknowledged: undefined }
  if (!isValues(identity)) return undefined
  return {
    hash: text(identity['hash']) ?? null,
    createdAt: instant(identity['created_timestamp']),
    acknowledged: flag(identity['acknowledged']) ?? flagOfText(identity['acknowledged'])
  }
}

function flagOfText(value: unknown): boolean | undefined {
  return value === 'true' ? true : value === 'false' ? false : undefined
}
