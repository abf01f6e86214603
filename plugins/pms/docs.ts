import { Type } from '@sinclair/typebox'
import { Nullable, OneOf } from '../../schemas/common.ts'
import { OUTCOMES, Problem } from '../../schemas/event.ts'
import { type Examples, jsonReply, type ReplyDocs, type RouteDocs, textReply } from '../../src/contract/route-docs.ts'
import type { PmsAdapter } from './adapter.ts'
import { EVENT, GUEST, RESERVATION, ROOM_EVENT } from './examples.ts'

const Kept = Type.Object({
  received: Type.Literal(true),
  deliveryId: Type.String({ description: 'for `GET /api/deliveries/:id`' }),
  outcome: OneOf(...OUTCOMES, 'spooled'),
  reason: Nullable(Type.String()),
  problems: Type.Array(Problem, { description: 'items that could not be read, at most 25' }),
  omittedProblems: Type.Optional(
    Type.Integer({ description: 'number of further problems that are not listed; absent: all are' })
  ),
  events: Type.Array(Type.String(), { description: 'ids of the new events' })
})
const KEPT = {
  received: true,
  deliveryId: '0190a6f2-7b1c-7000-8000-000000000001',
  outcome: 'accepted',
  reason: null,
  problems: [],
  events: ['0190a6f2-7b1d-7000-8000-000000000001']
}
const Refused = Type.Object({ error: Type.String() })
const UNAUTHORIZED = { error: 'Unauthorized' }
const INVALID_SIGNATURE = { error: 'Invalid signature' }

const kept = jsonReply('It is kept, or was kept before.', { kept: KEPT }, Kept)

function generic(summary: string, description: string, examples: Examples): RouteDocs {
  return {
    summary,
    description: `${description} A wrong body gets a 400 that names every field at once, and is kept as a \`rejected\` delivery.`,
    access: 'sender',
    body: { examples },
    replies: {
      200: kept,
      401: jsonReply('The secret is missing or wrong. Nothing is kept.', { refused: UNAUTHORIZED }, Refused)
    }
  }
}

export const guests = generic(
  'How a guest is now',
  'Becomes `guest.updated` when that is news. With `updatedAt` an older state never overwrites a newer one.',
  { guest: GUEST }
)
export const reservations = generic(
  'How a reservation is now',
  'Becomes one of the core events when that is news. With `updatedAt` an older state never overwrites a newer one.',
  { reservation: RESERVATION }
)
export const events = generic(
  'What happened',
  'Becomes an event of this type. With a `timestamp` it counts once; without one every request is a fact.',
  { guest: EVENT, room: ROOM_EVENT }
)

/** A vendor's route: it follows from the adapter. */
export function deliveriesOf({ name, title, docs, handshake, reply }: PmsAdapter): RouteDocs {
  const others = { ...(handshake ? textReply('', 'OK').content : {}), ...(reply ? { '*/*': {} } : {}) }
  return {
    summary: `Webhooks of ${title}`,
    description:
      `Only what is read of the body is described; all else may be there. What is proven and still cannot be read is kept as ` +
      `quarantined and answered with 200. \`npx bellhook simulate pms/${name}\` has bodies to try.`,
    access: 'sender',
    link: docs,
    replies: {
      200: { ...kept, content: { ...kept.content, ...others } },
      400: jsonReply('The body cannot be decoded. It is kept as quarantined.', {}),
      401: refusedBy()
    }
  }
}

/** The GET by which a vendor asks whether the URL is alive or ours. */
export function handshakeOf({ title, docs }: PmsAdapter): RouteDocs {
  return {
    summary: `${title} asks whether the URL is yours`,
    access: 'sender',
    link: docs,
    replies: { 200: textReply('What the vendor wants to read.', 'OK'), 401: refusedBy() },
    errors: ['VALIDATION_ERROR']
  }
}

function refusedBy(): ReplyDocs {
  const examples = { secret: UNAUTHORIZED, signature: INVALID_SIGNATURE }
  return jsonReply('What proves the sender is missing or wrong. Nothing is kept.', examples, Refused)
}
