import type { JsonObject } from '../../../schemas/reading.ts'
import type { AdapterReading, Fields } from '../adapter.ts'
import { GUESTY_STATUS } from '../records/guesty-read.ts'
import { guestyPerson, guestyVendor } from './guesty-person.ts'

/** The older events of Guesty, with the complete reservation. Guesty phases them out by the end of 2026. */
export function readWholeReservation(envelope: Fields): AdapterReading[] {
  const fields = envelope.requiredIn('reservation')
  if (fields === undefined) return []
  const id = fields.requiredId('_id')
  const time = fields.instant('lastUpdatedAt', 'UTC')
  const guestId = fields.id('guestId')
  const person = fields.in('guest')
  const vendor = guestyVendor(envelope)
  if (id === undefined) return guestAlone(guestyPerson(person, guestId), vendor)
  const reservation = {
    externalId: id,
    confirmationNumber: fields.text('confirmationCode'),
    arrivalDate: fields.day('checkInDateLocalized'),
    departureDate: fields.day('checkOutDateLocalized'),
    ...fields.status('status', GUESTY_STATUS),
    updatedAt: time,
    guest: person.isPresent || guestId !== undefined ? guestyPerson(person, guestId) : undefined,
    extra: fields.rest()
  }
  return [{ reservation, time, timebasis: 'modified', whole: ['extra/*', 'guest/extra/*'], vendor }]
}

/** The guest of a reservation that has no id of its own. */
function guestAlone(guest: ReturnType<typeof guestyPerson>, vendor: JsonObject): AdapterReading[] {
  return guest.externalId === undefined ? [] : [{ guest, whole: ['extra/*'], vendor }]
}
