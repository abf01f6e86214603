import { Type } from '@sinclair/typebox'
import { jsonReply, type ReplyDocs, type RouteDocs } from '../contract/route-docs.ts'
import { DELIVERY, EVENT, GUEST, MESSAGE, REPLAY, REPLAYED, RESERVATION, ROOM } from './examples.ts'

// What /docs says of the routes in this room.

const CURSOR = 'cDE3NDE2MDAwMDAwMDAwMDE'

/** The reply of a listing. */
function pageReply(description: string, page: object): ReplyDocs {
  const headers = {
    'bellhook-more':
      '`true`: the page ended at its limit, so the next one may have rows at once; `false`: it ended with the feed'
  }
  return { ...jsonReply(description, { page }), headers }
}

const PAGES =
  'A page ends at `limit` rows or at 4 MiB, whichever comes first, and has at least one row where there is one. So a page that is ' +
  'shorter than `limit` need not be the last: see `bellhook-more`, or ask until a page is empty.'

export const events: RouteDocs = {
  summary: 'The feed: events, oldest first',
  description:
    'Ask again with `after` set to the `cursor` of the answer: every event comes once, in the order of commits, with no gaps. The cursor ' +
    `is always there, also where nothing fits the filter. ${PAGES}`,
  access: 'token',
  replies: { 200: pageReply('A page of the feed.', { events: [EVENT], cursor: CURSOR }) },
  errors: ['UNKNOWN_CURSOR']
}

export const stream: RouteDocs = {
  summary: 'The feed as server-sent events, as they come',
  description:
    'Each has the cursor as its `id` and the event as its `data`, and no `event` field. A comment comes every 15 seconds. A client ' +
    'that takes nothing for ten seconds, or for two while others wait for the memory it holds, is disconnected; it resumes with ' +
    '`Last-Event-ID`.',
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
  summary: 'What was received, and its outcome',
  description: PAGES,
  access: 'token',
  replies: { 200: pageReply('A page, oldest first.', { deliveries: [DELIVERY], cursor: CURSOR }) },
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
  description: 'A download. Card numbers and live credentials in it were masked before storage.',
  access: 'token',
  replies: { 200: { description: 'The bytes.', content: { 'application/octet-stream': {} } } },
  errors: ['NOT_FOUND']
}

export const replay: RouteDocs = {
  summary: 'Reads its bytes again, with the code of today',
  description:
    'What was not read before becomes events, an event that would be another one today gets a correction, a new event with ' +
    '`corrects`, and doing it twice changes nothing more. The answer lists up to 256 KiB of changes, and counts the others.',
  access: 'token',
  replies: { 200: jsonReply('What is different.', { replayed: REPLAYED }) },
  errors: ['NOT_FOUND', 'NOT_REPLAYABLE', 'DELIVERY_REMOVED']
}

export const replayPage: RouteDocs = {
  summary: 'Reads all deliveries that fit a filter again, page by page',
  description:
    'In the order of arrival. Ask again with `after` set to the `cursor` of the answer until it is `done`: a page ends early after 3 ' +
    'seconds, or where bodies or results are large. A delivery that cannot be read again has an `error`, and the others go on.',
  access: 'token',
  body: { examples: { quarantined: { outcome: 'quarantined', since: '2024-03-15T00:00:00Z', dryRun: true } } },
  replies: {
    200: jsonReply('A page of results.', { page: { results: [REPLAYED], cursor: REPLAYED.delivery, done: true } })
  }
}

const stateReply = (example: object): Record<200, ReplyDocs> => ({ 200: jsonReply('The state.', { example }) })

export const messageState: RouteDocs = {
  summary: 'The status of an outgoing message',
  access: 'token',
  replies: stateReply(MESSAGE),
  errors: ['NOT_FOUND', 'AMBIGUOUS_ID']
}

export function entityState(kind: 'reservation' | 'guest' | 'room'): RouteDocs {
  return {
    summary: `The current state of a ${kind}`,
    access: 'token',
    replies: stateReply({ reservation: RESERVATION, guest: GUEST, room: ROOM }[kind]),
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID']
  }
}
