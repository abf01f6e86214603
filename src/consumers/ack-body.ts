import { type Static, Type } from '@sinclair/typebox'

const closed = { additionalProperties: false } as const
const EventId = Type.String({ minLength: 1, maxLength: 100 })

/** The body of `POST /api/consumers/:name/ack`. */
export const AckBody = Type.Object(
  {
    ack: Type.String({ minLength: 1, maxLength: 20_000, description: 'the `ack` of an answer' }),
    upTo: Type.Optional(Type.String({ description: 'id of the last event that is settled', maxLength: 100 })),
    failed: Type.Optional(
      Type.Array(Type.Object({ id: EventId, reason: Type.Optional(Type.String()) }, closed), {
        maxItems: 1_000,
        description: 'events that could not be handled, and why'
      })
    ),
    renew: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 3_600,
        description: 'the lease ends so many seconds from now; 0: at once',
        errorMessage: 'must be a whole number from 0 to 3600'
      })
    )
  },
  closed
)
export type AckBody = Static<typeof AckBody>
