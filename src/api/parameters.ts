import { Type } from '@sinclair/typebox'

/** A value to search for. PostgreSQL refuses U+0000 in a text. */
export function term(description: string) {
  return Type.String({
    description,
    pattern: '^[^\\u0000]+$',
    errorMessage: 'must be one value, not empty and without U+0000'
  })
}

export const Uuid = Type.String({
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  errorMessage: 'must be a UUID'
})
export const DeliveryId = Type.Object({ id: Uuid })

export const After = Type.Optional(
  Type.String({ description: 'cursor of an earlier answer, or `now`; absent: from the beginning' })
)

export const PageQuery = {
  after: After,
  // Not an integer type, because the conversion would turn 1.5 into 1.
  limit: Type.Number({
    multipleOf: 1,
    minimum: 1,
    maximum: 1000,
    default: 100,
    description: 'a whole number from 1 to 1000; a page of large rows has fewer rows',
    errorMessage: 'must be a whole number from 1 to 1000'
  })
}

const TYPE = '[a-z][a-z0-9_]*\\.([a-z0-9_]+|\\*)'
/** Anything else can never match: a reader would wait for it forever. */
const TYPES = `^${TYPE}(,${TYPE})*$`

/** The filter of a query with its types as a list. */
export function eventFilter<Query extends { type?: string }>({ type, ...rest }: Query) {
  return type === undefined ? rest : { ...rest, types: type.split(',') }
}

export const EventFilter = {
  type: Type.Optional(
    Type.String({
      description: 'one or more types, e.g. `guest.checked_in,reservation.*`',
      pattern: TYPES,
      maxLength: 1000,
      errorMessage: 'must be types separated by commas, like guest.checked_in,reservation.*'
    })
  ),
  channel: Type.Optional(term('`whatsapp`, `sms` or `pms`')),
  source: Type.Optional(term('source, e.g. `whatsapp`, `twilio`, `mews`')),
  property: Type.Optional(term("the PMS's own id of the hotel, e.g. `hotel-1`")),
  account: Type.Optional(term('slug of an account')),
  hotel: Type.Optional(term('slug of a hotel')),
  entity: Type.Optional(
    Type.String({
      description: '`<kind>/<externalId>`, e.g. `reservation/res-456`',
      pattern: '^[^/\\u0000]+/[^\\u0000]+$',
      errorMessage: 'must be <kind>/<externalId>, like reservation/res-456'
    })
  )
}
