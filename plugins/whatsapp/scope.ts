import { type Contacts, contactsOf } from './contacts.ts'
import { shared, type Values, values } from './values.ts'

/** What everything in one change has in common. */
export interface Scope {
  accountId: string | null
  /** The hotel's number, as Meta displays it. */
  number: string | null
  phoneNumberId: string | null
  contacts: Contacts
  /** Tells apart occurrences of an error, which has no id and no time. */
  occurrence: () => string
}

/** The entry that a change belongs to. */
export interface Account {
  id: string | null
  /** Seconds; null: the entry has no time. */
  time: string | number | null
  occurrence: () => string
}

export function scopeOf({ id, occurrence }: Account, value: Values): Scope {
  const number = shared(values(value['metadata'])['display_phone_number']) ?? null
  return {
    accountId: id,
    number,
    phoneNumberId: phoneNumberIdOf(value),
    contacts: contactsOf(value, number),
    occurrence
  }
}

export function phoneNumberIdOf({ metadata }: Values): string | null {
  return shared(values(metadata)['phone_number_id']) ?? null
}
