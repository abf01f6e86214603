import { Type } from '@sinclair/typebox'
import { jsonReply, type ReplyDocs, type RouteDocs } from '../contract/route-docs.ts'
import { DELIVERY, EVENT, GUEST, MESSAGE, PROVIDER, REPLAY, REPLAYED, RESERVATION, ROOM } from './examples.ts'

const CURSOR = 'cDE3NDE2MDAwMDAwMDAwMDE'

/** The schema of each event type has a place of its own in the reference. */
const EventPage = Type.Object({
  events: Type.Array(Type.Unsafe({ $ref: '#/components/schemas/CloudEvent' })),
  cursor: Type.String()
})

const MORE = {
  'bellhook-more':
    '`true`: the page ended at its limit, so the next one may have rows already; `false`: it ended with the feed'
}

const PAGES =
  'A page ends at `limit` rows or at 2 MiB, whichever comes first. It has at least one row, if there is one. A page that is shorter ' +
  'than `limit` need not be the last: see `bellhook-more`, or ask until a page is empty.'

export const events: RouteDocs = {
  summary: 'The feed: events, oldest first',
  description:
    'Ask again with `after` set to the `cursor` of the answer: every event comes once, in commit order and without gaps. The cursor ' +
    `is always returned, also if no event matches the filter. ${PAGES}`,
  access: 'token',
  replies: {
    200: { description: 'A page of the feed.', headers: MORE, content: { 'application/json': { schema: EventPage } } }
  },
  errors: ['UNKNOWN_CURSOR', 'CURSOR_EXPIRED']
}

export const providers: RouteDocs = {
  summary: 'Vendors whose API is called',
  description:
    'One entry for each connected credential: whether the vendor takes it, which reads wait, what was found without a webhook, and whether webhooks still come.',
  access: 'token',
  replies: {
    200: jsonReply('The connected vendors.', { mews: { providers: [PROVIDER] } })
  }
}

export const stream: RouteDocs = {
  summary: 'The feed as server-sent events',
  description:
    'Each message has the cursor as its `id` and the event as its `data`, and no `event` field. A comment is sent every 15 seconds. A ' +
    'client that reads nothing for ten seconds is disconnected, or after two seconds if others need the memory. It resumes with ' +
    '`Last-Event-ID`. If events behind that id were removed, an `error` message has the JSON of `CURSOR_EXPIRED`, and the stream ends; a ' +
    'request without `Accept: text/event-stream` gets a 410 instead. With `consumer` it reads a named consumer: the `id` is an ack token, and the ' +
    'first use creates the consumer.',
  access: 'token',
  link: 'https://html.spec.whatwg.org/multipage/server-sent-events.html',
  headers: Type.Object({
    'last-event-id': Type.Optional(
      Type.String({ description: 'resumes after this event; takes precedence over `after`' })
    )
  }),
  replies: {
    200: {
      description: 'Events, without end.',
      content: {
        'text/event-stream': { examples: { event: `retry: 1000\n\nid: ${CURSOR}\ndata: ${JSON.stringify(EVENT)}\n\n` } }
      }
    }
  },
  errors: ['UNKNOWN_CURSOR', 'CURSOR_EXPIRED', 'TOO_MANY_STREAMS', 'NOT_FOUND']
}

export const deliveries: RouteDocs = {
  summary: 'Deliveries and their outcome',
  description: PAGES,
  access: 'token',
  replies: {
    200: {
      ...jsonReply('A page, oldest first.', { page: { deliveries: [DELIVERY], cursor: CURSOR } }),
      headers: MORE
    }
  },
  errors: ['UNKNOWN_CURSOR', 'CURSOR_EXPIRED']
}

export const delivery: RouteDocs = {
  summary: 'One delivery',
  description: 'Its outcome, the ids of its events, and its latest replays.',
  access: 'token',
  replies: { 200: jsonReply('The delivery.', { delivery: { ...DELIVERY, replays: [REPLAY] } }) },
  errors: ['NOT_FOUND']
}

export const rawDelivery: RouteDocs = {
  summary: 'The exact bytes of a delivery',
  description: 'A download. Card numbers and live credentials were redacted before storage.',
  access: 'token',
  replies: { 200: { description: 'The bytes.', content: { 'application/octet-stream': {} } } },
  errors: ['NOT_FOUND']
}

export const replay: RouteDocs = {
  summary: 'Replays one delivery',
  description:
    'Reads the stored bytes with the current code. Items that could not be read before become events. An event that would be different ' +
    'today gets a correction: a new event with `corrects`. A second replay changes nothing. The answer lists up to 256 KiB of changes, ' +
    'and counts the others.',
  access: 'token',
  replies: { 200: jsonReply('The differences.', { replayed: REPLAYED }) },
  errors: ['NOT_FOUND', 'NOT_REPLAYABLE', 'DELIVERY_REMOVED']
}

export const replayPage: RouteDocs = {
  summary: 'Replays all deliveries that match a filter, page by page',
  description:
    'In the order of arrival. Ask again with `after` set to the `cursor` of the answer until it is `done`. A page ends early after 3 ' +
    'seconds, or if bodies or results are large. A delivery that cannot be replayed has an `error`; the others are replayed.',
  access: 'token',
  body: { examples: { quarantined: { outcome: 'quarantined', since: '2024-03-15T00:00:00Z', dryRun: true } } },
  replies: {
    200: jsonReply('A page of results.', { page: { results: [REPLAYED], cursor: REPLAYED.delivery, done: true } })
  }
}

const stateReply = (example: object): Record<200, ReplyDocs> => ({ 200: jsonReply('The state.', { example }) })

export const messageState: RouteDocs = {
  summary: 'The status of an outgoing message',
  description: 'The status with the highest rank that was ever reported, and every reported status.',
  access: 'token',
  replies: stateReply(MESSAGE),
  errors: ['NOT_FOUND', 'AMBIGUOUS_ID']
}

export function entityState(kind: 'reservation' | 'guest' | 'room'): RouteDocs {
  return {
    summary: `The current state of a ${kind}`,
    description: 'Each field has the value of the latest report, by the time in the report.',
    access: 'token',
    replies: stateReply({ reservation: RESERVATION, guest: GUEST, room: ROOM }[kind]),
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID']
  }
}
