import type { JsonObject } from '../../../schemas/reading.ts'
import type { Fields } from '../adapter.ts'

/** A guest of Guesty's: often only an id and a name, so what is absent stays, and null empties. */
export function guestyPerson(fields: Fields, guestId: string | undefined) {
  const id = fields.id('_id')
  return {
    externalId: guestId ?? id,
    ...fields.name({ first: 'firstName', last: 'lastName', full: 'fullName' }),
    email: contactOf(fields.text('email'), fields.value('emails')),
    phone: contactOf(fields.phone('phone'), fields.value('phones')),
    language: fields.text('preferredLanguage'),
    // If the two ids differ, the event has both.
    extra: guestId === undefined || id === undefined || id === guestId ? fields.rest() : { ...fields.rest(), _id: id }
  }
}

/** An address that is absent while the list of all addresses is empty was removed. */
function contactOf(contact: string | null | undefined, all: unknown): string | null | undefined {
  return contact === undefined && Array.isArray(all) && all.length === 0 ? null : contact
}

/** The name of the event, and fields beside the object that it is about. */
export function guestyVendor(envelope: Fields): JsonObject {
  return { event: envelope.word('event'), ...envelope.rest('event', 'reservation', 'guest') }
}
