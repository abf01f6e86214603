import type { Violation } from '../../schemas/check.ts'

// Rules between fields, which a schema cannot express. They also check bodies that do not fit the schema, so that a sender
// gets all violations at once.

type Rule = (body: unknown) => readonly Violation[]

export const guestRules: Rule = (body) => named(body, '')

export const reservationRules: Rule = (body) => [...stay(body, ''), ...named(at(body, 'guest'), '/guest')]

export const eventRules: Rule = (body) => {
  const data = at(body, 'data')
  const reservation = at(data, 'reservation')
  return [...subject(at(body, 'type'), data), ...stay(reservation, '/data/reservation'), ...amount(reservation)]
}

/** An event reports a part. A currency alone would change the currency of an amount that is already stored. */
function amount(reservation: unknown): Violation[] {
  if (at(reservation, 'currency') === undefined || at(reservation, 'totalRate') !== undefined) return []
  return [{ path: '/data/reservation/totalRate', message: 'is needed with currency' }]
}

/** Some people have one name, so one of the two is enough. */
function named(guest: unknown, path: string): Violation[] {
  if (typeof guest !== 'object' || guest === null || Array.isArray(guest)) return []
  const names = [at(guest, 'firstName'), at(guest, 'lastName')]
  if (names.some((name) => typeof name === 'string' && name.trim() !== '')) return []
  return [{ path: `${path}/lastName`, message: 'firstName or lastName has to be filled' }]
}

function stay(reservation: unknown, path: string): Violation[] {
  const found: Violation[] = []
  const [arrival, departure] = [at(reservation, 'arrivalDate'), at(reservation, 'departureDate')]
  if (typeof arrival === 'string' && typeof departure === 'string' && departure < arrival) {
    found.push({ path: `${path}/departureDate`, message: 'must not be before arrivalDate' })
  }
  if (at(reservation, 'totalRate') != null && at(reservation, 'currency') == null) {
    found.push({ path: `${path}/currency`, message: 'is needed with totalRate' })
  }
  return found
}

/** An event needs an entity that it is about. */
function subject(type: unknown, data: unknown): Violation[] {
  if (typeof type !== 'string' || typeof data !== 'object' || data === null) return []
  const known = { reservation: has(data, 'reservation'), guest: has(data, 'guest') }
  if (type === 'room.status_changed') return isRoomNamed(data) ? [] : [missing('/data/room', 'room or roomNumber')]
  if (type === 'guest.updated') return known.guest ? [] : [missing('/data/guest', 'guest')]
  if (type.startsWith('guest.')) {
    return known.reservation || known.guest ? [] : [missing('/data/reservation', 'reservation or guest')]
  }
  return known.reservation ? [] : [missing('/data/reservation', 'reservation')]
}

function isRoomNamed(data: object): boolean {
  const names = [at(data, 'roomNumber'), at(at(data, 'room'), 'number'), at(at(data, 'room'), 'externalId')]
  return names.some((name) => name != null && name !== '')
}

function has(data: object, name: string): boolean {
  return typeof at(data, name) === 'object' && at(data, name) !== null
}

function missing(path: string, what: string): Violation {
  return { path, message: `${what} is needed to tell what this event is about` }
}

/** An own property of a value that may be anything. */
export function at(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, name) ? value[name as keyof typeof value] : undefined
}
