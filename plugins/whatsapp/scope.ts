import { type Contact, contactsById } from './people.ts'
import { text, type Values, values } from './values.ts'

/** What everything in one change has in common. */
export interface Scope {
  /** The WhatsApp Business account. */
  accountId: string | null
  /** The hotel's number, as Meta shows it. */
  number: string | null
  phoneNumberId: string | null
  contacts: ReadonlyMap<string, Contact>
}

export function scopeOf(accountId: string | null, { metadata, contacts }: Values): Scope {
  const { display_phone_number, phone_number_id } = values(metadata)
  return {
    accountId,
    number: text(display_phone_number) ?? null,
    phoneNumberId: text(phone_number_id) ?? null,
    contacts: contactsById(contacts)
  }
}
