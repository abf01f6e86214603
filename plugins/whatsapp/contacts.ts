import type { Person } from '../../schemas/message.ts'
import { NOTHING, type Read } from './each.ts'
import { leftoversOf, type UnknownField } from './leftovers.ts'
import { namesOnePerson } from './names-one-person.ts'
import { isKnown, person, withUsername } from './person.ts'
import { isValues, shared, sharedName, type Values, values, valuesIn } from './values.ts'

export interface Contact {
  person: Person
  name: string | null
  identityKeyHash: string | undefined
  /** Fields that have no place of their own. */
  unknown: readonly UnknownField[]
}

export interface Contacts {
  of(person: Person): Contact | undefined
}

/**
 * The contacts of a change. They are not in the order of the messages, and some people have no contact. A single contact
 * belongs to all items, unless they name somebody else or several people. With several contacts, an id has to match.
 */
export function contactsOf(value: Values, ownNumber: string | null): Contacts {
  const { contacts } = value
  const all = (isValues(contacts) ? [contacts] : valuesIn(contacts)).map(toContact)
  const [single] = all.length === 1 ? all : []
  let index: ContactIndex | undefined
  let hasOnePerson: boolean | undefined

  function isSingle(person: Person): boolean {
    if (single === undefined || contradicts(single.person, person)) return false
    if (!isKnown(person)) return true
    hasOnePerson ??= namesOnePerson(value, ownNumber)
    return hasOnePerson
  }

  return {
    of(person) {
      if (single !== undefined && person.waId !== null && person.waId === single.person.waId) return single
      index ??= indexOf(all)
      const { byId, bySpelling } = index
      for (const id of idsOf(person)) {
        const contact = byId.get(id)
        if (contact !== undefined) return contact
      }
      const similar = person.waId === null ? undefined : bySpelling.get(spelling(person.waId))
      return similar ?? (isSingle(person) ? single : undefined)
    }
  }
}

interface ContactIndex {
  byId: ReadonlyMap<string, Contact>
  bySpelling: ReadonlyMap<string, Contact>
}

function indexOf(contacts: readonly Contact[]): ContactIndex {
  const byId = new Map<string, Contact>()
  const bySpelling = new Map<string, Contact>()
  for (const contact of contacts) {
    for (const id of idsOf(contact.person)) byId.set(id, contact)
    if (contact.person.waId !== null) bySpelling.set(spelling(contact.person.waId), contact)
  }
  return { byId, bySpelling }
}

const CONTACT = {
  profile: { name: 'text', username: 'text' },
  wa_id: 'id',
  user_id: 'id',
  parent_user_id: 'id',
  identity_key_hash: 'text'
} as const

// Each message of a person has these fields. Meta's contacts have five short ones.
const LONGEST_EXTRA = 1_000

function toContact(contact: Values): Contact {
  const { profile, wa_id, user_id, parent_user_id, identity_key_hash } = contact
  const username = sharedName(values(profile)['username'])
  const identity = person(shared(wa_id), shared(user_id), shared(parent_user_id))
  const { unknown } = leftoversOf(contact, CONTACT, '')
  return {
    person: withUsername(identity, username),
    name: sharedName(values(profile)['name']) ?? username ?? null,
    identityKeyHash: shared(identity_key_hash),
    unknown: isLarge(unknown) ? [] : unknown.map((field) => ({ ...field, inside: `/contact${field.inside}` }))
  }
}

/** Problems of contacts: unreadable ones, and unknown fields that are too large for every message of the person. */
export function contactProblems(list: unknown, path: string): Iterable<Read> {
  if (list === undefined || list === null) return NOTHING
  return Array.isArray(list) ? problemsIn(list, path) : [{ path, problem: 'must be a list' }]
}

function* problemsIn(list: readonly unknown[], path: string): Generator<Read> {
  for (let at = 0; at < list.length; at++) {
    const contact: unknown = list[at]
    const place = `${path}/${at}`
    if (!isValues(contact)) {
      yield { path: place, problem: 'must be an object' }
      continue
    }
    const { unknown, misfits } = leftoversOf(contact, CONTACT, place)
    yield* misfits
    if (isLarge(unknown)) yield { path: place, problem: 'has unknown fields that are too large for its messages' }
  }
}

function isLarge(unknown: readonly UnknownField[]): boolean {
  return unknown.length > 0 && JSON.stringify(unknown).length > LONGEST_EXTRA
}

function idsOf({ userId, waId, parentUserId }: Person): string[] {
  return [userId, waId, parentUserId].filter((id) => typeof id === 'string')
}

function contradicts(one: Person, other: Person): boolean {
  return (
    (one.userId !== null && other.userId !== null) ||
    (one.waId !== null && other.waId !== null) ||
    (one.parentUserId !== undefined && other.parentUserId !== undefined)
  )
}

/**
 * One spelling for the WhatsApp ids of a phone number. In Brazil the ninth digit, in Argentina the 9, and in Mexico the 1
 * in front of the area code can be missing in one of two ids of the same person.
 */
function spelling(waId: string): string {
  return waId
    .replace(/^(55\d\d)9(?=\d{8}$)/, '$1')
    .replace(/^549(?=\d{10}$)/, '54')
    .replace(/^521(?=\d{10}$)/, '52')
}
