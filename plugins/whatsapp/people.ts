import type { Person } from '../../schemas/message.ts'
import { e164 } from '../../src/contract/phone-number.ts'
import { NOTHING, type Read } from './each.ts'
import { leftoversOf, type UnknownField } from './leftovers.ts'
import { idText, isValues, shared, sharedName, type Values, values, valuesIn } from './values.ts'

/** Two letters of a country, a dot, and an opaque rest: `US.13491208655302741918`. */
const USER_ID = /^[a-z]{2}\.\S+$/i
/** The id of the same person for all portfolios of an enterprise: `US.ENT.11815799212886844830`. */
const PARENT_USER_ID = /^[a-z]{2}\.ENT\.\S+$/i
/** Digits only, but one of Meta's tables has a plus, and display numbers have more. */
const NUMBER = /^\+?[\d ().-]+$/
const PLAIN_NUMBER = /^\d+$/

const [WA_ID, USER, PARENT] = [0, 1, 2] as const

/**
 * Identity of a person, from the three fields that Meta has for it. A username can stand in for the phone number since
 * 2026; then only the business-scoped ids are there. An id in the field of another kind is read as what it is: some
 * integrators put a business-scoped id into `from` and `wa_id`.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
export function person(waId: unknown, userId: unknown, parentUserId?: unknown): Person {
  // Nearly all people are named by their number alone.
  if (userId === undefined && parentUserId === undefined && typeof waId === 'string' && PLAIN_NUMBER.test(waId)) {
    return { phone: e164(waId), waId, userId: null }
  }
  const given = [idText(waId), idText(userId), idText(parentUserId)]
  const kinds = given.map(kindOf)
  const find = (kind: number) => (kinds[kind] === kind ? given[kind] : given[kinds.indexOf(kind)])
  const number = toWaId(find(WA_ID))
  const parent = find(PARENT)
  const known = { phone: number ? e164(number) : null, waId: number ?? null, userId: find(USER) ?? null }
  return parent ? { ...known, parentUserId: parent } : known
}

/** The field that an id belongs into. An id of an unknown form stays where it is. */
function kindOf(id: string | undefined, field: number): number {
  if (id === undefined) return -1
  if (NUMBER.test(id)) return field === WA_ID || e164(id) !== null ? WA_ID : field
  if (PARENT_USER_ID.test(id)) return PARENT
  return field === WA_ID && USER_ID.test(id) ? USER : field
}

function toWaId(id: string | undefined): string | undefined {
  return id && NUMBER.test(id) ? id.replace(/\D/g, '') : id
}

/** True: one of the ids is known. */
export function isKnown({ waId, userId, parentUserId }: Person): boolean {
  return waId !== null || userId !== null || parentUserId !== undefined
}

/** The id that tells a person best: that of the portfolio, then that of the enterprise, then the number. */
export function mainId({ userId, parentUserId, waId }: Person): string | null {
  return userId ?? parentUserId ?? waId
}

export interface Contact {
  person: Person
  name: string | null
  identityKeyHash: string | undefined
  /** Fields that have no place of their own. */
  unknown: readonly UnknownField[]
}

export interface Contacts {
  /** The contact of a person. */
  of(person: Person): Contact | undefined
}

/**
 * The people that a change names. Their order says nothing about the order of messages, and some are missing.
 * A single contact is the person of all items if nothing contradicts that. Of several, none is guessed.
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
    hasOnePerson ??= isOnePerson(value, ownNumber)
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

/** A person with what their contact tells. */
export function withContact(person: Person, contact: Contact | undefined): Person {
  if (contact === undefined) return person
  const { phone, waId, userId, parentUserId, username } = contact.person
  const parent = person.parentUserId ?? parentUserId
  const name = person.username ?? username
  return {
    phone: person.phone ?? phone,
    waId: person.waId ?? waId,
    userId: person.userId ?? userId,
    ...(parent !== undefined && { parentUserId: parent }),
    ...(name !== undefined && { username: name })
  }
}

const CONTACT = {
  profile: { name: 'text', username: 'text' },
  wa_id: 'id',
  user_id: 'id',
  parent_user_id: 'id',
  identity_key_hash: 'text'
} as const

// Each message of a person has it. Meta's contacts have five short fields.
const LONGEST_EXTRA = 1_000

function toContact(contact: Values): Contact {
  const { profile, wa_id, user_id, parent_user_id, identity_key_hash } = contact
  const username = sharedName(values(profile)['username'])
  const identity = person(shared(wa_id), shared(user_id), shared(parent_user_id))
  const { unknown } = leftoversOf(contact, CONTACT, '')
  return {
    person: username === undefined ? identity : { ...identity, username },
    name: sharedName(values(profile)['name']) ?? username ?? null,
    identityKeyHash: shared(identity_key_hash),
    unknown: isLarge(unknown) ? [] : unknown.map((field) => ({ ...field, inside: `/contact${field.inside}` }))
  }
}

/** What the events of a contact's messages cannot have. */
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

const LISTS = ['messages', 'statuses', 'message_echoes', 'calls', 'user_preferences']
const NUMBERS = ['from', 'to', 'recipient_id', 'recipient_participant_id', 'participant_recipient_id', 'wa_id']
const USER_IDS = ['from_user_id', 'to_user_id', 'recipient_user_id', 'recipient_participant_user_id', 'user_id']

/** True: the items of a change name at most one person beside the hotel's own number. */
function isOnePerson(value: Values, ownNumber: string | null): boolean {
  const own = toWaId(ownNumber ?? undefined)
  const found = { numbers: new Set<string>(), userIds: new Set<string>() }
  for (const list of LISTS) {
    for (const item of valuesIn(value[list])) {
      for (const name of NUMBERS) addId(idText(item[name]))
      for (const name of USER_IDS) addId(idText(item[name]))
      if (found.numbers.size > 1 || found.userIds.size > 1) return false
    }
  }
  return true

  function addId(id: string | undefined): void {
    if (id === undefined) return
    if (USER_ID.test(id)) found.userIds.add(id)
    else if (toWaId(id) !== own) found.numbers.add(toWaId(id) ?? id)
  }
}
