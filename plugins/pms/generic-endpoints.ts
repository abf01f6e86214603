import type { Static, TSchema } from '@sinclair/typebox'
import type { Violation } from '../../schemas/check.ts'
import { EventBody, GuestBody, ReservationBody } from '../../schemas/pms.ts'
import type { Reading } from '../../schemas/reading.ts'
import type { CredentialStore } from '../../src/contract/credentials.ts'
import { exactJson } from '../../src/contract/decode.ts'
import { defineEndpoint, type Endpoint } from '../../src/contract/endpoint.ts'
import { invalid } from '../../src/contract/reply.ts'
import type { RouteDocs } from '../../src/contract/route-docs.ts'
import type { PmsAdapter } from './adapter.ts'
import { sharedCredential } from './adapter-settings.ts'
import { events, guests, reservations } from './docs.ts'
import { readEvent, readGuest, readReservation } from './generic.ts'
import { received } from './received.ts'
import { eventRules, guestRules, reservationRules } from './rules.ts'
import { allowedSources, foreignSources, SOURCES_OF } from './source-rules.ts'

/** Bellhook's own routes, for systems whose payload can be configured. `adapters` are the sources with routes of their own. */
export function genericEndpoints(adapters: readonly PmsAdapter[]): readonly Endpoint[] {
  return [
    generic('/guests', GuestBody, guests, {
      check: withSources(adapters, SOURCES_OF.guest, guestRules),
      normalize: readGuest
    }),
    generic('/reservations', ReservationBody, reservations, {
      check: withSources(adapters, SOURCES_OF.reservation, reservationRules),
      normalize: readReservation
    }),
    generic('/events', EventBody, events, {
      check: withSources(adapters, SOURCES_OF.event, eventRules),
      normalize: readEvent
    })
  ]
}

type Check = (decoded: unknown, settings: CredentialStore) => readonly Violation[]

interface Reader<Schema extends TSchema> {
  check: Check
  normalize: (payload: Static<Schema>) => readonly Reading[]
}

/** The rules of a route, and that the sender may speak for each source in the body. */
function withSources(adapters: readonly PmsAdapter[], places: readonly (readonly string[])[], rules: Check): Check {
  return (decoded, settings) => [
    ...foreignSources(decoded, places, allowedSources(adapters, settings)),
    ...rules(decoded, settings)
  ]
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
