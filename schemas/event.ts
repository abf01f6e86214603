import { type Static, Type } from '@sinclair/typebox'

/** One event of the feed: CloudEvents 1.0 in JSON, with Bellhook's extension attributes. */
export const CloudEvent = Type.Object({
  specversion: Type.Literal('1.0'),
  id: Type.String({ description: 'UUIDv7, unique' }),
  type: Type.String({ description: '`<noun>.<verb>`, e.g. `guest.checked_in`' }),
  source: Type.String({ description: 'who says so: `whatsapp`, `twilio`, `mews`, …' }),
  subject: Type.String({ description: '`<kind>/<externalId>`' }),
  time: Type.String({ description: 'RFC 3339, UTC; what it is, `timebasis` says' }),
  datacontenttype: Type.Literal('application/json'),
  channel: Type.String({ description: '`whatsapp`, `sms` or `pms`' }),
  property: Type.Optional(Type.String({ description: "the PMS's own id of the hotel" })),
  account: Type.Optional(Type.String({ description: 'slug of the account that it belongs to' })),
  hotel: Type.Optional(Type.String({ description: 'slug of the hotel that it belongs to' })),
  deliveryid: Type.String({ description: 'the delivery it came from' }),
  receivedtime: Type.String({ description: 'RFC 3339, UTC: when the delivery arrived' }),
  timebasis: Type.Union([Type.Literal('event'), Type.Literal('modified'), Type.Literal('received')]),
  verified: Type.Boolean({ description: 'false: accepted without proof of who sent it' }),
  hydrated: Type.Boolean({ description: 'true: completed by asking the PMS' }),
  corrects: Type.Optional(Type.String({ description: 'id of the event that this one corrects, after a replay' })),
  traceparent: Type.Optional(
    Type.String({ description: 'W3C Trace Context of the webhook request, where it had one' })
  ),
  data: Type.Record(Type.String(), Type.Unknown(), {
    description:
      'at most 256 KiB as JSON; `omitted`, a list of `{path, bytes}`, names what was left out, and the body of the delivery has it'
  })
})
export type CloudEvent = Static<typeof CloudEvent>

export const OUTCOMES = ['accepted', 'duplicate', 'quarantined', 'rejected'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** An item of a delivery that could not be read. */
export const Problem = Type.Object({ path: Type.String(), problem: Type.String() })

/** Problems of a delivery as an answer lists them. */
export const Problems = {
  problems: Type.Array(Problem, { description: 'items that could not be read, at most 100' }),
  omittedProblems: Type.Optional(
    Type.Integer({ description: 'number of further problems that are not listed; absent: all are' })
  )
}

/** One delivery as the API shows it. The exact bytes are at `/api/deliveries/:id/raw`. */
export const DeliveryView = Type.Object({
  id: Type.String(),
  channel: Type.String(),
  source: Type.String(),
  endpoint: Type.String({ description: 'the path it was posted to, with the query if the endpoint reads it' }),
  contentType: Type.Union([Type.String(), Type.Null()]),
  contentCoding: Type.Union([Type.String(), Type.Null()], {
    description: '`Content-Encoding` of the stored bytes, e.g. `gzip`; null: they have none'
  }),
  receivedAt: Type.String(),
  verified: Type.Boolean(),
  masked: Type.Boolean({ description: 'true: a card number or a live credential was masked before storage' }),
  outcome: Type.Union(OUTCOMES.map((outcome) => Type.Literal(outcome))),
  reason: Type.Union([Type.String(), Type.Null()], { description: 'at most 1,000 characters' }),
  cause: Type.Union([Type.String(), Type.Null()], {
    description: 'the `reason` of `bellhook_deliveries_total`; null: stored by an earlier version'
  }),
  account: Type.Union([Type.String(), Type.Null()], {
    description: 'slug of the account, where all of it belongs to one'
  }),
  hotel: Type.Union([Type.String(), Type.Null()], { description: 'slug of the hotel, where all of it belongs to one' }),
  ...Problems,
  events: Type.Array(Type.String(), { description: 'ids of the events it became' }),
  traceparent: Type.Union([Type.String(), Type.Null()], {
    description: 'W3C Trace Context of the request, where it had one'
  }),
  bytes: Type.Integer({ description: 'size of the body' })
})
export type DeliveryView = Static<typeof DeliveryView>
