import type { Person } from '../../schemas/message.ts'
import { e164 } from '../../src/contract/phone-number.ts'
import { idText } from './values.ts'

/** Two letters of a country, a dot, and an opaque rest: `US.13491208655302741918`. */
const USER_ID = /^[a-z]{2}\.\S+$/i
/** The id of the same person for all portfolios of an enterprise: `US.ENT.11815799212886844830`. */
const PARENT_USER_ID = /^[a-z]{2}\.ENT\.\S+$/i
/** Digits only, but one of Meta's tables has a plus, and display numbers have more. */
const NUMBER = /^\+?[\d ().-]+$/
const PLAIN_NUMBER = /^\d+$/

const [WA_ID, USER, PARENT] = [0, 1, 2] as const

/**
 * Identity of a person, from the three fields that Meta has for it. Since 2026, a username can replace the phone number: then
 * only the business-scoped ids are sent. An id in the field of another kind is read as what it is: some integrators put a
 * business-scoped id into `from` and `wa_id`.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
export function person(waId: unknown, userId: unknown, parentUserId?: unknown): Person {
  // Most messages name a person by the number alone.
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

/** The field that an id belongs to. An id of an unknown form stays in its field. */
function kindOf(id: string | undefined, field: number): number {
  if (id === undefined) return -1
  if (NUMBER.test(id)) return field === WA_ID || e164(id) !== null ? WA_ID : field
  if (PARENT_USER_ID.test(id)) return PARENT
  return field === WA_ID && USER_ID.test(id) ? USER : field
}

export function toWaId(id: string | undefined): string | undefined {
  return id && NUMBER.test(id) ? id.replace(/\D/g, '') : id
}

export function isUserId(id: string): boolean {
  return USER_ID.test(id)
}

/** True: one of the ids is known. */
export function isKnown({ waId, userId, parentUserId }: Person): boolean {
  return waId !== null || userId !== null || parentUserId !== undefined
}

/** The most specific id: that of the portfolio, then that of the enterprise, then the number. */
export function mainId({ userId, parentUserId, waId }: Person): string | null {
  return userId ?? parentUserId ?? waId
}

/** A person with the ids and the username of their contact. */
export function withContact(person: Person, contact: { person: Person } | undefined): Person {
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

export function withUsername(person: Person, username: string | undefined): Person {
  return username === undefined ? person : { ...person, username }
}
