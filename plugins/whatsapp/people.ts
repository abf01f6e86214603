import type { Person } from '../../schemas/message.ts'
import { e164 } from '../../src/contract/phone-number.ts'
import { shared, sharedName, text, type Values, valuesIn } from './values.ts'

/**
 * Since 2026 a guest with a username can be known by a business-scoped user id alone; the phone number is then missing.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
export function person(waId: unknown, userId: unknown, parentUserId?: unknown): Person {
  const [number, parent] = [toWaId(waId), text(parentUserId)]
  const known = { phone: number ? e164(number) : null, waId: number ?? null, userId: text(userId) ?? null }
  return parent ? { ...known, parentUserId: parent } : known
}

/** A WhatsApp id has digits only, though one of Meta's tables shows a plus, and display numbers have more. */
function toWaId(value: unknown): string | undefined {
  const id = text(value)
  return id && /^\+?[\d ().-]+$/.test(id) ? id.replace(/\D/g, '') : id
}

export interface Contact {
  name: string | null
  username: string | undefined
  identityKeyHash: string | undefined
}

/** Contacts by each of their ids: their order says nothing about the order of messages, and some are missing. */
export function contactsById(list: unknown): ReadonlyMap<string, Contact> {
  const contacts = new Map<string, Contact>()
  for (const item of valuesIn(list)) {
    const [waId, userId] = [toWaId(item['wa_id']), text(item['user_id'])]
    if (waId === undefined && userId === undefined) continue
    const contact = toContact(item)
    if (waId !== undefined) contacts.set(waId, contact)
    if (userId !== undefined) contacts.set(userId, contact)
  }
  return contacts
}

export function contactOf({ userId, waId }: Person, contacts: ReadonlyMap<string, Contact>): Contact | undefined {
  return contacts.get(userId ?? '') ?? contacts.get(waId ?? '')
}

function toContact({ profile, identity_key_hash }: Values): Contact {
  const [known] = valuesIn([profile])
  const username = sharedName(known?.['username'])
  return { name: sharedName(known?.['name']) ?? username ?? null, username, identityKeyHash: shared(identity_key_hash) }
}
