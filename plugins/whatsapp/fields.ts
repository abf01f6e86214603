import { ACCOUNT_FIELDS } from './account-fields.ts'
import type { Field } from './field.ts'
import { PEOPLE_FIELDS } from './people-fields.ts'
import { PHONE_NUMBER_FIELDS } from './phone-number-fields.ts'
import { TEMPLATE_CHANGES } from './template-fields.ts'

/**
 * Meta's fields beside messages. A field that is not here is quarantined. To read one, add a line to one of these tables.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview#fields
 */
export const FIELDS: Readonly<Record<string, Field>> = {
  ...ACCOUNT_FIELDS,
  ...PHONE_NUMBER_FIELDS,
  ...TEMPLATE_CHANGES,
  ...PEOPLE_FIELDS
}
