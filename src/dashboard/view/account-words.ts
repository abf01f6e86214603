import { nameOf } from './words.ts'

const ID_WORDS: Readonly<Record<string, string>> = {
  phone_number_id: 'Phone number ID',
  waba_id: 'WhatsApp Business Account ID',
  number: 'Phone number',
  messaging_service_sid: 'Messaging Service SID',
  account_sid: 'Account SID',
  property: 'Property ID'
}

const SECRET_WORDS: Readonly<Record<string, string>> = {
  app_secret: 'App secret',
  verify_token: 'Verify token',
  auth_token: 'Auth token',
  webhook_secret: 'Webhook secret',
  webhook_token: 'Webhook token'
}

export function idWords(type: string): string {
  return ID_WORDS[type] ?? type
}

export function secretWords(purpose: string): string {
  return SECRET_WORDS[purpose] ?? purpose
}

/** A kind of account as people call it. */
export function kindWords(kind: string): string {
  if (kind === 'twilio') return 'SMS (Twilio)'
  return kind === 'pms' ? 'Hotel system (generic)' : nameOf(kind)
}
