import type { AccountId } from '../../schemas/reading.ts'

interface Texts {
  AccountSid?: string
  MessagingServiceSid?: string
}

/** The ids that a request names: the hotel's own number, the messaging service, and the account. */
export function accountIds(ours: string | undefined, { AccountSid, MessagingServiceSid }: Texts): readonly AccountId[] {
  const ids: AccountId[] = []
  // `whatsapp:+4930…` is the number that is registered with another transport.
  const number = ours?.replace(/^[a-z]+:/i, '')
  if (number?.startsWith('+')) ids.push({ type: 'number', value: number })
  if (MessagingServiceSid) ids.push({ type: 'messaging_service_sid', value: MessagingServiceSid })
  if (AccountSid) ids.push({ type: 'account_sid', value: AccountSid })
  return ids
}
