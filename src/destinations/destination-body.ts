import { type Static, Type } from '@sinclair/typebox'
import { ConsumerOptions } from '../consumers/consumer-options.ts'

const closed = { additionalProperties: false } as const
const Secret = Type.String({ minLength: 1, maxLength: 20_000 })
const Url = Type.String({ minLength: 1, maxLength: 2_048 })

/** The body of `PUT /api/destinations/:name`. */
export const DestinationBody = Type.Object(
  {
    url: Url,
    ...ConsumerOptions,
    headers: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 4_096 }))),
    secret: Type.Optional(Secret),
    ed25519: Type.Optional(Type.Boolean()),
    authorization: Type.Optional(
      Type.Union([
        Type.Object({ type: Type.Literal('basic'), username: Type.String(), password: Secret }, closed),
        Type.Object({ type: Type.Literal('bearer'), token: Secret }, closed),
        Type.Object(
          {
            type: Type.Literal('oauth2'),
            tokenUrl: Url,
            clientId: Type.String({ minLength: 1 }),
            clientSecret: Secret,
            scope: Type.Optional(Type.String())
          },
          closed
        )
      ])
    ),
    tls: Type.Optional(Type.Object({ certificate: Type.String({ minLength: 1 }), key: Secret }, closed)),
    batch: Type.Optional(
      Type.Object(
        { events: Type.Integer({ minimum: 1, maximum: 1_000 }), waitMs: Type.Integer({ minimum: 0, maximum: 10_000 }) },
        closed
      )
    ),
    timeout: Type.Optional(Type.Integer({ minimum: 1, maximum: 30 })),
    concurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 256 })),
    rate: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 10_000 }), Type.Null()])),
    attempts: Type.Optional(Type.Union([Type.Literal('failures'), Type.Literal('all')]))
  },
  closed
)
export type DestinationBody = Static<typeof DestinationBody>
