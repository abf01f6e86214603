import { Type } from '@sinclair/typebox'

/** A value to search for. PostgreSQL takes no text with U+0000 in it. */
export function term(description: string) {
  return Type.String({ description, pattern: '^[^\\u0000]+$', errorMessage: 'must not be empty, nor contain U+0000' })
}

export const Uuid = Type.String({
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  errorMessage: 'must be a UUID'
})
export const DeliveryId = Type.Object({ id: Uuid })

export const After = Type.Optional(
  Type.String({ description: 'cursor of an earlier answer, or `now`; none starts at the beginning' })
)

/** Parameters of every listing. */
export const PageQuery = {
  after: After,
  // Not an integer type: conversion would cut 1.5 down to 1 before anybody could complain.
  limit: Type.Number({
    multipleOf: 1,
    minimum: 1,
    maximum: 1000,
    default: 100,
    description: 'a whole number from 1 to 1000; a page of large rows has fewer',
    errorMessage: 'must be a whole number from 1 to 1000'
  })
}

/** Parameters of everything that lists events. */
export const EventFilter = {
  type: Type.Optional(term('e.g. `guest.checked_in`')),
  channel: Type.Optional(term('`whatsapp`, `sms` or `pms`')),
  source: Type.Optional(term('who says so: `whatsapp`, `twilio`, `mews`, …')),
  entity: Type.Optional(term('`<kind>/<externalId>`, e.g. `reservation/res-456`'))
}
