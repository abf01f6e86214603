import type { Field } from './field.ts'

const NUMBER = { kind: 'phone_number', id: 'display_phone_number' }
const USERNAME: Field = {
  type: 'phone_number.username_changed',
  ...NUMBER,
  fields: { username: 'username', status: 'status' }
}

export const PHONE_NUMBER_FIELDS: Readonly<Record<string, Field>> = {
  account_settings_update: {
    type: 'phone_number.settings_changed',
    kind: 'phone_number',
    id: 'phone_number_settings.phone_number_id',
    fields: { setting: 'type', calling: 'phone_number_settings.calling' }
  },
  // Meta's sample and its heading do not agree on the name.
  business_username_update: USERNAME,
  business_username_updates: USERNAME,
  phone_number_name_update: {
    type: 'phone_number.name_reviewed',
    ...NUMBER,
    fields: { decision: 'decision', name: 'requested_verified_name', reason: 'rejection_reason' }
  },
  phone_number_quality_update: {
    type: 'phone_number.quality_changed',
    ...NUMBER,
    fields: {
      event: 'event',
      oldLimit: 'old_limit',
      currentLimit: 'current_limit',
      dailyConversations: 'max_daily_conversations_per_business'
    }
  },
  security: {
    type: 'phone_number.security_changed',
    ...NUMBER,
    fields: { event: 'event', requester: 'requester' }
  }
}
