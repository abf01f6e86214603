import { Type } from '@sinclair/typebox'
import { jsonReply, type RouteDocs } from '../../contract/route-docs.ts'
import { EVENT } from '../examples.ts'
import { docsAbout } from '../management-docs.ts'

const LINK = 'https://github.com/bellhook/bellhook/blob/main/docs/consumers.md'
const CURSOR = 'cDE3'
const ACK = 'c2.Zm9v'
const EXPIRES = '2026-03-01T10:00:30.000Z'

const Page = Type.Object({
  events: Type.Array(Type.Unsafe({ $ref: '#/components/schemas/CloudEvent' })),
  ack: Type.Union([Type.String(), Type.Null()], { description: 'token of what was handed out; null: nothing was' }),
  attempt: Type.Integer({ description: 'how often the first event was handed out' }),
  expires: Type.Union([Type.String(), Type.Null()], { description: 'when the lease ends' }),
  more: Type.Boolean({ description: 'true: more is waiting behind' })
})

export const CONSUMER = {
  name: 'butler',
  filter: {},
  ordering: 'lane',
  shards: 1,
  ladder: [5, 30, 120, 300],
  deadLetter: 'after-ladder',
  cursor: CURSOR,
  lag: { events: 42, seconds: 3.1 },
  leases: [{ shard: 0, expires: EXPIRES }],
  parked: 0,
  deadLetters: 0
}

export const DEAD_LETTERS = {
  deadLetters: [
    {
      at: EXPIRES,
      event: EVENT.id,
      type: EVENT.type,
      subject: EVENT.subject,
      attempts: 5,
      status: null,
      problem: 'the room is unknown'
    }
  ],
  cursor: 'bDEy'
}

export const handedOut: RouteDocs = {
  summary: 'Hands out events of a named consumer',
  description:
    'Leases a free shard of the consumer, and answers what lies behind its cursor. The first use of a name creates the consumer. What is ' +
    'not acknowledged until the lease ends is handed out again. `wait` waits for events.',
  access: 'token',
  link: LINK,
  replies: {
    200: jsonReply(
      'Events, oldest first.',
      { page: { events: [EVENT], ack: ACK, attempt: 1, expires: EXPIRES, more: true } },
      Page
    )
  },
  errors: ['SCOPE_MISSING', 'NOT_FOUND', 'CURSOR_EXPIRED']
}

export const acknowledged: RouteDocs = {
  summary: 'Acknowledges events of a named consumer',
  description:
    'Settles all events of an answer, those up to `upTo`, or all but `failed`. A failed event comes again after a pause. `renew` extends the lease.',
  access: 'token',
  link: LINK,
  body: {
    examples: { all: { ack: ACK }, failed: { ack: ACK, failed: [{ id: EVENT.id, reason: 'the room is unknown' }] } }
  },
  replies: { 200: jsonReply('It is settled.', { settled: { cursor: CURSOR, expires: null } }) },
  errors: ['SCOPE_MISSING', 'NOT_FOUND', 'LEASE_LOST']
}

export const docsOf = docsAbout('consumers.md')
