import { type Contact, contactsById } from './people.ts'
import { shared, type Values, values } from './values.ts'

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
  return {
    accountId,
    number: shared(values(metadata)['display_phone_number']) ?? null,
    phoneNumberId: phoneNumberIdOf({ metadata }),
    contacts: contactsById(contacts)
  }
}

export function phoneNumberIdOf({ metadata }: Values): string | null {
  return shared(values(metadata)['phone_number_id']) ?? null
}
