import type { Static, TSchema } from '@sinclair/typebox'
import type { Violation } from '../../schemas/check.ts'
import { EventBody, GuestBody, ReservationBody } from '../../schemas/pms.ts'
import type { Reading } from '../../schemas/reading.ts'
import { defineEndpoint, type Endpoint } from '../../src/contract/endpoint.ts'
import { invalid } from '../../src/contract/reply.ts'
import { exactJson } from '../../src/parse.ts'
import type { RouteDocs } from '../../src/route-docs.ts'
import { sharedCredential } from './adapter-settings.ts'
import { events, guests, reservations } from './docs.ts'
import { readEvent, readGuest, readReservation } from './generic.ts'
import { received } from './received.ts'
import { eventRules, guestRules, reservationRules } from './rules.ts'

/** Bellhook's own routes, for systems that can be told what to send. */
export const genericEndpoints: readonly Endpoint[] = [
  generic('/guests', GuestBody, guests, { check: guestRules, normalize: readGuest }),
  generic('/reservations', ReservationBody, reservations, { check: reservationRules, normalize: readReservation }),
  generic('/events', EventBody, events, { check: eventRules, normalize: readEvent })
]

interface Reader<Schema extends TSchema> {
  check: (decoded: unknown) => readonly Violation[]
  normalize: (payload: Static<Schema>) => readonly Reading[]
}

/** A wrong shape is refused with everything that is wrong, so that the sender can repair it. */
function generic<Schema extends TSchema>(
  path: string,
  schema: Schema,
  docs: RouteDocs,
  { check, normalize }: Reader<Schema>
): Endpoint {
  return defineEndpoint({
    path,
    source: sourceOf,
    credentials: (store) => [sharedCredential(store)],
    decode: exactJson,
    schema,
    check,
    normalize,
    onInvalid: 'reject',
    reply: (outcome) => (outcome.fault ? invalid(outcome.fault) : received(outcome)),
    docs
  })
}

/** Who a generic delivery is from, as far as it says. */
function sourceOf(decoded: unknown): string {
  const source = typeof decoded === 'object' && decoded !== null && 'source' in decoded ? decoded.source : undefined
  return typeof source === 'string' ? source.slice(0, 64) : 'pms'
}
