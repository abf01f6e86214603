import type { Static, TSchema } from '@sinclair/typebox'
import { EventBody, GuestBody, ReservationBody } from '../../schemas/pms.ts'
import type { ChannelApp, ChannelServices, Reader, RouteDocs } from '../../src/channel.ts'
import { exactJson } from '../../src/parse.ts'
import { sharedProof } from './adapter-settings.ts'
import { events, guests, reservations } from './docs.ts'
import { readEvent, readGuest, readReservation } from './generic.ts'
import { kept } from './kept.ts'
import { eventRules, guestRules, reservationRules } from './rules.ts'

/** Our own routes, for systems that can be told what to send. A wrong shape is refused with everything that is wrong. */
export function genericRoutes(app: ChannelApp, { secrets, guard, receive }: ChannelServices): void {
  const preValidation = guard({ proofs: [sharedProof(secrets)], parse: exactJson })
  route('/guests', GuestBody, guests, { rules: guestRules, normalize: readGuest })
  route('/reservations', ReservationBody, reservations, { rules: reservationRules, normalize: readReservation })
  route('/events', EventBody, events, { rules: eventRules, normalize: readEvent })

  function route<Body extends TSchema>(
    path: string,
    body: Body,
    docs: RouteDocs,
    { rules, normalize }: Required<Pick<Reader<Static<Body>>, 'rules' | 'normalize'>>
  ): void {
    app.post(path, { config: { docs }, preValidation, schema: { body }, attachValidation: true }, async (request) => {
      const source = sourceOf(request.body)
      const receipt = await receive(request, { rules, normalize, source, unreadable: 'rejected' })
      if (receipt.fault) throw receipt.fault
      return kept(receipt)
    })
  }
}

/** Who a generic delivery is from, as far as it says. */
function sourceOf(body: unknown): string {
  const source = typeof body === 'object' && body !== null && 'source' in body ? body.source : undefined
  return typeof source === 'string' ? source.slice(0, 64) : 'pms'
}
