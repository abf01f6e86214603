import { type Static, Type } from '@sinclair/typebox'
import { Nullable, OneOf } from './common.ts'

// Messages and statuses as consumers get them, for all channels. Fields without `Optional` are always present. The others are
// present if the sender gave them.

const closed = { additionalProperties: false } as const
const Maybe = Nullable(Type.String())
const Word = Type.Optional(Type.String())
const Flag = Type.Optional(Type.Boolean())
const Amount = Type.Object({ amount: Type.String({ pattern: '^-?\\d+(\\.\\d+)?$' }), currency: Type.String() }, closed)
const Vendor = Type.Record(Type.String(), Type.Unknown())
const Query = Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]), {
  description: "the operator's own parameters in the URL"
})

/** A person, or a number of the hotel, with all its ids. The raw values are in `from` and `to`. */
export const Person = Type.Object(
  {
    phone: Nullable(Type.String({ pattern: '^\\+[1-9]\\d{5,14}$', description: 'E.164, where it can be derived' })),
    waId: Maybe,
    userId: Nullable(Type.String({ description: "business-scoped id, or the id of Twilio's other channels" })),
    parentUserId: Word,
    username: Word
  },
  { ...closed, title: 'Person' }
)
export type Person = Static<typeof Person>

const Media = Type.Object(
  {
    contentType: Maybe,
    id: Word,
    url: Word,
    sha256: Type.Optional(Type.String({ description: 'hex or base64, as it was sent' })),
    caption: Word,
    filename: Word,
    voice: Flag,
    animated: Flag
  },
  closed
)

const Problem = Type.Object({ code: Maybe, title: Maybe, details: Maybe, message: Word }, closed)

const Card = Type.Object(
  {
    name: Maybe,
    firstName: Word,
    lastName: Word,
    middleName: Word,
    prefix: Word,
    suffix: Word,
    phones: Type.Array(Type.Object({ raw: Maybe, phone: Maybe, waId: Maybe, userId: Word, type: Maybe }, closed)),
    emails: Type.Array(Type.Object({ email: Maybe, type: Maybe }, closed)),
    addresses: Type.Array(Vendor),
    urls: Type.Array(Vendor),
    organization: Type.Optional(Vendor),
    birthday: Word,
    vcard: Word,
    origin: Type.Optional(Type.String({ description: '`contact_request`: the guest shares the own number' }))
  },
  closed
)

export const MessageData = Type.Object(
  {
    channel: OneOf('whatsapp', 'sms'),
    externalId: Type.String(),
    direction: OneOf('inbound', 'outbound'),
    type: Type.String({ description: "the provider's word" }),
    from: Maybe,
    to: Maybe,
    text: Nullable(Type.String({ description: 'body, caption, or the label that was chosen' })),
    media: Type.Array(Media),
    sender: Type.Optional(Person),
    recipient: Type.Optional(Person),
    contactName: Type.Optional(Maybe),
    accountId: Maybe,
    phoneNumberId: Type.Optional(Maybe),
    messagingServiceId: Word,
    groupId: Word,
    transport: Type.Optional(
      Type.String({ description: '`sms`, `mms`, or the scheme: `whatsapp`, `messenger`, `rcs`' })
    ),
    segments: Type.Optional(Type.Integer()),

    location: Type.Optional(
      Type.Object({ latitude: Type.Number(), longitude: Type.Number(), name: Word, address: Word, url: Word }, closed)
    ),
    contacts: Type.Optional(Type.Array(Card)),
    selection: Type.Optional(Type.Object({ kind: Type.String(), id: Maybe, title: Maybe, description: Word }, closed)),
    form: Type.Optional(
      Type.Object({ name: Maybe, values: Type.Unknown(), json: Type.String({ description: 'as it was sent' }) }, closed)
    ),
    callPermission: Type.Optional(
      Type.Object({ granted: Type.Boolean(), permanent: Flag, expiresAt: Word, source: Word }, closed)
    ),
    reaction: Type.Optional(Type.Object({ messageId: Type.String(), emoji: Maybe, removed: Type.Boolean() }, closed)),
    order: Type.Optional(
      Type.Object(
        {
          catalogId: Maybe,
          items: Type.Array(Type.Object({ productId: Maybe, quantity: Type.Number(), price: Amount }, closed))
        },
        closed
      )
    ),
    product: Type.Optional(Vendor),
    originalId: Type.Optional(Type.String({ description: 'the message that was edited or revoked' })),
    contactChange: Type.Optional(Type.Object({ kind: Type.String(), previous: Person, current: Person }, closed)),
    unsupportedType: Word,

    replyTo: Type.Optional(Type.Object({ messageId: Type.String(), from: Maybe }, closed)),
    forwarded: Flag,
    frequentlyForwarded: Flag,
    referredProduct: Type.Optional(Type.Object({ catalogId: Maybe, productId: Maybe }, closed)),
    referral: Type.Optional(
      Type.Object(
        {
          sourceUrl: Word,
          sourceId: Word,
          sourceType: Word,
          headline: Word,
          body: Word,
          mediaType: Word,
          mediaUrl: Word,
          thumbnailUrl: Word,
          clickId: Word,
          ref: Word,
          welcomeText: Word
        },
        closed
      )
    ),
    identityKeyHash: Word,
    identity: Type.Optional(
      Type.Object(
        { hash: Maybe, createdAt: Word, acknowledged: Flag },
        { ...closed, description: 'identity change check' }
      )
    ),
    conversationSummary: Type.Optional(Type.String({ description: 'what a guest and another agent said before' })),
    errors: Type.Optional(Type.Array(Problem)),
    origin: Type.Optional(Type.String({ description: 'the program that wrote an echo; `contact_request`, `other`' })),
    history: Type.Optional(
      Type.Object(
        {
          status: Word,
          phase: Type.Optional(Type.Number()),
          progress: Type.Optional(Type.Number()),
          chunkOrder: Type.Optional(Type.Number())
        },
        closed
      )
    ),
    optOut: Type.Optional(Type.String({ description: '`STOP`, `START`, `HELP`: Twilio has acted on it already' })),
    fallback: Type.Optional(Type.Object({ errorCode: Maybe, url: Word }, closed)),
    query: Type.Optional(Query),
    extra: Type.Optional(Vendor)
  },
  { ...closed, title: 'Message' }
)

export const StatusData = Type.Object(
  {
    channel: OneOf('whatsapp', 'sms'),
    externalId: Type.String({ description: 'id of the outgoing message' }),
    status: Type.String({ description: "the provider's word" }),
    time: Maybe,
    accountId: Maybe,
    phoneNumberId: Type.Optional(Maybe),
    messagingServiceId: Word,
    from: Type.Optional(Maybe),
    to: Maybe,
    recipient: Person,
    participant: Type.Optional(Person),
    groupId: Word,
    identityKeyHash: Word,
    transport: Word,
    errorCode: Maybe,
    errorMessage: Maybe,
    errors: Type.Optional(Type.Array(Problem)),
    pricing: Type.Optional(Type.Object({ billable: Flag, model: Maybe, type: Maybe, category: Maybe }, closed)),
    conversation: Type.Optional(Type.Object({ id: Maybe, origin: Maybe, expiresAt: Word }, closed)),
    callbackData: Word,
    templateId: Word,
    carrierTime: Word,
    query: Type.Optional(Query),
    extra: Type.Optional(Vendor)
  },
  { ...closed, title: 'MessageStatus' }
)
