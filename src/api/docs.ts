import { Type } from '@sinclair/typebox'
import { jsonReply, type ReplyDocs, type RouteDocs } from '../route-docs.ts'
import { DELIVERY, EVENT, GUEST, MESSAGE, REPLAY, REPLAYED, RESERVATION, ROOM } from './examples.ts'

// What /docs says of the routes in this room.

const CURSOR = 'cDE3NDE2MDAwMDAwMDAwMDE'

export const events: RouteDocs = {
  summary: 'The feed: events, oldest first',
  description:
    'Ask again with `after` set to the `cursor` of the answer: every event comes once, in the order of commits, with no gaps. The cursor ' +
    'is always there, also where nothing fits the filter.',
  access: 'token',
  replies: { 200: jsonReply('A page of it.', { page: { events: [EVENT], cursor: CURSOR } }) },
  errors: ['UNKNOWN_CURSOR']
}

export const stream: RouteDocs = {
  summary: 'The feed as server-sent events, as they come',
  description:
    'Each has the cursor as its `id` and the event as its `data`, and no `event` field. A comment comes every 15 seconds, and a reader ' +
    'that takes nothing for ten seconds is dropped.',
  access: 'token',
  link: 'https://html.spec.whatwg.org/multipage/server-sent-events.html',
  headers: Type.Object({
    'last-event-id': Type.Optional(Type.String({ description: 'resumes behind it; counts more than `after`' }))
  }),
  replies: {
    200: {
      description: 'Events without end.',
      content: {
        'text/event-stream': { examples: { event: `retry: 1000\n\nid: ${CURSOR}\ndata: ${JSON.stringify(EVENT)}\n\n` } }
      }
    }
  },
  errors: ['UNKNOWN_CURSOR', 'TOO_MANY_STREAMS']
}

export const deliveries: RouteDocs = {
  summary: 'What arrived, and what became of it',
  access: 'token',
  replies: { 200: jsonReply('A page of it, oldest first.', { page: { deliveries: [DELIVERY], cursor: CURSOR } }) },
  errors: ['UNKNOWN_CURSOR']
}

export const delivery: RouteDocs = {
  summary: 'One delivery',
  access: 'token',
  replies: { 200: jsonReply('The delivery.', { delivery: { ...DELIVERY, replays: [REPLAY] } }) },
  errors: ['NOT_FOUND']
}

export const rawDelivery: RouteDocs = {
  summary: 'Its exact bytes',
  description: 'As a download, but for card numbers and live credentials, which are masked before they are kept.',
  access: 'token',
  replies: { 200: { description: 'The bytes.', content: { 'application/octet-stream': {} } } },
  errors: ['NOT_FOUND']
}

export const replay: RouteDocs = {
  summary: 'Reads its bytes again, with the code of today',
  description:
    'What was not read before becomes events, an event that would be another one today gets a correction, a new event with ' +
    '`corrects`, and doing it twice changes nothing more.',
  access: 'token',
  replies: { 200: jsonReply('What is different.', { replayed: REPLAYED }) },
  errors: ['NOT_FOUND', 'NOT_REPLAYABLE', 'DELIVERY_REMOVED']
}

export const replayPage: RouteDocs = {
  summary: 'Reads all deliveries that fit a filter again, page by page',
  description:
    'In the order of arrival. Ask again with `after` set to the `cursor` of the answer until it is `done`: a page ends early when it ' +
    'has taken long. What cannot be read again says so in its `error`, and holds up nobody.',
  access: 'token',
  body: { examples: { quarantined: { outcome: 'quarantined', since: '2024-03-15T00:00:00Z', dryRun: true } } },
  replies: {
    200: jsonReply('A page of it.', { page: { results: [REPLAYED], cursor: REPLAYED.delivery, done: true } })
  }
}

const standing = (example: object): Record<200, ReplyDocs> => ({ 200: jsonReply('How it stands.', { example }) })

export const message: RouteDocs = {
  summary: 'The status of an outgoing message',
  access: 'token',
  replies: standing(MESSAGE),
  errors: ['NOT_FOUND', 'AMBIGUOUS_ID']
}

/** A thing that a PMS tells of. */
export function thing(kind: 'reservation' | 'guest' | 'room'): RouteDocs {
  return {
    summary: `How a ${kind} stands`,
    access: 'token',
    replies: standing({ reservation: RESERVATION, guest: GUEST, room: ROOM }[kind]),
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID']
  }
}
